package io.github.ldapimport.testing;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real OpenLDAP server with made-up users, from src/test/directories/slapd.sh, in a folder below target/. */
public final class Slapd implements AutoCloseable {
    public static final String NOT_INSTALLED = "slapd is not installed: apt-get install slapd ldap-utils";

    // those of slapd.sh
    private static final List<String> OWN_ACCESS = List.of(
            "to attrs=userPassword by self write by anonymous auth by * none", "to * by users read by anonymous auth");

    private final int users;
    private final String generatorOptions;
    private final Path folder;
    private final int port;
    private final ServerScript script;
    private String accessRules = "";

    private Slapd(String name, int users, String generatorOptions) {
        this.users = users;
        this.generatorOptions = generatorOptions;
        this.folder = Path.of("target", "slapd-" + name).toAbsolutePath();
        this.port = Ports.twoFree();
        this.script = new ServerScript("slapd.sh", folder);
    }

    /** Skips the test at hand where the server is not installed, and says so aloud. */
    public static void requireInstalled() {
        ServerScript.require(ServerScript.isProgram("slapd") && ServerScript.isProgram("ldapsearch"), NOT_INSTALLED);
    }

    /** @param generatorOptions of gen_ldif.py, such as {@code --referral} */
    public static Slapd start(String name, int users, String generatorOptions) {
        Slapd slapd = new Slapd(name, users, generatorOptions);
        slapd.start();
        return slapd;
    }

    /** Starts it again, with the data it had; nothing to do where it runs. */
    public void start() {
        script("start", String.valueOf(users), String.valueOf(port), folder.toString());
    }

    /** Ends the server and keeps its data. */
    public void stop() {
        script("stop", folder.toString());
    }

    /** Ends it as a crash would. */
    public void kill() {
        ServerScript.kill(folder.resolve("slapd.pid"));
    }

    /** Starts it anew with access rules (slapd.conf) before its own; none for its own alone. */
    public void restartWith(String... rules) {
        stop();
        accessRules = String.join("\n", rules);
        start();
    }

    /** Puts access rules, as slapd.access(5) has them after {@code access}, before its own, at once, until it stops. */
    public void setAccess(String... rules) {
        List<String> all = new ArrayList<>(List.of(rules));
        all.addAll(OWN_ACCESS);
        List<String> numbered = new ArrayList<>();
        for (String rule : all) {
            numbered.add("{" + numbered.size() + "}" + rule);
        }
        try (LDAPConnection config = new LDAPConnection("127.0.0.1", port, "cn=config", TestDirectory.PASSWORD)) {
            config.modify(
                    "olcDatabase={1}mdb,cn=config",
                    new Modification(ModificationType.REPLACE, "olcAccess", numbered.toArray(String[]::new)));
        } catch (LDAPException e) {
            throw new IllegalStateException(String.join(", ", rules), e);
        }
    }

    /** A connection of the administrator, who may do everything. */
    public LDAPConnection admin() {
        try {
            return new LDAPConnection("127.0.0.1", port, TestDirectory.ADMIN, TestDirectory.PASSWORD);
        } catch (LDAPException e) {
            throw new IllegalStateException(url(), e);
        }
    }

    @Override
    public void close() {
        script("reset", folder.toString());
    }

    private void script(String... arguments) {
        script.run(Map.of("GEN_OPTIONS", generatorOptions, "ACCESS_RULES", accessRules), arguments);
    }

    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    public String tlsUrl() {
        return "ldaps://127.0.0.1:" + (port + 1);
    }

    /** A PEM file with the certificate of the authority to trust. */
    public String authority() {
        return tlsFile("ca.crt");
    }

    /** A file that make_tls.sh made, such as client.pem: the certificate and key of cn=reader. */
    public String tlsFile(String name) {
        return folder.resolve("tls").resolve(name).toString();
    }

    /** The settings that lead to it, with an account that may read as many pages as there are. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.directory.url", url());
        settings.put("ldap-import.directory.base", TestDirectory.BASE);
        settings.put("ldap-import.directory.username", "cn=reader," + TestDirectory.BASE);
        settings.put("ldap-import.directory.password", "reader");
        return settings;
    }
}
