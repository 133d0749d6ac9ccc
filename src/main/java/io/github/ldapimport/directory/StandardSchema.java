package io.github.ldapimport.directory;

import java.util.List;

/**
 * Attribute types of the standards and of common products (RFC 4512, 4519, 4524, 2798, 3045; [MS-ADA1] to [MS-ADA3]), with all
 * their names, for a directory that does not let its schema be read.
 */
final class StandardSchema {
    private static final String NAME = " SUP name )";
    private static final String TEXT = " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )";
    private static final String ASCII = " SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )";
    private static final String DN = " SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )";
    private static final String BYTES = " SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )";

    static final List<String> ATTRIBUTE_TYPES = List.of(
            "( 2.5.4.0 NAME 'objectClass' SYNTAX 1.3.6.1.4.1.1466.115.121.1.38 )",
            "( 2.5.4.41 NAME 'name'" + TEXT,
            "( 2.5.4.3 NAME ( 'cn' 'commonName' )" + NAME,
            "( 2.5.4.4 NAME ( 'sn' 'surname' )" + NAME,
            "( 2.5.4.5 NAME 'serialNumber'" + TEXT,
            "( 2.5.4.6 NAME ( 'c' 'countryName' )" + NAME,
            "( 2.5.4.7 NAME ( 'l' 'localityName' )" + NAME,
            "( 2.5.4.8 NAME ( 'st' 'stateOrProvinceName' )" + NAME,
            // streetAddress is its other name in the standard, and another attribute in Active Directory
            "( 2.5.4.9 NAME 'street'" + TEXT,
            "( 2.5.4.10 NAME ( 'o' 'organizationName' )" + NAME,
            "( 2.5.4.11 NAME ( 'ou' 'organizationalUnitName' )" + NAME,
            "( 2.5.4.12 NAME 'title'" + NAME,
            "( 2.5.4.13 NAME 'description'" + TEXT,
            "( 2.5.4.15 NAME 'businessCategory'" + TEXT,
            "( 2.5.4.16 NAME 'postalAddress'" + TEXT,
            "( 2.5.4.17 NAME 'postalCode'" + TEXT,
            "( 2.5.4.18 NAME 'postOfficeBox'" + TEXT,
            "( 2.5.4.19 NAME 'physicalDeliveryOfficeName'" + TEXT,
            "( 2.5.4.20 NAME 'telephoneNumber'" + TEXT,
            "( 2.5.4.23 NAME ( 'facsimileTelephoneNumber' 'fax' )" + TEXT,
            "( 2.5.4.35 NAME 'userPassword'" + BYTES,
            "( 2.5.4.36 NAME 'userCertificate'" + BYTES,
            "( 2.5.4.42 NAME ( 'givenName' 'gn' )" + NAME,
            "( 2.5.4.43 NAME 'initials'" + NAME,
            "( 2.5.4.44 NAME 'generationQualifier'" + NAME,
            "( 2.5.4.46 NAME 'dnQualifier'" + TEXT,
            "( 0.9.2342.19200300.100.1.1 NAME ( 'uid' 'userid' )" + TEXT,
            "( 0.9.2342.19200300.100.1.3 NAME ( 'mail' 'rfc822Mailbox' )" + ASCII,
            "( 0.9.2342.19200300.100.1.4 NAME 'info'" + TEXT,
            "( 0.9.2342.19200300.100.1.5 NAME ( 'drink' 'favouriteDrink' )" + TEXT,
            "( 0.9.2342.19200300.100.1.6 NAME 'roomNumber'" + TEXT,
            "( 0.9.2342.19200300.100.1.7 NAME 'photo'" + BYTES,
            "( 0.9.2342.19200300.100.1.20 NAME ( 'homePhone' 'homeTelephoneNumber' )" + TEXT,
            "( 0.9.2342.19200300.100.1.25 NAME ( 'dc' 'domainComponent' )" + ASCII,
            "( 0.9.2342.19200300.100.1.41 NAME ( 'mobile' 'mobileTelephoneNumber' )" + TEXT,
            "( 0.9.2342.19200300.100.1.42 NAME ( 'pager' 'pagerTelephoneNumber' )" + TEXT,
            "( 0.9.2342.19200300.100.1.43 NAME ( 'co' 'friendlyCountryName' )" + TEXT,
            "( 0.9.2342.19200300.100.1.60 NAME 'jpegPhoto'" + BYTES,
            "( 1.2.840.113549.1.9.1 NAME ( 'email' 'emailAddress' 'pkcs9email' )" + ASCII,
            "( 1.3.6.1.4.1.250.1.57 NAME 'labeledURI'" + TEXT,
            "( 2.16.840.1.113730.3.1.1 NAME 'carLicense'" + TEXT,
            "( 2.16.840.1.113730.3.1.2 NAME 'departmentNumber'" + TEXT,
            "( 2.16.840.1.113730.3.1.3 NAME 'employeeNumber'" + TEXT,
            "( 2.16.840.1.113730.3.1.4 NAME 'employeeType'" + TEXT,
            "( 2.16.840.1.113730.3.1.39 NAME 'preferredLanguage'" + TEXT,
            "( 2.16.840.1.113730.3.1.241 NAME 'displayName'" + TEXT,
            "( 1.3.6.1.1.1.1.0 NAME 'uidNumber' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )",
            "( 1.3.6.1.1.1.1.1 NAME 'gidNumber' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )",
            "( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )",
            "( 1.2.840.113556.1.4.221 NAME 'sAMAccountName'" + TEXT,
            "( 1.2.840.113556.1.4.656 NAME 'userPrincipalName'" + TEXT,
            "( 1.2.840.113556.1.2.141 NAME 'department'" + TEXT,
            "( 1.2.840.113556.1.2.146 NAME 'company'" + TEXT,
            // DNs: where one of these is compared, a backslash is the DN's
            "( 2.5.4.49 NAME 'distinguishedName'" + DN,
            "( 2.5.4.31 NAME 'member'" + DN,
            "( 2.5.4.32 NAME 'owner'" + DN,
            "( 2.5.4.33 NAME 'roleOccupant'" + DN,
            "( 2.5.4.34 NAME 'seeAlso'" + DN,
            "( 2.5.4.1 NAME ( 'aliasedObjectName' 'aliasedEntryName' )" + DN,
            "( 2.5.4.50 NAME 'uniqueMember' SYNTAX 1.3.6.1.4.1.1466.115.121.1.34 )",
            "( 0.9.2342.19200300.100.1.10 NAME 'manager'" + DN,
            "( 0.9.2342.19200300.100.1.21 NAME 'secretary'" + DN,
            "( 0.9.2342.19200300.100.1.14 NAME 'documentAuthor'" + DN,
            "( 0.9.2342.19200300.100.1.38 NAME 'associatedName'" + DN,
            "( 1.2.840.113556.1.2.102 NAME 'memberOf'" + DN,
            "( 1.2.840.113556.1.2.436 NAME 'directReports'" + DN,
            "( 1.2.840.113556.1.4.653 NAME 'managedBy'" + DN,
            "( 1.2.840.113556.1.4.654 NAME 'managedObjects'" + DN,
            "( 1.2.840.113556.1.2.282 NAME 'altRecipient'" + DN,
            "( 1.2.840.113556.1.4.782 NAME 'objectCategory'" + DN,
            "( 1.2.840.113556.1.2.65 NAME 'assistant'" + DN,
            "( 2.5.18.3 NAME 'creatorsName' USAGE directoryOperation" + DN,
            "( 2.5.18.4 NAME 'modifiersName' USAGE directoryOperation" + DN,
            "( 2.5.18.10 NAME 'subschemaSubentry' USAGE directoryOperation" + DN,
            "( 1.3.6.1.1.20 NAME 'entryDN' USAGE dSAOperation" + DN,
            "( 1.3.6.1.1.16.4 NAME 'entryUUID' USAGE directoryOperation SYNTAX 1.3.6.1.1.16.1 )",
            "( 2.5.18.1 NAME 'createTimestamp' USAGE directoryOperation SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )",
            "( 2.5.18.2 NAME 'modifyTimestamp' USAGE directoryOperation SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )",
            "( 1.3.6.1.4.1.42.2.27.8.1.23 NAME 'pwdPolicySubentry' USAGE directoryOperation" + DN,
            "( 2.16.840.1.113730.3.1.610 NAME 'nsAccountLock' USAGE directoryOperation" + TEXT,
            "( 2.16.840.1.113730.3.1.574 NAME 'nsRole' USAGE directoryOperation" + DN,
            "( 2.16.840.1.113730.3.1.575 NAME 'nsRoleDN' USAGE directoryOperation" + DN);

    private StandardSchema() {}
}
