package io.github.ldapimport.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * A person of the directory. What is null is an attribute that the entry does not have.
 *
 * @param uid unique, and the order in which the directory gives them
 * @param guid as the directory writes it
 * @param outside whether the provider's filter leaves the person out
 * @param left whether the route ldap-import-user leaves the person out
 * @param group what the run's filter asks for
 */
record User(
        String uid,
        String guid,
        String name,
        List<String> mails,
        String badge,
        Integer number,
        String group,
        boolean disabled,
        boolean outside,
        boolean left) {
    String toLdif() {
        StringBuilder ldif = new StringBuilder("dn: " + dn() + "\nobjectClass: top\nobjectClass: person\n"
                + "objectClass: organizationalPerson\nobjectClass: inetOrgPerson\n"
                + "uid: " + uid + "\ncn: " + uid + "\nsn: " + uid + "\n");
        attribute(ldif, "employeeNumber", guid);
        attribute(ldif, "displayName", name);
        mails.forEach(mail -> attribute(ldif, "mail", mail));
        attribute(ldif, "carLicense", badge);
        attribute(ldif, "postalCode", number == null ? null : number.toString());
        attribute(ldif, "departmentNumber", group);
        attribute(ldif, "employeeType", disabled ? "disabled" : null);
        attribute(ldif, "roomNumber", outside ? "outside" : null);
        attribute(ldif, "preferredLanguage", left ? "none" : null);
        return ldif.toString();
    }

    String dn() {
        return "uid=" + uid + ",ou=people,dc=example,dc=com";
    }

    /** Whether the person is one of those whom a name means. */
    boolean isCalled(String text) {
        return Stream.concat(Stream.of(uid, name == null ? "" : name), mails.stream())
                .anyMatch(text::equalsIgnoreCase);
    }

    private static void attribute(StringBuilder ldif, String name, String value) {
        if (value != null) {
            ldif.append(name).append(": ").append(value).append('\n');
        }
    }
}
