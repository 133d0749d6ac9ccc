package io.github.ldapimport.ldap;

import io.github.ldapimport.directory.Directory;

/** Tells of each entry whether its account may sign in. */
@FunctionalInterface
public interface AccountStates {
    /** The state of an entry that was asked for the attributes that tell it ({@link Directory#accountStateAttributes}). */
    AccountState of(Entry entry);
}
