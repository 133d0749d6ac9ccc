package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program in a folder that others may write to, with a password in its environment. */
class TrustedFilesIT {
    private static final String FOLDERS = "LDAP_IMPORT_TRUSTED_FOLDERS";
    private static final int MILLISECONDS = 100;

    @TempDir
    private Path folder;

    private ServerSocket server;
    private Launcher launcher;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(MILLISECONDS);
        Files.createDirectory(folder.resolve("routes"));
        Files.copy(
                Launcher.packaged("routes/ldap-import-user.camel.yaml"),
                folder.resolve("routes/ldap-import-user.camel.yaml"));
        launcher = Launcher.in(folder)
                .withEnvironment("LDAP_IMPORT_DIRECTORY_PASSWORD", "secret")
                .withSettings(Map.of(
                        "ldap-import.directory.url",
                        "ldap://127.0.0.1:" + server.getLocalPort(),
                        "ldap-import.directory.base",
                        "dc=example,dc=com",
                        "ldap-import.directory.username",
                        "cn=reader",
                        "ldap-import.directory.read-timeout",
                        "100ms"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void allow(String name, String permissions) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(permissions));
    }

    private void noConnectionWasMade() {
        assertThatThrownBy(() -> server.accept()).isInstanceOf(SocketTimeoutException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "application.properties, rw-r--rw-, check",
        "application.properties, rw-r--rw-, import",
        "application.properties, rw-r--rw-, serve",
        "'', rwxr-xrwx, check",
        "routes, rwxr-xrwx, check",
        "routes/ldap-import-user.camel.yaml, rw-r--rw-, check"
    })
    @Proves("5.40")
    void what_others_may_write_is_refused_before_anything_is_connected_to(
            String name, String permissions, String command) throws IOException {
        allow(name, permissions);
        Ended ended = launcher.run(command);
        assertThat(ended.messages())
                .singleElement()
                .asString()
                .contains("every account may write ", folder.resolve(name).toString(), "chmod go-w", FOLDERS);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(2);
        noConnectionWasMade();
    }

    @Test
    @Proves("5.41")
    void a_folder_that_the_environment_names_is_taken_as_it_is() throws IOException {
        allow("", "rwxrwxrwx");
        allow("application.properties", "rw-rw-rw-");
        Ended ended = launcher.withEnvironment(FOLDERS, folder.toString()).run("check");
        assertThat(ended.out()).startsWith("With the settings of " + folder.resolve("application.properties"));
        assertThat(server.accept().isConnected()).isTrue();

        assertThat(launcher.withEnvironment(FOLDERS, ".").run("check").messages())
                .singleElement()
                .asString()
                .contains(FOLDERS, "depends on the current folder");
    }

    @Test
    @Proves("7.31")
    void a_copy_without_a_version_is_named_once_at_the_start_and_one_that_lacks_a_guard_is_refused()
            throws IOException {
        server.close();
        String name = "ldap-import-missing.camel.yaml";
        String copy = Files.readString(Launcher.packaged("routes/" + name)).replace("    note: version 1\n", "");
        Path file = Files.writeString(folder.resolve("routes/" + name), copy);
        assertThat(launcher.run("import").log().stream().filter(line -> line.contains("has no version in its note")))
                .hasSize(3)
                .allMatch(line -> line.startsWith("file:" + file + ", line "));

        Files.writeString(file, copy.replace("""
                                - bean:
                                    ref: ldap-import-missing
                                    method: requireBelowLimit
                """.indent(0), ""));
        Ended ended = launcher.run("import");
        assertThat(ended.messages())
                .singleElement()
                .asString()
                .contains(file + ", line ", "lacks guards", "ldap-import-missing requireBelowLimit");
        assertThat(ended.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "import"})
    @Proves("5.42")
    void the_files_in_force_are_named_before_a_password_is_used(String command) throws IOException {
        server.close();
        Ended ended = launcher.run(command);
        String sources = "ith the settings of " + folder.resolve("application.properties") + ", routes of "
                + Launcher.packaged("routes") + ", but ldap-import-user.camel.yaml of " + folder.resolve("routes");
        if (command.equals("check")) {
            assertThat(ended.out()).startsWith("W" + sources);
        } else {
            assertThat(ended.err().lines().findFirst().orElseThrow())
                    .endsWith(" INFO  Importing w" + sources.replace("the ", ""));
        }
        assertThat(ended.status()).isNotZero();
    }
}
