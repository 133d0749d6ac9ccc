package io.github.ldapimport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.camel.main.Main;
import org.apache.camel.util.AntPathMatcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteFilesTest {
    private static final String USER = "ldap-import-user.camel.yaml";
    private static final String JAR = "classpath:camel";

    @TempDir
    private Path folder;

    private Path here;
    private Path beside;

    @BeforeEach
    void make_folders() throws IOException {
        here = Files.createDirectory(folder.resolve("here"));
        beside = Files.createDirectory(folder.resolve("beside"));
    }

    private RouteFiles find() {
        return RouteFiles.find(List.of(here, beside));
    }

    private static String route(String id) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: direct:%1$s
                      steps:
                        - log: a step
                """.formatted(id);
    }

    private static void write(Path place, String name, String text) throws IOException {
        Files.writeString(place.resolve(name), text);
    }

    private void refuses(String... words) {
        assertThatThrownBy(this::find)
                .isInstanceOf(ConfigurationException.class)
                .message()
                .contains(words);
    }

    @Test
    void the_jar_has_all_files_of_the_bundle() throws IOException {
        try (var files = Files.list(Path.of("routes"))) {
            assertThat(RouteFiles.find(List.of()).byName().keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    @Proves("7.5")
    void without_a_folder_all_files_are_the_jars() throws IOException {
        Files.delete(here);
        assertThat(find()).hasToString(JAR);
        assertThat(find().byName().keySet())
                .contains("ldap-import.camel.yaml", USER, "ldap-import-providers.camel.yaml");
        assertThat(find().all()).extracting(RouteFile::place).containsOnly(JAR);
    }

    @Test
    @Proves("7.5")
    void each_file_is_taken_from_the_first_place_that_has_it() throws IOException {
        write(here, USER, route("ldap-import-user") + "# here");
        write(beside, USER, route("ldap-import-user") + "# beside");
        write(beside, "ldap-import-statement.camel.yaml", route("ldap-import-statement"));
        assertThat(find().byName().get(USER).place()).isEqualTo(here.toString());
        assertThat(find().byName().get(USER).text()).endsWith("# here");
        assertThat(find())
                .hasToString(JAR + ", but ldap-import-statement.camel.yaml of " + beside + ", " + USER + " of " + here);

        Files.delete(here.resolve(USER));
        assertThat(find().byName().get(USER).text()).endsWith("# beside");
    }

    @Test
    @Proves("7.5")
    void files_of_ones_own_count_from_either_folder() throws IOException {
        write(here, "my-leavers.camel.yaml", route("my-leavers"));
        write(beside, "my-joiners.camel.yaml", route("my-joiners"));
        write(here, ".my-joiners.camel.yaml.swp", "an editor's");
        write(here, ".my-secrets.camel.yaml", "an editor's");
        write(here, USER + "~", "an editor's");
        write(here, "notes.txt", "somebody's");
        assertThat(find().byName().keySet())
                .contains("my-leavers.camel.yaml", "my-joiners.camel.yaml")
                .noneMatch(name -> name.startsWith(".") || name.endsWith("~") || name.endsWith("txt"));
    }

    @Test
    @Proves("7.5")
    void other_yaml_is_not_read_and_that_is_said() throws IOException {
        write(here, "docker-compose.yaml", "services: {}");
        assertThat(find())
                .hasToString(JAR + "; not read, because its name does not end in .camel.yaml: "
                        + here.resolve("docker-compose.yaml"));
    }

    @Test
    @Proves("7.6")
    void two_files_that_have_the_same_route_are_refused_with_both_names() throws IOException {
        write(here, "my-user.camel.yaml", route("ldap-import-user"));
        refuses(JAR + "/" + USER, here.resolve("my-user.camel.yaml").toString(), "route ldap-import-user");
    }

    @Test
    @Proves("7.6")
    void two_files_that_have_the_same_bean_are_refused_with_both_names() throws IOException {
        write(here, "my-beans.camel.yaml", """
                - beans:
                    - name: ldap-import-ldap
                      type: java.lang.Object
                """);
        refuses("ldap-import-providers.camel.yaml", "my-beans.camel.yaml", "bean ldap-import-ldap");
    }

    @Test
    @Proves("7.6")
    void a_copy_made_for_an_earlier_version_is_refused_with_the_names_that_classes_have_now() throws IOException {
        write(here, "ldap-import-providers.camel.yaml", """
                - beans:
                    - name: people
                      type: "#class:io.github.ldapimport.run.Provider"
                    - name: ldap-import-database
                      type: "#class:io.github.ldapimport.table.Database"
                """);
        refuses(
                here.resolve("ldap-import-providers.camel.yaml").toString(),
                "write io.github.ldapimport.sql.Database in place of io.github.ldapimport.table.Database");
    }

    @Test
    @Proves("7.30")
    void a_copy_of_a_later_version_is_refused_by_file_and_line() throws IOException {
        String text = Files.readString(Path.of("routes", USER));
        write(here, USER, text);
        find();
        write(here, USER, text.replace("note: version 1", "note: version 9"));
        refuses(here.resolve(USER) + ", line ", "route ldap-import-user", "made for a later version");
    }

    @Test
    @Proves("7.6")
    void classes_of_the_bundle_that_have_moved_are_where_the_message_says() {
        FormerNames.NOW.forEach((before, now) -> {
            assertThat(Path.of("src/main/java/io/github/ldapimport", before.replace('.', '/') + ".java"))
                    .doesNotExist();
            assertThat(Path.of("src/main/java/io/github/ldapimport", now.replace('.', '/') + ".java"))
                    .exists();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ldap-import.pages.worker:true}}",
                "{{?ldap-import.pages.worker}}",
                "{{?!ldap-import.pages.worker}}",
                "{{ldap-import.pages.worker}}",
                "{{ ldap-import.pages.worker : true }}",
                "{{sys:ldap-import.pages.worker:true}}",
                "${properties:ldap-import.pages.worker:true}",
                "${propertiesExist:ldap-import.pages.worker}",
            })
    @Proves({"5.25", "7.6"})
    void a_placeholder_of_a_former_setting_is_refused_with_the_present_one(String placeholder) throws IOException {
        write(here, "my-leavers.camel.yaml", route("my-leavers") + "    # " + placeholder + System.lineSeparator());
        refuses(
                here.resolve("my-leavers.camel.yaml").toString(),
                "write {{ldap-import.worker.enabled}} in place of {{ldap-import.pages.worker}}");
    }

    @Test
    @Proves({"5.25", "7.6"})
    void a_placeholder_of_a_former_variable_is_refused_with_the_present_one() throws IOException {
        write(
                here,
                "my-leavers.camel.yaml",
                route("my-leavers") + "    # {{env:LDAP_IMPORT_WORKERS:3}}" + System.lineSeparator());
        refuses("write {{LDAP_IMPORT_PARALLEL_PAGES}} in place of {{LDAP_IMPORT_WORKERS}}");
    }

    @Test
    @Proves("7.6")
    void a_file_that_has_a_route_twice_is_refused() throws IOException {
        write(here, "my-leavers.camel.yaml", route("my-leavers") + route("my-leavers"));
        refuses(here.resolve("my-leavers.camel.yaml").toString(), "route my-leavers twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap-import-user.yaml",
                "ldap-import-user.yml",
                "ldap-import-user.camel.yml",
                "LDAP-Import-User.camel.yaml",
                "ldap-import-user.CAMEL.YAML"
            })
    @Proves("7.6")
    void a_file_that_only_looks_like_one_of_the_bundle_is_refused(String name) throws IOException {
        write(here, name, route("my-own"));
        refuses(here.resolve(name).toString(), "rename it to " + USER);
    }

    @Test
    @Proves("7.6")
    void a_file_that_cannot_be_read_as_yaml_is_refused_with_its_line() throws IOException {
        write(here, USER, route("ldap-import-user") + "- route:\n    id: [\n");
        refuses(here.resolve(USER).toString(), "line ", "YAML");
    }

    @Test
    @Proves("7.6")
    void a_route_without_an_id_is_refused_with_its_line() throws IOException {
        write(here, "my-leavers.camel.yaml", "# mine\n" + route("my-leavers").replaceFirst(" +id: .*\n", ""));
        refuses(here.resolve("my-leavers.camel.yaml").toString(), "line 2", "no id");
    }

    @Test
    @Proves("7.6")
    void a_file_with_nothing_in_it_is_refused() throws IOException {
        write(here, USER, " \n");
        refuses(here.resolve(USER).toString(), "is empty");
    }

    @Test
    @Proves("7.7")
    void a_host_replaces_one_packed_file_by_the_patterns_of_the_documentation() throws Exception {
        write(here, USER, route("ldap-import-user").replace("a step", "mine"));
        Properties patterns = new Properties();
        Files.readString(Path.of("docs/runtimes.md"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("camel.main.routes-"))
                .map(line -> line.split("=", 2))
                .forEach(pair -> patterns.put(pair[0], pair[1].replace("file:routes", "file:" + here)));
        assertThat(patterns).hasSize(2);
        // in a jar
        assertThat(AntPathMatcher.INSTANCE.match(
                        patterns.getProperty("camel.main.routes-exclude-pattern"), "classpath:camel/" + USER))
                .isTrue();
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:application.properties");
        main.setOverrideProperties(patterns);
        try {
            main.start();
            assertThat(main.getCamelContext().getRoute("ldap-import-user").getDescription())
                    .isNull();
            assertThat(main.getCamelContext().getRoute("ldap-import-user").getSourceResource())
                    .isNotNull()
                    .extracting(Object::toString)
                    .asString()
                    .contains(here.toString());
            assertThat(main.getCamelContext().getRoute("ldap-import")).isNotNull();
            assertThat(main.getCamelContext().getRoute("ldap-import-missing")).isNotNull();
        } finally {
            main.stop();
        }
    }

    @Test
    @Proves("7.5")
    void the_routes_of_a_file_keep_their_lines_without_its_beans() {
        String beans = """
                - beans:
                    - name: shout
                      type: my.Shout
                """;
        RouteFile file =
                new RouteFile("x.camel.yaml", "", "", "# mine\n" + beans + route("one") + beans + route("two"));
        RouteFile alone = file.routesAlone();
        assertThat(alone.routes()).containsExactly("one", "two");
        assertThat(alone.beans()).isEmpty();
        assertThat(alone.text().lines().toList().indexOf("    id: two"))
                .isEqualTo(file.text().lines().toList().indexOf("    id: two"));
        assertThat(file.withoutRoutes()).isEqualTo((beans + beans).strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter: {simple: '${body}', steps: []}",
                "filter: {simple: '${body}'}",
                "choice: {when: []}",
                "choice: {when: [{simple: '${body}', steps: []}]}",
                "choice: {when: [{simple: '${body}', steps: [{log: a}]}], otherwise: {steps: []}}",
                "loop: {constant: 2, steps: []}",
                "split: {simple: '${body}', steps: []}",
                "split: {simple: '${body}', steps: }",
                "policy: {ref: ldap-import-transaction}",
                "doTry: {steps: [], doCatch: [{exception: [java.lang.Exception], steps: [{log: a}]}]}",
                "doTry: {steps: [{log: a}], doCatch: [{exception: [java.lang.Exception], steps: []}]}",
                "doTry: {steps: [{log: a}], doFinally: {steps: []}}",
                "filter: {simple: '${body}', steps: [{loop: {constant: 2, steps: []}}]}"
            })
    @Proves("7.14")
    void a_block_without_steps_is_refused_by_file_line_and_step(String block) throws IOException {
        write(here, "my-leavers.camel.yaml", route("my-leavers") + "        - " + block + "\n        - log: behind\n");
        refuses("my-leavers.camel.yaml, line 7: the step ", " has no ", "Camel would take the steps behind it");
    }

    @Test
    @Proves("7.14")
    void steps_that_are_no_blocks_need_none() throws IOException {
        write(here, "my-leavers.camel.yaml", route("my-leavers") + """
                        - transacted: {}
                        - setHeader: {name: filter, expression: {constant: {expression: a}}}
                        - filter: {simple: "${body}", steps: [{log: a}]}
                """);
        assertThat(find().byName()).containsKey("my-leavers.camel.yaml");
    }
}
