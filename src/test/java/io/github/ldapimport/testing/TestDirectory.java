package io.github.ldapimport.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * An LDAP directory in this process, below dc=example,dc=com. Its administrator is {@value #ADMIN} with the password
 * {@value #PASSWORD}. It forgives what real servers do not: what matters is shown on those, too.
 */
public final class TestDirectory implements AutoCloseable {
    public static final String BASE = "dc=example,dc=com";
    public static final String PEOPLE = "ou=people," + BASE;
    public static final String ADMIN = "cn=admin," + BASE;
    public static final String PASSWORD = "secret";

    /**
     * The attributes of other products that say who a user is and whether the account is disabled; in those, too, most of
     * them are operational. The time of a lock is text here, because the server takes no year 0000. Object classes of Active Directory are auxiliary here, so that anybody can have them.
     */
    private static final String[] OF_OTHER_PRODUCTS = {
        "dn: cn=schema",
        "objectClass: top",
        "objectClass: ldapSubEntry",
        "objectClass: subschema",
        "attributeTypes: ( 1.1.1 NAME 'objectGUID' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )",
        "attributeTypes: ( 1.1.2 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
        "attributeTypes: ( 1.1.3 NAME 'userAccountControl' EQUALITY integerMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
        "attributeTypes: ( 1.1.4 NAME 'nsUniqueId' EQUALITY caseIgnoreMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )",
        "attributeTypes: ( 1.1.5 NAME 'ipaUniqueID' EQUALITY caseIgnoreMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )",
        "attributeTypes: ( 1.1.6 NAME 'nsAccountLock' EQUALITY caseIgnoreMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )",
        "attributeTypes: ( 1.1.7 NAME 'pwdAccountLockedTime' EQUALITY caseIgnoreMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )",
        "attributeTypes: ( 1.1.8 NAME 'accountExpires' EQUALITY integerMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )",
        "attributeTypes: ( 1.1.9 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch"
                + " SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
        "objectClasses: ( 1.2.1 NAME 'user' SUP top AUXILIARY"
                + " MAY ( objectGUID $ sAMAccountName $ userPrincipalName $ userAccountControl $ accountExpires ) )",
        "objectClasses: ( 1.2.2 NAME 'computer' SUP top AUXILIARY )"
    };

    /** Attributes with all the names that the standards and OpenLDAP give them. */
    private static final String[] WITH_ALL_NAMES = {
        "dn: cn=schema",
        "objectClass: top",
        "objectClass: ldapSubEntry",
        "objectClass: subschema",
        "attributeTypes: ( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )",
        "attributeTypes: ( 2.5.4.8 NAME ( 'st' 'stateOrProvinceName' ) SUP name )",
        "attributeTypes: ( 0.9.2342.19200300.100.1.3 NAME ( 'mail' 'rfc822Mailbox' ) EQUALITY caseIgnoreIA5Match"
                + " SUBSTR caseIgnoreIA5SubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )"
    };

    private final InMemoryDirectoryServer server;

    private TestDirectory(InMemoryDirectoryServer server) {
        this.server = server;
    }

    /** A directory with an empty ou=people. */
    public static TestDirectory start() {
        return start(null, null);
    }

    /** A directory whose schema has the attributes of other products, too, and of OpenLDAP's password policy. */
    public static TestDirectory ofEveryKind() {
        return withSchema(OF_OTHER_PRODUCTS);
    }

    /** A directory whose schema knows further names of common attributes. */
    public static TestDirectory withAllNames() {
        return withSchema(WITH_ALL_NAMES);
    }

    private static TestDirectory withSchema(String... further) {
        try {
            return start(
                    null,
                    null,
                    Schema.mergeSchemas(
                            Schema.getDefaultStandardSchema(), new Schema(new com.unboundid.ldap.sdk.Entry(further))));
        } catch (LDAPException | com.unboundid.ldif.LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A directory that takes any attribute in any entry. */
    public static TestDirectory withoutSchema() {
        return withoutSchema(null);
    }

    /** @param interceptor sees each operation and may make it fail, or null */
    public static TestDirectory withoutSchema(InMemoryOperationInterceptor interceptor) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.setSchema(null);
            config.addAdditionalBindCredentials(ADMIN, PASSWORD);
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap"));
            if (interceptor != null) {
                config.addInMemoryOperationInterceptor(interceptor);
            }
            TestDirectory directory = new TestDirectory(new InMemoryDirectoryServer(config));
            directory.server.startListening();
            directory.clear();
            return directory;
        } catch (LDAPException e) {
            throw new IllegalStateException("The directory does not start", e);
        }
    }

    /**
     * @param tls for ldaps: and StartTLS, or null for plain connections only; with it, the first port speaks StartTLS
     * @param interceptor sees each operation and may make it fail, or null
     */
    public static TestDirectory start(SSLContext tls, InMemoryOperationInterceptor interceptor) {
        return start(tls, interceptor, null);
    }

    private static TestDirectory start(SSLContext tls, InMemoryOperationInterceptor interceptor, Schema schema) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            if (schema != null) {
                config.setSchema(schema);
            }
            config.addAdditionalBindCredentials(ADMIN, PASSWORD);
            if (tls == null) {
                config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap"));
            } else {
                config.setListenerConfigs(
                        InMemoryListenerConfig.createLDAPConfig("ldap", null, 0, tls.getSocketFactory()),
                        InMemoryListenerConfig.createLDAPSConfig("ldaps", tls.getServerSocketFactory()));
            }
            if (interceptor != null) {
                config.addInMemoryOperationInterceptor(interceptor);
            }
            TestDirectory directory = new TestDirectory(new InMemoryDirectoryServer(config));
            directory.server.startListening();
            directory.clear();
            return directory;
        } catch (LDAPException e) {
            throw new IllegalStateException("The directory does not start", e);
        }
    }

    /** Removes everybody. */
    public void clear() {
        load("""
                dn: dc=example,dc=com
                objectClass: top
                objectClass: domain
                dc: example

                dn: ou=people,dc=example,dc=com
                objectClass: top
                objectClass: organizationalUnit
                ou: people
                """);
    }

    /** Replaces the content by an LDIF text (RFC 2849) that begins with the base. */
    public void load(String ldif) {
        try {
            server.importFromLDIF(
                    true, new LDIFReader(new ByteArrayInputStream(ldif.getBytes(StandardCharsets.UTF_8))));
        } catch (LDAPException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public void load(Path ldif) {
        try {
            server.importFromLDIF(true, ldif.toFile());
        } catch (LDAPException e) {
            throw new IllegalArgumentException(ldif.toString(), e);
        }
    }

    /** Adds a person below ou=people; {@code attributes} are LDIF lines such as {@code mail: a@example.com}. */
    public TestDirectory addPerson(String uid, String commonName, String... attributes) {
        try {
            StringBuilder ldif = new StringBuilder("dn: uid=" + uid + "," + PEOPLE + "\n"
                    + "objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\n"
                    + "objectClass: inetOrgPerson\nuid: " + uid + "\ncn: " + commonName + "\nsn: " + commonName + "\n");
            for (String attribute : attributes) {
                ldif.append(attribute).append('\n');
            }
            server.add(ldif.toString().split("\n"));
            return this;
        } catch (LDAPException | com.unboundid.ldif.LDIFException e) {
            throw new IllegalArgumentException(uid, e);
        }
    }

    /** Adds as many people as asked for: user1, user2 and so on, each with an address. */
    public TestDirectory addPeople(int count) {
        for (int i = 1; i <= count; i++) {
            addPerson("user" + i, "User " + i, "mail: user" + i + "@example.com");
        }
        return this;
    }

    /** Changes entries: LDIF change records, one for each argument. */
    public void modify(String... changes) {
        try {
            for (String change : changes) {
                server.modify(change.split("\n"));
            }
        } catch (LDAPException | com.unboundid.ldif.LDIFException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Adds entries: LDIF, one for each argument. */
    public void add(String... entries) {
        try {
            for (String entry : entries) {
                server.add(entry.split("\n"));
            }
        } catch (LDAPException | com.unboundid.ldif.LDIFException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public void deletePerson(String uid) {
        delete("uid=" + uid + "," + PEOPLE);
    }

    public void delete(String dn) {
        try {
            server.delete(dn);
        } catch (LDAPException e) {
            throw new IllegalArgumentException(dn, e);
        }
    }

    /** The entryUUID of a person. */
    public String guid(String uid) {
        try {
            return server.getEntry("uid=" + uid + "," + PEOPLE, "entryUUID").getAttributeValue("entryUUID");
        } catch (LDAPException e) {
            throw new IllegalArgumentException(uid, e);
        }
    }

    public int port() {
        return server.getListenPort("ldap");
    }

    public int tlsPort() {
        return server.getListenPort("ldaps");
    }

    public String url() {
        return "ldap://localhost:" + port();
    }

    public InMemoryDirectoryServer server() {
        return server;
    }

    /** The settings that lead to it. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.directory.url", url());
        settings.put("ldap-import.directory.base", BASE);
        settings.put("ldap-import.directory.username", ADMIN);
        settings.put("ldap-import.directory.password", PASSWORD);
        return settings;
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
