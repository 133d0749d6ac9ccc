package io.github.ldapimport.directory;

/** Tells of each entry whether its account may sign in. */
@FunctionalInterface
public interface AccountStates {
    /** The state of an entry that was asked for the attributes that tell it ({@link Directory#accountStateAttributes}). */
    AccountState of(Entry entry);
}
