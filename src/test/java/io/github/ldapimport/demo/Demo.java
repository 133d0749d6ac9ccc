package io.github.ldapimport.demo;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.github.ldapimport.cli.LdapImport;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Shows the main job: a small directory is imported into a new H2 file, changes, and is imported again. */
public final class Demo {
    private static final Path FOLDER = Path.of("target", "demo");
    private static final String DATABASE = "jdbc:h2:file:./target/demo/users";

    private Demo() {}

    public static void main(String[] args) throws Exception {
        removeEarlierDemo();
        try (TestDirectory directory = TestDirectory.start()) {
            directory.load(Path.of("src/test/resources/demo/people.ldif"));
            say("A directory with five people and a printer runs at " + directory.url() + ". We import the people.");
            run(directory);
            printTable();

            say("In the directory, Ada marries, Alan leaves, Sophie gets an address, and Emmy is new.\n"
                    + "What would another import do?");
            String alan = directory.guid("alan");
            change(directory);
            run(directory, "--delete-missing", "--dry-run");
            say("So we import again.");
            run(directory, "--delete-missing");
            printTable();
            say(
                    "Alan's row has a date in deleted_at and stays. Katherine's and Grace's rows were not written, their dates\n"
                            + "are as they were. Now Alan comes back.");
            directory.addPerson(
                    "alan", "Alan Turing", "entryUUID: " + alan, "givenName: Alan", "mail: alan.turing@example.com");
            run(directory, "--delete-missing", "--restore");
            printTable();
            say("The database is " + DATABASE + ".");
        }
    }

    private static void change(TestDirectory directory) {
        directory.modify("""
                dn: uid=ada,ou=people,dc=example,dc=com
                changetype: modify
                replace: cn
                cn: Ada Lovelace
                -
                replace: mail
                mail: ada.lovelace@example.com""", """
                dn: uid=sophie,ou=people,dc=example,dc=com
                changetype: modify
                add: mail
                mail: sophie.germain@example.com""");
        directory.deletePerson("alan");
        directory.addPerson("emmy", "Emmy Noether", "givenName: Emmy", "mail: emmy.noether@example.com");
    }

    private static void say(String text) {
        System.out.println();
        System.out.println(text);
        System.out.println();
    }

    private static void run(TestDirectory directory, String... options) {
        List<String> arguments = new ArrayList<>(List.of("import", "--no-interaction"));
        arguments.addAll(List.of(options));
        System.out.println("$ ldap-import " + String.join(" ", arguments));
        directory.settings().forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        arguments.addAll(List.of("-D", "ldap-import.database.url=" + DATABASE));
        LdapImport.run(arguments.toArray(String[]::new));
    }

    private static void printTable() throws SQLException {
        String[] columns = {"id", "name", "email", "guid", "domain", "updated_at", "deleted_at"};
        List<Object[]> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(
                        "SELECT \"" + String.join("\", \"", columns) + "\" FROM \"users\" ORDER BY \"id\"")) {
            while (results.next()) {
                Object[] row = new Object[columns.length];
                for (int i = 0; i < columns.length; i++) {
                    String value = results.getString(i + 1);
                    row[i] = value == null ? "" : value.replaceFirst("\\.\\d+$", "");
                }
                rows.add(row);
            }
        }
        System.out.println();
        System.out.println("The table users:");
        Column[] headings = Stream.of(columns)
                .map(name -> new Column().header(name).dataAlign(HorizontalAlign.LEFT))
                .toArray(Column[]::new);
        System.out.println(AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, headings, rows.toArray(Object[][]::new)));
    }

    private static void removeEarlierDemo() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
