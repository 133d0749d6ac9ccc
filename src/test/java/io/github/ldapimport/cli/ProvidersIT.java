package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Launcher.Ended;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.Providers;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several providers in one run of the program. */
class ProvidersIT {
    @TempDir
    private Path folder;

    private static Map<String, String> stoppedDirectory() {
        try (TestDirectory directory = TestDirectory.start()) {
            return directory.settings();
        }
    }

    private static String run(Ended ended) throws IOException {
        List<String> runs = new ArrayList<>();
        for (String line : ended.out().lines().toList()) {
            JsonNode summary = new ObjectMapper().readTree(line);
            runs.add(summary.path("provider").textValue() + " "
                    + summary.path("status").textValue() + " "
                    + summary.path("imported").intValue());
        }
        return ended.status() + ": " + String.join(", ", runs);
    }

    @Test
    @Proves({"4.16", "4.5", "4.7"})
    void each_has_its_run_whatever_becomes_of_the_others() throws IOException {
        try (TestDirectory directory = TestDirectory.start().addPeople(3);
                TestDirectory partners = TestDirectory.ofEveryKind()) {
            Map<String, String> stopped = stoppedDirectory();
            partners.addPerson(
                    "grace",
                    "Grace",
                    "objectClass: user",
                    "sAMAccountName: grace",
                    "objectGUID:: AAECAwQFBgcICQoLDA0ODw==");
            Providers.add(folder.resolve("routes"), "partners", "stopped");
            Launcher launcher = Launcher.in(folder)
                    .withSettings(
                            directory.settings(),
                            Providers.settings("partners", partners.settings()),
                            Providers.settings("stopped", stopped),
                            Map.of(
                                    "ldap-import.partners.directory.type", "active-directory",
                                    "ldap-import.partners.users.table", "partners",
                                    "ldap-import.partners.domain", "partners",
                                    "ldap-import.stopped.domain", "stopped"));

            assertThat(run(launcher.run("ldap,partners", "--output=json")))
                    .isEqualTo("0: ldap completed 3, partners completed 1");
            try (TestDatabase database = TestDatabase.inFolder(folder)) {
                assertThat(database.column("SELECT name FROM partners")).containsExactly("Grace");
                assertThat(database.value("SELECT COUNT(*) FROM users")).isEqualTo("3");
            }
            assertThat(run(launcher.run("stopped,ldap", "--output=json")))
                    .isEqualTo("1: stopped failed 0, ldap completed 0");

            Ended all = launcher.run("import", "all");
            assertThat(all.status()).isEqualTo(1);
            assertThat(all.out()).contains("Provider ldap\n", "Provider partners\n", "Provider stopped\n");
            assertThat(all.messages()).hasSize(2).first().asString().startsWith("ldap-import: failed: Cannot look at ");
            assertThat(all.messages())
                    .last()
                    .isEqualTo("ldap-import: stopped failed, partners completed, ldap completed");

            Ended slip = launcher.run("ldap,parners");
            assertThat(slip.status()).isEqualTo(2);
            assertThat(slip.out()).isEmpty();
            assertThat(slip.messages()).singleElement().asString().contains("There is no provider 'parners': use ");
        }
    }
}
