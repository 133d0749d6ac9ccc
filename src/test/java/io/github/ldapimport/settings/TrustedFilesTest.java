package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of another account, and files that others may write. */
class TrustedFilesTest {
    private static final int STRANGER = 65_534;

    @TempDir
    private Path folder;

    private Path home;
    private Path file;

    @BeforeEach
    void write_a_file() throws IOException {
        home = Files.createDirectory(folder.resolve("import"));
        file = Files.writeString(home.resolve("application.properties"), "ldap-import.domain=x");
        allow(home, 0755);
        allow(file, 0644);
    }

    private static void allow(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    /** Gives it to another account, where this one may, or else lets another account look. */
    private static TrustedFiles givenAway(Path path, String trusted) throws IOException {
        int own = ProcessAccount.userIds().iterator().next();
        if (own != 0) {
            return new TrustedFiles(Set.of(own + 1), trusted, Optional.empty());
        }
        Files.setAttribute(path, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
        return new TrustedFiles(Set.of(own), trusted, Optional.empty());
    }

    private static TrustedFiles own() {
        return new TrustedFiles(ProcessAccount.userIds(), "", Optional.empty());
    }

    private AbstractThrowableAssert<?, ?> refused(TrustedFiles judge, Path path) {
        return assertThatThrownBy(() -> judge.require(path))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(TrustedFiles.VARIABLE + "=" + path.getParent());
    }

    private static void passes(TrustedFiles judge, Path path) {
        assertThatCode(() -> judge.require(path)).doesNotThrowAnyException();
    }

    @Test
    @Proves("5.40")
    void a_file_of_ones_own_in_a_folder_of_ones_own_passes() {
        passes(own(), file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.properties", ""})
    @Proves("5.40")
    void a_file_or_folder_of_another_account_is_refused(String name) throws IOException {
        Path given = home.resolve(name);
        refused(givenAway(given, ""), file)
                .hasMessageContaining(" belongs to ")
                .hasMessageContaining("the program runs as " + System.getProperty("user.name"))
                .hasMessageContaining("chown ");
    }

    @ParameterizedTest
    @CsvSource({"application.properties, 0666, 0666", "application.properties, 0646, 0646", "'', 0777, 0777"})
    @Proves("5.40")
    void what_every_account_may_write_is_refused(String name, String mode, String shown) throws IOException {
        allow(home.resolve(name), Integer.parseInt(mode, 8));
        refused(own(), file)
                .hasMessageContaining("every account may write")
                .hasMessageContaining("permissions " + shown)
                .hasMessageContaining("chmod go-w " + file.getParent().resolve(name));
    }

    @Test
    @Proves("5.40")
    void a_folder_further_up_that_every_account_may_write_to_is_refused() throws IOException {
        allow(folder, 0777);
        refused(own(), file).hasMessageContaining("to the folder " + folder + " ");
    }

    @Test
    @Proves("5.40")
    void a_sticky_bit_protects_what_lies_deeper() throws IOException {
        allow(folder, 01777);
        passes(own(), file);
        allow(home, 01777);
        refused(own(), file).hasMessageContaining("permissions 1777");
    }

    @Test
    @Proves("5.40")
    void what_a_group_of_several_accounts_may_write_is_refused() {
        FileAttributes shared = new FileAttributes(1000, 100, 0100664, "alice", "users");
        assertThat(shared.groupMayWrite()).isTrue();
        assertThat(new FileAttributes(1000, 1000, 0100664, "a-name-of-no-account", "a-name-of-no-account")
                        .groupMayWrite())
                .as("a group that this machine's lists do not have")
                .isTrue();
        assertThat(new FileAttributes(1000, 100, 0100644, "alice", "users").groupMayWrite())
                .isFalse();
        assertThat(new FileAttributes(1000, 0, 0100664, "alice", "root").groupMayWrite())
                .as("root's group")
                .isFalse();
    }

    @Test
    @Proves("5.40")
    void the_group_of_one_account_alone_may_write() throws IOException {
        List<String> accounts = List.of("alice:x:1000:1000::/:/bin/sh", "bob:x:1001:1001::/:/bin/sh");
        FileAttributes file = new FileAttributes(1000, 1000, 0100664, "alice", "alice");
        assertThat(file.isOwnersAlone(List.of("alice:x:1000:"), accounts)).isTrue();
        assertThat(file.isOwnersAlone(List.of("alice:x:1000:alice"), accounts)).isTrue();
        assertThat(file.isOwnersAlone(List.of("alice:x:1000:bob"), accounts)).isFalse();
        assertThat(file.isOwnersAlone(List.of("alice:x:1000:alice,bob"), accounts))
                .isFalse();
        assertThat(file.isOwnersAlone(List.of("alice:x:1002:"), accounts)).isFalse();
        assertThat(file.isOwnersAlone(List.of("alice:x:1000:"), List.of("alice:x:1000:1000", "carol:x:1003:1000")))
                .as("it is another account's first group")
                .isFalse();
        assertThat(file.isOwnersAlone(List.of("alice:x:1000:"), List.of()))
                .as("an account of a directory service")
                .isFalse();
        assertThat(new FileAttributes(1000, 100, 0100664, "alice", "users")
                        .isOwnersAlone(List.of("users:x:100:"), accounts))
                .as("accounts of a directory service may have it as their first group")
                .isFalse();
    }

    @Test
    @Proves("5.40")
    void a_link_is_judged_and_so_is_what_it_leads_to() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path target = Files.move(file, elsewhere.resolve("settings"));
        Files.createSymbolicLink(file, Path.of("..", "elsewhere", "settings"));
        passes(own(), file);
        allow(elsewhere, 0777);
        refused(own(), file).hasMessageContaining("to the folder " + elsewhere);
        allow(elsewhere, 0755);
        allow(target, 0666);
        refused(own(), file).hasMessageContaining("may write " + target);
        allow(target, 0644);
        refused(givenAway(file, ""), file).hasMessageContaining(" belongs to ");
    }

    @Test
    @Proves("5.40")
    void links_of_a_mounted_configuration_are_followed() throws IOException {
        Path data = Files.createDirectory(home.resolve("..2026_01_01"));
        Files.move(file, data.resolve("application.properties"));
        Files.createSymbolicLink(home.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(file, Path.of("..data", "application.properties"));
        passes(own(), file);
        allow(data, 0777);
        refused(own(), file);
    }

    @Test
    @Proves("5.40")
    void links_that_lead_in_a_circle_are_refused() throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("application.properties"));
        assertThatThrownBy(() -> own().require(file)).hasMessageContaining("in a circle");
    }

    @Test
    @Proves("5.40")
    void a_mount_that_is_read_only_is_told_from_others() {
        List<String> mounts = List.of(
                "21 1 0:5 / / rw,relatime - overlay overlay rw,lowerdir=ro",
                "22 21 0:6 / /etc/import ro,relatime shared:1 - tmpfs tmpfs rw,size=4k",
                "23 21 8:1 /a /mnt/a\\040b rw,relatime - ext4 /dev/sda1 ro,errors=continue",
                "24 22 0:7 / /etc/import/data rw - tmpfs tmpfs rw");
        assertThat(MountPoints.isReadOnly(Path.of("/etc/import/x"), mounts)).isTrue();
        assertThat(MountPoints.isReadOnly(Path.of("/etc/import"), mounts)).isTrue();
        assertThat(MountPoints.isReadOnly(Path.of("/mnt/a b/x"), mounts)).isTrue();
        assertThat(MountPoints.isReadOnly(Path.of("/etc/import/data/x"), mounts))
                .isFalse();
        assertThat(MountPoints.isReadOnly(Path.of("/etc/imports"), mounts)).isFalse();
    }

    @Test
    @Proves("5.41")
    void a_folder_that_the_environment_names_is_trusted_as_it_is() throws IOException {
        allow(file, 0666);
        passes(new TrustedFiles(Set.of(), "/nowhere:" + home, Optional.empty()), file);
        passes(givenAway(file, folder.toString()), file);
        refused(givenAway(file, home + "x"), file);
    }

    @Test
    @Proves("5.41")
    void a_link_does_not_make_another_folder_a_trusted_one() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), home);
        allow(file, 0666);
        passes(new TrustedFiles(Set.of(), link.toString(), Optional.empty()), file);
        passes(new TrustedFiles(Set.of(), home.toString(), Optional.empty()), link.resolve("application.properties"));
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "");
        allow(elsewhere, 0666);
        refused(new TrustedFiles(Set.of(), link.toString(), Optional.empty()), elsewhere);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "import", "/srv:import"})
    @Proves("5.41")
    void a_folder_that_depends_on_the_current_one_is_refused(String folders) {
        assertThatThrownBy(() -> new TrustedFiles(Set.of(), folders, Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("depends on the current folder");
    }

    @Test
    @Proves("5.40")
    void beside_the_program_the_account_that_it_belongs_to_is_trusted() throws IOException {
        assumeTrue(ProcessAccount.userIds().contains(0), "only root can give files away");
        Files.createDirectory(home.resolve("lib"));
        for (Path path : List.of(home, home.resolve("lib"), file)) {
            givenAway(path, "");
        }
        allow(folder, 0777);
        TrustedFiles judge = new TrustedFiles(Set.of(0), "", Optional.of(home));
        passes(judge, file);
        allow(file, 0666);
        refused(new TrustedFiles(Set.of(0), "", Optional.of(home)), file);
        allow(file, 0644);
        Files.setAttribute(home.resolve("lib"), "unix:uid", 0);
        refused(new TrustedFiles(Set.of(0), "", Optional.of(home)), file).hasMessageContaining(" belongs to ");
    }

    @Test
    @Proves("5.43")
    void a_file_that_a_setting_names_by_a_relative_path_is_judged() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        String relative = here.relativize(file.toAbsolutePath()).toString();
        own().requireNamed(relative, "ldap-import.http.token-file");
        own().requireNamed(relative + "-that-is-not-there", "ldap-import.http.token-file");
        allow(file, 0666);
        assertThatThrownBy(() -> own().requireNamed(relative, "ldap-import.http.token-file"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ldap-import.http.token-file")
                .hasMessageContaining("every account may write " + file);
        own().requireNamed(file.toString(), "ldap-import.http.token-file");
        own().requireMade(relative, "ldap-import.database.url");
        TrustedFiles judge = givenAway(file, "");
        assertThatThrownBy(() -> judge.requireMade(relative, "ldap-import.database.url"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ldap-import.database.url")
                .hasMessageContaining(" belongs to ");
    }

    @Test
    @Proves("5.40")
    void the_way_that_is_refused_is_one_that_chmod_mends() throws IOException {
        allow(home, 0777);
        refused(own(), file);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        passes(own(), file);
    }
}
