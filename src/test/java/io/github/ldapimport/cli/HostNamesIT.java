package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Ports;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program where a name stands for several servers, by a list of hosts of its own. */
@Timeout(120)
class HostNamesIT {
    @TempDir
    private Path folder;

    private Ended check(String url, String... addresses) throws IOException {
        StringBuilder hosts = new StringBuilder();
        for (String address : addresses) {
            hosts.append(address).append(" controllers\n");
        }
        Path file = Files.writeString(folder.resolve("hosts"), hosts);
        return Launcher.in(folder)
                .withEnvironment("LDAP_IMPORT_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Djdk.net.hosts.file=" + file)
                .withSettings(
                        Map.of("ldap-import.directory.url", url, "ldap-import.directory.base", TestDirectory.BASE))
                .run("check");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.9, 127.0.0.8", "::2, ::3"})
    @Proves("1.37")
    void of_a_name_with_several_addresses_the_message_says_that_the_first_was_tried(String first, String second)
            throws IOException {
        assertThat(check("ldap://controllers:" + Ports.twoFree(), first, second).out())
                .contains("; controllers has several addresses in the domain name system, of which the first was tried:"
                        + " name the servers themselves in ldap-import.directory.url");
    }

    @Test
    @Proves("1.37")
    void a_host_with_an_address_of_each_kind_is_one_server() throws IOException {
        assertThat(check("ldap://controllers:" + Ports.twoFree(), "127.0.0.9", "::1")
                        .out())
                .contains("WRONG")
                .doesNotContain("several addresses");
    }
}
