package io.github.ldapimport.ldap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What differs between directory products: who is a user, which attribute identifies one for ever, and how a person's
 * name is looked up. Each part can be overridden by a setting.
 *
 * @param name the value of {@code directory.type}
 * @param userFilter RFC 4515 filter that every user of this kind of directory matches
 * @param guidAttribute the attribute that never changes and is never used again; may be operational
 * @param accountAttribute the login, for log lines and lists
 * @param resolveAttributes attributes of which one equals what a person typed to name one user
 * @param binaryAttributes attributes whose values are bytes; JNDI spoils them unless told
 * @param disabledMark what tells a disabled account, where the kind has such a thing
 */
public record DirectoryType(
        String name,
        String userFilter,
        String guidAttribute,
        String accountAttribute,
        List<String> resolveAttributes,
        List<String> binaryAttributes,
        Optional<DisabledMark> disabledMark) {
    /** The attribute that holds a person's name, on every kind. */
    public static final String NAME_ATTRIBUTE = "cn";

    /** The attribute that holds a person's address, for lists. */
    public static final String EMAIL_ATTRIBUTE = "mail";

    private static final String PRINCIPAL_NAME = "userPrincipalName";

    private static final List<String> COMMON_RESOLVE_ATTRIBUTES =
            List.of("cn", "sn", "uid", "name", "mail", "givenName", "displayName");

    // JNDI knows jpegPhoto, userCertificate and userPassword by itself, but not with every server's options
    private static final List<String> COMMON_BINARY_ATTRIBUTES =
            List.of("jpegPhoto", "thumbnailPhoto", "photo", "userCertificate", "userSMIMECertificate", "userPKCS12");

    /**
     * OpenLDAP: entryUUID is operational (RFC 4530), so it is asked for by name.
     */
    private static final DirectoryType OPENLDAP = new DirectoryType(
            "openldap",
            "(objectClass=inetOrgPerson)",
            "entryUUID",
            "uid",
            COMMON_RESOLVE_ATTRIBUTES,
            COMMON_BINARY_ATTRIBUTES,
            Optional.of(DisabledMark.LOCKED_FOR_EVER));

    private static final DirectoryType OTHER = new DirectoryType(
            "other",
            "(objectClass=inetOrgPerson)",
            "entryUUID",
            "uid",
            COMMON_RESOLVE_ATTRIBUTES,
            COMMON_BINARY_ATTRIBUTES,
            Optional.empty());

    /**
     * Active Directory: names by ambiguous name resolution, which knows logins and names but no addresses.
     */
    private static final DirectoryType ACTIVE_DIRECTORY = new DirectoryType(
            "active-directory",
            "(&(objectClass=user)(objectClass=person)(!(objectClass=computer)))",
            "objectGUID",
            "sAMAccountName",
            List.of("anr", "mail", PRINCIPAL_NAME),
            Stream.concat(
                            COMMON_BINARY_ATTRIBUTES.stream(),
                            Stream.of(
                                    "objectGUID",
                                    "objectSid",
                                    "sIDHistory",
                                    "mS-DS-ConsistencyGuid",
                                    "msExchMailboxGuid",
                                    "msExchArchiveGUID",
                                    "msExchMasterAccountSid",
                                    "logonHours",
                                    "tokenGroups",
                                    "nTSecurityDescriptor"))
                    .toList(),
            Optional.of(DisabledMark.ACCOUNT_DISABLE));

    private static final DirectoryType FREEIPA = new DirectoryType(
            "freeipa",
            "(objectClass=inetOrgPerson)",
            "ipaUniqueID",
            "uid",
            COMMON_RESOLVE_ATTRIBUTES,
            COMMON_BINARY_ATTRIBUTES,
            Optional.of(DisabledMark.ACCOUNT_LOCK));

    /** 389 Directory Server: nsUniqueId is operational, and no UUID in form. */
    private static final DirectoryType DS389 = new DirectoryType(
            "389ds",
            "(objectClass=inetOrgPerson)",
            "nsUniqueId",
            "uid",
            COMMON_RESOLVE_ATTRIBUTES,
            COMMON_BINARY_ATTRIBUTES,
            Optional.of(DisabledMark.ACCOUNT_LOCK));

    private static final Map<String, DirectoryType> KINDS = Stream.of(OPENLDAP, OTHER, ACTIVE_DIRECTORY, FREEIPA, DS389)
            .collect(Collectors.toMap(DirectoryType::name, Function.identity()));

    /** Whether it has domains and forests, and the ways of its own to search them. */
    public boolean isActiveDirectory() {
        return name.equals(ACTIVE_DIRECTORY.name);
    }

    /** The attribute that holds the name by which a user signs in to any domain of a forest (UPN), where the kind has one. */
    public Optional<String> principalNameAttribute() {
        return isActiveDirectory() ? Optional.of(PRINCIPAL_NAME) : Optional.empty();
    }

    /** Whether it is 389 Directory Server, by itself or below FreeIPA. */
    public boolean isOf389() {
        return name.equals(DS389.name) || name.equals(FREEIPA.name);
    }

    /** Whether a negation does not match an entry whose attribute is hidden from the account, as it does where it is absent. */
    public boolean tellsHiddenFromAbsent() {
        return name.equals(OPENLDAP.name) || isOf389();
    }

    public static Optional<DirectoryType> named(String name) {
        return Optional.ofNullable(KINDS.get(name));
    }

    /** The names that {@link #named} knows, in order, for a message. */
    public static String names() {
        return String.join(", ", KINDS.keySet().stream().sorted().toList());
    }

    /** Matches the users whom {@code value} names: an OR of equalities, the value escaped (RFC 4515). */
    public Filter resolveFilter(String value) {
        return Filter.or(resolveAttributes.stream()
                .map(attribute -> Filter.equality(attribute, value))
                .toList());
    }
}
