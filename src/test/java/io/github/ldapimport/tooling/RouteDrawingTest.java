package io.github.ldapimport.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The drawing in README.md is made from routes/: with {@code -Dldapimport.drawing.write} it is written anew.
 */
class RouteDrawingTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern DRAWING = Pattern.compile("(?ms)^```mermaid\n(.*?)^```$");
    private static final int MAX_NODES = 30;

    private static Matcher drawing(String page) {
        Matcher drawing = DRAWING.matcher(page);
        assertThat(drawing.find()).as("README.md has a drawing").isTrue();
        return drawing;
    }

    @Test
    void the_drawing_of_the_readme_shows_the_routes_as_they_are() throws IOException {
        String expected = RouteDrawing.of(Path.of("routes")).mermaid();
        String page = Files.readString(README);
        if (System.getProperty("ldapimport.drawing.write") != null) {
            Matcher old = drawing(page);
            page = page.substring(0, old.start(1)) + expected + page.substring(old.end(1));
            Files.writeString(README, page);
        }
        assertThat(drawing(page).group(1))
                .as("write it anew with mvn test -Dtest=RouteDrawingTest -Dldapimport.drawing.write")
                .isEqualTo(expected);
    }

    @Test
    void the_drawing_can_be_taken_in_at_a_glance() throws IOException {
        assertThat(RouteDrawing.of(Path.of("routes")).nodes())
                .contains(RouteDrawing.TOP)
                .as("give a route that belongs to another an id that continues the other's, and they are drawn as one")
                .hasSizeLessThanOrEqualTo(MAX_NODES);
    }

    @Test
    void calls_have_their_order_and_the_innermost_condition_and_parts_are_drawn_with_the_whole() {
        String routes = """
                - route:
                    id: ldap-import
                    from:
                      uri: direct:ldap-import
                      steps:
                        - to:
                            uri: direct:ldap-import-statement
                        - to:
                            uri: direct:ldap-import-events
                        - filter:
                            expression:
                              simple:
                                expression: ${variable.ldapImportRun.toDeleteMissing} == false
                            steps:
                              - to:
                                  uri: direct:ldap-import-page-save
                        - choice:
                            when:
                              - expression:
                                  method:
                                    ref: x
                                    method: isDown
                                steps:
                                  - to: direct:ldap-import-other
                            otherwise:
                              steps:
                                - to:
                                    uri: direct:ldap-import-page
                - route:
                    id: ldap-import-page
                    from:
                      uri: direct:ldap-import-page
                      steps:
                        - to:
                            uri: direct:ldap-import-page-save
                - route:
                    id: ldap-import-page-save
                    from:
                      uri: direct:ldap-import-page-save
                      steps:
                        - to:
                            uri: direct:ldap-import-other
                """;
        assertThat(RouteDrawing.of(List.of(routes)).mermaid()).isEqualTo("""
                        flowchart LR
                            ldap-import -->|"1 if not delete missing, 3 else"| ldap-import-page["ldap-import-page<br/>-save"]
                            ldap-import -->|"2 if is down"| ldap-import-other
                            ldap-import-page --> ldap-import-other
                        """);
    }

    @Test
    void several_routes_that_lead_no_further_are_listed_in_the_box_of_their_only_caller() {
        assertThat(callingThreeRoutes("ldap-import-many-known")).isEqualTo("""
                        flowchart LR
                            ldap-import -->|"1"| ldap-import-require["ldap-import-require<br/>count, first, many, many-known"]
                            ldap-import -->|"2"| ldap-import-end
                        """);
    }

    @Test
    void a_route_that_leads_further_or_has_another_caller_has_a_box_of_its_own() {
        assertThat(callingThreeRoutes("ldap-import-end"))
                .contains("ldap-import-require -->|\"3\"| ldap-import-many[")
                .contains("ldap-import-many --> ldap-import-end\n");
    }

    private static String callingThreeRoutes(String calledByTheThird) {
        List<String> routes = List.of(
                route("ldap-import", "ldap-import-require", "ldap-import-end"),
                route("ldap-import-require", "ldap-import-count", "ldap-import-first", "ldap-import-many"),
                route("ldap-import-count"),
                route("ldap-import-first"),
                route("ldap-import-many", calledByTheThird),
                route("ldap-import-many-known"),
                route("ldap-import-end"));
        return RouteDrawing.of(routes).mermaid();
    }

    private static String route(String id, String... callees) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: direct:" + id + "\n      steps:\n"
                + Stream.of(callees)
                        .map(callee -> "        - to: direct:" + callee + "\n")
                        .collect(Collectors.joining());
    }
}
