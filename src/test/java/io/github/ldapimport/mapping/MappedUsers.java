package io.github.ldapimport.mapping;

import io.github.ldapimport.ldap.AccountState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Users as the mapping makes them, for tests without a directory. */
public final class MappedUsers {
    private MappedUsers() {}

    /** @param keys what finds a row that is no user's yet */
    public static MappedUser user(String guid, String name, AccountState state, List<List<Object>> keys) {
        MappedUser user = new MappedUser(guid, "cn=" + name, name, name);
        user.setExistingKeys(keys);
        user.setAccountState(state);
        return user;
    }

    /** Sets what finds a row that is no user's yet. */
    public static void setKeys(MappedUser user, List<List<Object>> keys) {
        user.setExistingKeys(keys);
    }

    /** Sets a column as the settings would. */
    public static void set(MappedUser user, String column, Object value) {
        user.withMapped(column, value);
    }

    /** Sets a column to one of values without order. */
    public static void setAnyOf(MappedUser user, String column, Object... values) {
        user.withAnyOf(column, List.of(values));
    }

    /** Sets what a new row gets in a column. */
    public static void setInserted(MappedUser user, String column, Object value) {
        user.withInserted(column, value);
    }

    /** Says which attributes the entry did not show. */
    public static void hide(MappedUser user, String... attributes) {
        Set<String> hidden = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        hidden.addAll(List.of(attributes));
        user.setNotShown(hidden);
    }
}
