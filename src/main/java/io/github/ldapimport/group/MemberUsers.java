package io.github.ldapimport.group;

import io.github.ldapimport.rows.KeyedRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The users who may be members: the rows of their provider, and which of them its directory has, by DN and login. A user is a number
 * here, the position of the row.
 */
final class MemberUsers {
    /** Of a DN or a login that is no user's. */
    static final int UNKNOWN = -1;

    /** Of a user of the provider who has no row. */
    static final int WITHOUT_ROW = -2;

    /** Of a DN or a login that means several. */
    static final int AMBIGUOUS = -3;

    private final List<KeyedRow> rows = new ArrayList<>();
    private final BitSet found = new BitSet();
    private final BitSet ambiguousRows = new BitSet();
    private final BitSet valued = new BitSet();
    private final BitSet withLogin = new BitSet();
    private final Map<String, Integer> byGuid = new HashMap<>();
    private final Map<Object, Integer> byValue = new HashMap<>();
    // as the directory spells it, which is how most groups do
    private final Map<String, Integer> byDn = new HashMap<>();
    private final Map<String, Integer> byNormalDn = new HashMap<>();
    private final Map<String, Integer> byLogin = new HashMap<>();

    /**
     * Adds a row.
     *
     * @param value what pairs name the user by, in a form that is equal for equal ones; null where there is none
     */
    void add(KeyedRow row, Object value) {
        int user = rows.size();
        rows.add(row);
        Integer former = byGuid.put(row.guid(), user);
        if (former != null) {
            // two rows of one user: it is not known which of them the memberships belong to
            ambiguousRows.set(former);
            ambiguousRows.set(user);
        }
        if (value != null) {
            valued.set(user);
            if (byValue.put(value, user) != null) {
                byValue.put(value, AMBIGUOUS);
            }
        }
    }

    /** Whether a pair can name the user. */
    boolean canBePaired(int user) {
        return valued.get(user);
    }

    int size() {
        return rows.size();
    }

    KeyedRow row(int user) {
        return rows.get(user);
    }

    /** The user of some GUIDs in their stored form, of an entry; {@link #WITHOUT_ROW} where none has a row. */
    int ofGuids(List<String> guids) {
        int user = WITHOUT_ROW;
        for (String guid : guids) {
            Integer row = byGuid.get(guid);
            if (row != null) {
                boolean isOther = user >= 0 && user != row;
                user = isOther || ambiguousRows.get(row) ? AMBIGUOUS : row;
            }
        }
        return user;
    }

    /** Notes that the directory has the user, under a DN and with some logins. */
    void found(int user, String dn, List<String> logins) {
        if (user >= 0) {
            found.set(user);
            if (!logins.isEmpty()) {
                withLogin.set(user);
            }
        }
        put(byDn, dn, user);
        put(byNormalDn, NormalDn.of(dn), user);
        logins.forEach(login -> put(byLogin, login.toLowerCase(Locale.ROOT), user));
    }

    private static void put(Map<String, Integer> users, String name, int user) {
        Integer former = users.put(name, user);
        if (former != null && former != user) {
            users.put(name, AMBIGUOUS);
        }
    }

    /** Whether the directory has the user. */
    boolean isFound(int user) {
        return found.get(user);
    }

    /** Whether the directory shows a login of the user. */
    boolean showsLogin(int user) {
        return withLogin.get(user);
    }

    /** The user with a DN, however it is spelled; one of the constants where that is none. */
    int ofDn(String dn) {
        Integer user = byDn.get(dn);
        return user != null ? user : byNormalDn.getOrDefault(NormalDn.of(dn), UNKNOWN);
    }

    /** The same by login, without regard to case, as uid is compared (RFC 4519, 2.39). */
    int ofLogin(String login) {
        return byLogin.getOrDefault(login.toLowerCase(Locale.ROOT), UNKNOWN);
    }

    /** The user whom a pair names; one of the constants where that is none of the provider's. */
    int ofValue(Object canonical) {
        return byValue.getOrDefault(canonical, UNKNOWN);
    }
}
