package io.github.ldapimport.audit;

/**
 * A user whom the users table or a kept change knows.
 *
 * @param guid in its stored form
 * @param key the row's key as a text; null where it is not known
 * @param account the login; may be null
 * @param name the person's name, or what the row's first column holds; may be null
 * @param dn where the user was in the directory at the last change; null where it is not known
 */
public record KnownUser(String guid, String key, String account, String name, String dn) {
    /** The same, with what is not known yet taken from another one. */
    KnownUser completedBy(KnownUser other) {
        return new KnownUser(
                guid,
                key == null ? other.key : key,
                account == null ? other.account : account,
                name == null ? other.name : name,
                dn == null ? other.dn : dn);
    }
}
