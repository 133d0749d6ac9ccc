package io.github.ldapimport.ldap;

/** Whether a user may sign in, as far as the entry tells. */
public enum AccountState {
    ENABLED,
    DISABLED,
    /** The entry does not tell: the account is neither taken for disabled nor for enabled. */
    UNKNOWN
}
