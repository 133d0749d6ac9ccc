package io.github.ldapimport.mapping;

import io.github.ldapimport.ldap.AccountState;
import java.util.List;

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
}
