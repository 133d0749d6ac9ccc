package io.github.ldapimport.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The members of groups that are no users of the provider: groups in groups, users outside of what the provider covers, accounts of
 * other domains, entries that are gone. Each is a number here; most are in many groups.
 */
final class OtherMembers {
    /** Of a member that is no group which was read. */
    static final int NO_GROUP = -1;

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Integer> groups = new ArrayList<>();

    /** The number of a DN, or of a login. */
    int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        numbers.put(name, names.size());
        names.add(name);
        groups.add(NO_GROUP);
        return names.size() - 1;
    }

    int size() {
        return names.size();
    }

    String name(int other) {
        return names.get(other);
    }

    /** Says which of the groups that were read one is. */
    void isGroup(int other, int group) {
        groups.set(other, group);
    }

    /** The group that one is, or {@link #NO_GROUP}. */
    int group(int other) {
        return groups.get(other);
    }

    /** Whether one is an account of another domain or forest, as Active Directory keeps it ([MS-ADTS] 6.1.1.4.10). */
    boolean isForeign(int other) {
        return name(other).toLowerCase(Locale.ROOT).contains(",cn=foreignsecurityprincipals,");
    }
}
