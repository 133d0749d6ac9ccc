package io.github.ldapimport.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A real domain controller of Active Directory (Samba) with made-up users, from src/test/directories/samba_ad.sh, in a folder
 * below target/. Its ports are those of any domain controller, so it needs root, and has an address of its own.
 */
public final class Samba implements AutoCloseable {
    public static final String NOT_INSTALLED =
            "Samba's domain controller is not installed, or this is not root: apt-get"
                    + " install samba samba-dsdb-modules samba-ad-provision python3-samba ldap-utils";

    public static final String BASE = "DC=example,DC=test";
    public static final String PEOPLE = "OU=People," + BASE;
    public static final String ADMIN = "Administrator@EXAMPLE.TEST";
    public static final String ADMIN_PASSWORD = "Passw0rd.admin";

    /** The first twenty users have it. */
    public static final String USER_PASSWORD = "Passw0rd.user";

    private static final String SCRIPT = "samba_ad.sh";
    private static final int GLOBAL_CATALOGUE = 3268;

    private final int users;
    private final Path folder;
    private final String address;
    private final ServerScript script;
    private String strongAuth = "no";

    private Samba(String name, int users) {
        this.users = users;
        this.folder = Path.of("target", "samba-" + name).toAbsolutePath();
        // every address that begins with 127 is this machine, and each process has one of its own
        long pid = ProcessHandle.current().pid();
        this.address = "127.9." + (pid >> 8 & 0xff) + "." + (pid & 0xff);
        this.script = new ServerScript(SCRIPT, folder);
    }

    /** Skips the test at hand where the server is not installed, and says so aloud. */
    public static void requireInstalled() {
        ServerScript.require(new ServerScript(SCRIPT, Path.of("target", "samba")).succeeds("check"), NOT_INSTALLED);
    }

    public static Samba start(String name, int users) {
        Samba samba = new Samba(name, users);
        samba.script("start", String.valueOf(users));
        return samba;
    }

    /** Starts it anew as an untouched Samba is: a simple sign-in needs TLS. */
    public void restartWithStrongAuth() {
        script("stop");
        strongAuth = "yes";
        script("start", String.valueOf(users));
    }

    /** Starts it anew, with the data it had. */
    public void restart() {
        script("stop");
        script("start", String.valueOf(users));
    }

    /** A connection of the administrator, who may do everything. */
    public LDAPConnection admin() {
        try {
            return new LDAPConnection(address, 389, ADMIN, ADMIN_PASSWORD);
        } catch (LDAPException e) {
            throw new IllegalStateException(url(), e);
        }
    }

    @Override
    public void close() {
        script("reset");
    }

    private void script(String... arguments) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AD_DIR", folder.toString());
        environment.put("AD_ADDRESS", address);
        environment.put("AD_STRONG_AUTH", strongAuth);
        script.run(environment, arguments);
    }

    public String url() {
        return "ldap://" + address;
    }

    public String tlsUrl() {
        return "ldaps://" + address;
    }

    /** The port that answers for the whole forest, with a part of the attributes. */
    public String globalCatalogueUrl() {
        return url() + ":" + GLOBAL_CATALOGUE;
    }

    /** A PEM file with the certificate of the authority to trust. */
    public String authority() {
        return folder.resolve("tls").resolve("ca.crt").toString();
    }

    /** The settings that lead to it, with an account that has no right but to read. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.directory.type", "active-directory");
        settings.put("ldap-import.directory.url", url());
        settings.put("ldap-import.directory.base", PEOPLE);
        settings.put("ldap-import.directory.username", "user000001@example.test");
        settings.put("ldap-import.directory.password", USER_PASSWORD);
        return settings;
    }
}
