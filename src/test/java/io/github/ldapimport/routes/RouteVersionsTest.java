package io.github.ldapimport.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;

/** Copies of routes that were made for another version of the bundle. */
class RouteVersionsTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Path DIGESTS = Path.of("src/test/resources/route-versions.txt");
    private static final String MISSING = "ldap-import-missing.camel.yaml";
    private static final String USER = "ldap-import-user.camel.yaml";
    private static final String NOTE = "    note: version 1\n";
    private static final String COUNT = "ldap-import-count.camel.yaml";

    @TempDir
    private Path folder;

    private static String packed(String name) throws IOException {
        return Files.readString(ROUTES.resolve(name));
    }

    private static List<String> require(String text, Map<String, String> bundle) {
        return RouteVersions.require(
                "routes/mine.camel.yaml",
                text,
                new Compose(LoadSettings.builder().build()).composeString(text).orElse(null),
                name -> Optional.ofNullable(bundle.get(name)));
    }

    private static String route(String id, String note, String... methods) {
        return "- route:\n    id: " + id + "\n" + (note.isEmpty() ? "" : "    note: \"" + note + "\"\n")
                + "    from:\n      uri: direct:" + id + "\n      steps:\n"
                + Stream.of(methods)
                        .map(method ->
                                "        - bean:\n            ref: my-bean\n            method: " + method + "\n")
                        .collect(Collectors.joining());
    }

    private static void refuses(String copy, String bundle, String... words) {
        assertThatThrownBy(() -> require(copy, Map.of(COUNT, bundle)))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .contains("routes/mine.camel.yaml, line 2: the route ldap-import-count ")
                .contains(words);
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(ROUTES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves("7.30")
    void a_copy_of_a_file_of_this_version_is_taken_without_a_word(String file) throws IOException {
        String copy = packed(file) + "# mine\n";
        assertThat(require(copy, Map.of(file, packed(file)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves("7.30")
    void a_file_needs_no_look_where_it_is_to_the_letter_as_it_came_and_has_its_name(String file) throws IOException {
        String text = packed(file);
        for (String location : List.of(file, "classpath:camel/" + file, "file:/srv/ldap-import/routes/" + file)) {
            assertThat(RouteVersions.isPacked(location, text)).isTrue();
            assertThat(RouteVersions.isPacked(location, text + "\n")).isFalse();
            assertThat(RouteVersions.isPacked(location, "")).isFalse();
        }
        assertThat(RouteVersions.isPacked("file:/srv/routes/my-" + file, text)).isFalse();
        assertThat(RouteVersions.isPacked("file:/srv/routes/ldap-import-mine.camel.yaml", text))
                .isFalse();
        assertThat(RouteVersions.isPacked("file:/srv/routes/ldap-import-mine.camel.yaml", ""))
                .isFalse();
    }

    @Test
    @Proves("7.30")
    void a_copy_of_this_version_may_have_whatever_steps_its_owner_wants() {
        assertThat(require(
                        route("ldap-import-count", "version 2: mine", "mine"),
                        Map.of(COUNT, route("ldap-import-count", "version 2: counts twice", "count", "counted"))))
                .isEmpty();
    }

    @Test
    @Proves("7.30")
    void a_copy_of_an_earlier_version_is_refused_with_what_changed_and_what_it_lacks() {
        String bundle = route("ldap-import-count", "version 2: counts twice", "count", "counted", "countAgain");
        String[] words = {
            "made for an earlier version",
            "version 2: counts twice",
            "it lacks my-bean countAgain",
            "write note: version 2",
            COUNT
        };
        refuses(route("ldap-import-count", "version 1", "count", "counted"), bundle, words);
        refuses(route("ldap-import-count", "", "count", "counted"), bundle, words);
        refuses(route("ldap-import-count", "my own version 2", "count", "counted"), bundle, words);
    }

    @Test
    @Proves("7.30")
    void a_copy_of_a_later_version_is_refused() {
        refuses(
                route("ldap-import-count", "version 3: counts", "counted"),
                route("ldap-import-count", "version 2", "counted"),
                "made for a later version",
                "version 3",
                "version 2");
    }

    @Test
    @Proves("7.31")
    void a_copy_without_a_version_that_has_all_guards_is_taken_and_named() {
        String bundle = route("ldap-import-count", "version 1", "count", "counted");
        assertThat(require(route("ldap-import-count", "", "count"), Map.of(COUNT, bundle)))
                .singleElement()
                .asString()
                .contains("has no version in its note", "taken for version 1", "it lacks my-bean counted:");
        refuses(
                route("ldap-import-count", "", "counted"),
                bundle,
                "has no version",
                "lacks guards",
                "my-bean count",
                "put them back");
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves("7.31")
    void copies_from_before_there_were_versions_are_taken(String file) throws IOException {
        String copy = packed(file).replace(NOTE, "");
        int routes = file.equals(USER) ? 0 : packed(file).split("(?m)^- route:", -1).length - 1;
        assertThat(require(copy, Map.of(file, packed(file)))).hasSize(routes);
    }

    @Test
    @Proves("7.32")
    void a_copy_of_ldap_import_user_is_always_taken() throws IOException {
        String old = route("ldap-import-user", "", "anything");
        assertThat(require(old, Map.of(USER, packed(USER)))).isEmpty();
        assertThat(require(old, Map.of(USER, route("ldap-import-user", "version 2: another bean maps", "map"))))
                .singleElement()
                .asString()
                .contains("ldap-import-user", "version 2: another bean maps", "it lacks my-bean map");
    }

    @Test
    @Proves("7.30")
    void routes_of_ones_own_have_no_version() throws IOException {
        assertThat(require(route("my-route", "version 7", "x"), Map.of(COUNT, packed(COUNT))))
                .isEmpty();
        assertThat(require(route("ldap-import-count-mine", "", "x"), Map.of(COUNT, packed(COUNT))))
                .isEmpty();
    }

    @Test
    @Proves("7.30")
    void a_host_refuses_such_a_copy_when_a_run_begins() throws IOException {
        for (String file : files()) {
            Files.copy(ROUTES.resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve(MISSING), packed(MISSING).replace(NOTE, "    note: version 999\n"));
        try (RunningRoutes routes = RunningRoutes.start(folder)) {
            assertThat(routes.failingRun().summary().reason())
                    .contains(folder.resolve(MISSING).toString(), "made for a later version", "version 999");
        }
    }

    private static String digest(Object route) {
        @SuppressWarnings("unchecked")
        Map<String, Object> steps = new TreeMap<>((Map<String, Object>) route);
        steps.keySet().removeAll(Set.of("note", "description"));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(steps.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By the ids of routes: version and digest. */
    private static Map<String, String> routesAsTheyAre() throws IOException {
        Map<String, String> routes = new TreeMap<>();
        for (String file : files()) {
            List<?> definitions = (List<?>) new Load(LoadSettings.builder().build()).loadFromString(packed(file));
            for (Object definition : definitions) {
                if (((Map<?, ?>) definition).get("route") instanceof Map<?, ?> route) {
                    String note = String.valueOf(route.get("note"));
                    assertThat(note).as("note of %s", route.get("id")).matches("(?s)version [1-9]\\d*(: .+)?");
                    routes.put(
                            String.valueOf(route.get("id")),
                            note.replaceFirst("(?s)version (\\d+).*", "$1") + " " + digest(route));
                }
            }
        }
        return routes;
    }

    private static Map<String, String> routesAsRecorded() throws IOException {
        Map<String, String> routes = new TreeMap<>();
        if (Files.exists(DIGESTS)) {
            Files.readAllLines(DIGESTS).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .forEach(line -> routes.put(line[0], line[1]));
        }
        return routes;
    }

    private static int version(String entry) {
        return Integer.parseInt(entry.substring(0, entry.indexOf(' ')));
    }

    /** Write with -Dldapimport.versions.write, after the version in the route's note was raised. */
    @Test
    @Proves("7.30")
    void a_route_whose_steps_change_gets_another_version() throws IOException {
        Map<String, String> recorded = routesAsRecorded();
        Map<String, String> now = routesAsTheyAre();
        List<String> forgotten = new ArrayList<>();
        now.forEach((id, entry) -> {
            String before = recorded.getOrDefault(id, entry);
            if (!before.equals(entry) && version(entry) <= version(before)) {
                forgotten.add(id + ": version " + (version(before) + 1));
            }
        });
        assertThat(forgotten)
                .as("the steps of these routes changed: write into the note of each the next version and what changed")
                .isEmpty();
        if (System.getProperty("ldapimport.versions.write") != null) {
            Files.writeString(
                    DIGESTS,
                    now.entrySet().stream()
                            .map(route -> route.getKey() + " " + route.getValue() + "\n")
                            .collect(Collectors.joining(
                                    "", "# route, version, digest of its steps: written by RouteVersionsTest\n", "")));
        }
        assertThat(routesAsRecorded())
                .as("write this with -Dldapimport.versions.write")
                .isEqualTo(now);
    }
}
