package io.github.ldapimport.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A real 389 Directory Server with made-up users, from src/test/directories/ds389.sh, in a folder below target/. It holds
 * users as 389 Directory Server has them below {@link TestDirectory#PEOPLE}, and as FreeIPA does below {@link #IPA_PEOPLE}.
 */
public final class Ds389 implements AutoCloseable {
    public static final String NOT_INSTALLED =
            "389 Directory Server is not installed: apt-get install 389-ds-base libnss3-tools ldap-utils";

    /** Where FreeIPA keeps its users. */
    public static final String IPA_PEOPLE = "cn=users,cn=accounts," + TestDirectory.BASE;

    /** How many users are there. */
    public static final int IPA_USERS = 60;

    private final int users;
    private final Path folder;
    private final int port;
    private final ServerScript script;

    private Ds389(String name, int users) {
        this.users = users;
        this.folder = Path.of("target", "ds389-" + name).toAbsolutePath();
        this.port = Ports.twoFree();
        this.script = new ServerScript("ds389.sh", folder);
    }

    /** Skips the test at hand where the server is not installed, and says so aloud. */
    public static void requireInstalled() {
        ServerScript.require(
                ServerScript.isProgram("ns-slapd")
                        && ServerScript.isProgram("certutil")
                        && ServerScript.isProgram("ldapsearch"),
                NOT_INSTALLED);
    }

    public static Ds389 start(String name, int users) {
        Ds389 server = new Ds389(name, users);
        server.script.run(
                Map.of(), "start", String.valueOf(users), String.valueOf(server.port), server.folder.toString());
        return server;
    }

    /** A connection of the administrator, whom no limit holds. */
    public LDAPConnection admin() {
        try {
            return new LDAPConnection("127.0.0.1", port, "cn=Directory Manager", "secret");
        } catch (LDAPException e) {
            throw new IllegalStateException(url(), e);
        }
    }

    @Override
    public void close() {
        script.run(Map.of(), "reset", folder.toString());
    }

    public int users() {
        return users;
    }

    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    public String tlsUrl() {
        return "ldaps://127.0.0.1:" + (port + 1);
    }

    /** A PEM file with the certificate of the authority to trust. */
    public String authority() {
        return folder.resolve("tls").resolve("ca.crt").toString();
    }

    /** The settings that lead to it, with an account that may read and has no other right. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.directory.type", "389ds");
        settings.put("ldap-import.directory.url", url());
        settings.put("ldap-import.directory.base", TestDirectory.PEOPLE);
        settings.put("ldap-import.directory.username", "cn=reader," + TestDirectory.BASE);
        settings.put("ldap-import.directory.password", "reader");
        return settings;
    }

    /** The same for the users as FreeIPA has them. */
    public Map<String, String> settingsOfFreeIpa() {
        Map<String, String> settings = settings();
        settings.put("ldap-import.directory.type", "freeipa");
        settings.put("ldap-import.directory.base", IPA_PEOPLE);
        return settings;
    }
}
