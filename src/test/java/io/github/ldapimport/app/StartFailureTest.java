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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that do not start. */
class StartFailureTest {
    @TempDir
    private Path folder;

    /** The steps begin in line 6. */
    private RouteFiles withSteps(String steps) throws IOException {
        Files.writeString(folder.resolve("my-own.camel.yaml"), """
                - route:
                    id: my-own
                    from:
                      uri: direct:my-own
                      steps:
                """ + steps.indent(8));
        return RouteFiles.find(List.of(folder));
    }

    private String said(String steps) throws Exception {
        RouteFiles files = withSteps(steps);
        Properties settings = new Properties();
        settings.put("camel.server.enabled", "false");
        settings.put("camel.management.enabled", "false");
        settings.put("camel.metrics.enabled", "false");
        Main main = new Main();
        main.configure().withRoutesIncludePattern("false").withJmxEnabled(false);
        main.setPropertyPlaceholderLocations("file:application.properties");
        main.setOverrideProperties(settings);
        main.setRoutesCollector(new CamelProgram.FoundRoutes(files));
        try {
            main.start();
            StartFailure.requireBeans(files, main.getCamelContext());
            return "started";
        } catch (ConfigurationException e) {
            return e.getMessage();
        } catch (Exception e) {
            return StartFailure.of(files, e).getMessage();
        } finally {
            main.stop();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- log: a step;- setBody:;    simple: ${nosuch(1)}                           | 8 | nosuch",
                "- log: a step;- setBody:;    simple:;      expression: ${body} and ${nosuch(  | 9 | nosuch",
                "- filter:;    simple: ${body} === 1;    steps:;      - log: a step           | 7 | ===",
                "- bean:;    ref: nosuch;    method: x                                        | 7 | nosuch",
                "- setBody:;    method:;      ref: nosuch                                     | 8 | nosuch",
                "- to: nosuch:thing                                                           | 6 | nosuch",
                "- log: a step;- setBody:;    simple: a ${bean:nosuch.call} b                 | 8 | nosuch"
            })
    @Proves("7.33")
    void a_slip_in_an_expression_or_a_bean_is_told_with_file_and_line(String steps, int line, String word)
            throws Exception {
        assertThat(said(steps.replace(";", "\n")))
                .contains(folder.resolve("my-own.camel.yaml") + ", line " + line)
                .contains(word)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body[mail]} ?: 'none'",
                "${body[mail]} ?: ${body[cn]}",
                "${body} ~> ${trim()}",
                "${body} ?~> ${trim()}",
                "${body[cn]} == null ? 'a' : 'b'"
            })
    @Proves("7.34")
    void an_operator_that_this_camel_would_write_as_text_is_refused_with_file_and_line(String expression)
            throws IOException {
        for (String step : List.of("simple: \"%s\"", "simple:\n      expression: \"%s\"")) {
            assertThatThrownBy(() -> withSteps("- log: a step\n- setBody:\n    " + step.formatted(expression)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(
                            folder.resolve("my-own.camel.yaml") + ", line " + (step.contains("\n") ? 9 : 8) + ": ")
                    .hasMessageContaining("would write it as text");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body[cn]}?",
                "${body} = ${body[cn]} ?",
                "what?: ${body}",
                "Name: ${body[cn]} : ${body[sn]}",
                "a ?: b"
            })
    @Proves("7.34")
    void a_text_that_only_has_their_characters_is_taken(String expression) throws IOException {
        assertThat(withSteps("- setBody:\n    simple: \"" + expression + "\"").all())
                .isNotEmpty();
    }

    @Test
    @Proves("7.33")
    void routes_without_a_slip_start() throws Exception {
        assertThat(said("- setBody:\n    simple: ${bean:ldap-import-runs?method=providers}"))
                .isEqualTo("started");
    }
}
