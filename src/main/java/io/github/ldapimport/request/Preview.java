package io.github.ldapimport.request;

import java.util.List;

/**
 * Whom an import would find.
 *
 * @param found how many
 * @param users the first {@value #MAX_USERS} of them
 */
public record Preview(long found, List<User> users) {
    /** How many users are kept to be listed. */
    public static final int MAX_USERS = 10_000;

    /**
     * A user as a list shows one; what the entry does not have is null.
     *
     * @param principalName the UPN, in Active Directory
     */
    public record User(String name, String accountName, String principalName, String email) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return accountName;
        }
    }
}
