package io.github.ldapimport.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFilesTest {
    @Test
    @Proves("5.6")
    void passwords_come_from_files(@TempDir Path folder) throws IOException {
        Path ofDirectory = Files.writeString(folder.resolve("directory"), TestDirectory.PASSWORD + "\n");
        Path ofDatabase = Files.writeString(folder.resolve("database"), "app secret");
        try (TestDirectory directory = TestDirectory.start().addPeople(3);
                TestDatabase database =
                        TestDatabase.create(TestDatabase.Product.H2).createUsersTable()) {
            database.execute("CREATE USER app PASSWORD 'app secret' ADMIN");
            try (RunningRoutes routes = RunningRoutes.start(
                    directory.settings(),
                    database.settings(),
                    Map.of(
                            "ldap-import.directory.password",
                            "",
                            "ldap-import.directory.password-file",
                            ofDirectory.toString(),
                            "ldap-import.database.username",
                            "app",
                            "ldap-import.database.password",
                            "",
                            "ldap-import.database.password-file",
                            ofDatabase.toString()))) {
                assertThat(routes.run().imported()).isEqualTo(3);
            }
        }
    }
}
