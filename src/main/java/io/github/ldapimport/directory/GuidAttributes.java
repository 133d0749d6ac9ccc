package io.github.ldapimport.directory;

import java.util.Set;
import java.util.TreeSet;

/** What is known of the attributes by which directories tell their entries apart. */
final class GuidAttributes {
    private static final Set<String> UUIDS = ignoringCase("entryUUID", "objectGUID", "ipaUniqueID");
    private static final Set<String> UNIQUE_ID = ignoringCase("nsUniqueId");

    /** Those that a server gives by itself and lets nobody change; ipaUniqueID is one as far as FreeIPA's plug-in keeps it. */
    private static final Set<String> OF_THE_SERVER =
            ignoringCase("entryUUID", "objectGUID", "ipaUniqueID", "nsUniqueId", "GUID", "ibm-entryUUID", "orclGUID");

    /** The one of those that some entries have only, those of FreeIPA's own. */
    private static final String OF_SOME = "ipaUniqueID";

    private GuidAttributes() {}

    private static Set<String> ignoringCase(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }

    /** Whether its values are UUIDs (RFC 4530; [MS-ADTS] 3.1.1.1.4). */
    static boolean isUuid(String attribute) {
        return UUIDS.contains(attribute);
    }

    /** Whether its values have the form of 389 Directory Server. */
    static boolean isUniqueId(String attribute) {
        return UNIQUE_ID.contains(attribute);
    }

    static boolean isOfTheServer(String attribute) {
        return OF_THE_SERVER.contains(attribute);
    }

    /** Whether a server gives it to every entry, containers and all. */
    static boolean isOfEveryEntry(String attribute) {
        return isOfTheServer(attribute) && !attribute.equalsIgnoreCase(OF_SOME);
    }
}
