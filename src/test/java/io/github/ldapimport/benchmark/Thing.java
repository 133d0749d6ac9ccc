package io.github.ldapimport.benchmark;

/** What is measured. */
enum Thing {
    SEARCH("ldapsearch"),
    BULK("bulk load"),
    FLOOR("floor: both"),
    FIRST("first import"),
    UNCHANGED("nothing changed"),
    CHANGED("1 % changed"),
    MISSING("1 % missing"),
    WARM_UNCHANGED("serve: nothing changed"),
    WARM_FIRST("serve: first import"),
    JAVA("java -version"),
    HELP("ldap-import --help"),
    HASHED("first import, hashed passwords"),
    UNHASHED("first import, no passwords"),
    HASHING("floor: hashing on all cores");

    private final String title;

    Thing(String title) {
        this.title = title;
    }

    /** As tables and the plot name it. */
    String title() {
        return title;
    }

    /** Whether its time is compared to the floor's. */
    boolean isImport() {
        return compareTo(FLOOR) > 0 && compareTo(JAVA) < 0;
    }
}
