package io.github.ldapimport.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.event.EventKind;
import io.github.ldapimport.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README.md and docs/ name settings, options, headers, events, routes and pages that there are, and all that callers use. */
class DocumentationTest {
    private static final Path DOCS = Path.of("docs");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern KEY =
            Pattern.compile("(?<![\\w/.-])ldap-import\\.([a-z][a-z-]*(?:\\.[a-z-]+)*)(?=[`=])");
    private static final Pattern ROUTE_FILE = Pattern.compile("routes/(ldap-import[a-z-]*\\.camel\\.yaml)");

    /** Providers of the examples, and what only looks like a key. */
    private static final Pattern NOT_A_KEY = Pattern.compile("(partners|labs|service|version|jsa|classes)(\\..*)?");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> files = Files.list(DOCS)) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The anchor that GitHub makes of a heading. */
    private static Set<String> anchors(Path page) throws IOException {
        return found(Pattern.compile("(?m)^#+ (.*)$"), Files.readString(page)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void every_link_leads_to_a_page_and_a_heading_of_it() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = link.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(link.group(1)).normalize();
                assertThat(target).as("linked in %s", page).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target)).as("linked in %s", page).contains(link.group(2));
                }
            }
        }
    }

    @Test
    void every_page_is_reached_from_the_readme_or_a_page_below_it() throws IOException {
        Set<String> linked = new TreeSet<>();
        for (Path page : pages()) {
            found(LINK, Files.readString(page)).stream()
                    .filter(name -> name.endsWith(".md"))
                    .forEach(name ->
                            linked.add(page.resolveSibling(name).normalize().toString()));
        }
        assertThat(linked)
                .containsAll(pages().stream()
                        .map(Path::toString)
                        .filter(name -> name.startsWith("docs/"))
                        .toList());
    }

    @Test
    void every_setting_that_a_page_names_exists() throws IOException {
        Set<String> keys = Stream.of(Setting.values()).map(Setting::key).collect(Collectors.toSet());
        Set<String> former = new TreeSet<>();
        Setting.FORMER_KEYS.keySet().forEach(key -> former.add(key.substring(Setting.BUNDLE_PREFIX.length() + 1)));
        for (Path page : pages()) {
            boolean isOnUpgrading = page.endsWith("upgrading.md");
            assertThat(found(KEY, Files.readString(page)).stream()
                            .filter(key -> !NOT_A_KEY.matcher(key).matches()))
                    .as("settings that %s names", page)
                    .allMatch(key -> keys.contains(key.replaceFirst("^groups\\.", ""))
                            || (isOnUpgrading && former.contains(key)));
        }
    }

    @Test
    void the_page_on_upgrading_has_each_former_setting_with_its_present_name() throws IOException {
        List<String> lines = Files.readAllLines(DOCS.resolve("upgrading.md"));
        Setting.FORMER_KEYS.forEach((former, now) -> assertThat(lines)
                .anyMatch(line -> line.contains("`" + former + "`") && line.contains("`" + now + "`")));
    }

    @Test
    void every_route_file_that_a_page_names_exists() throws IOException {
        for (Path page : pages()) {
            assertThat(found(ROUTE_FILE, Files.readString(page)))
                    .as("route files that %s names", page)
                    .allSatisfy(name -> assertThat(Path.of("routes", name)).exists());
        }
    }

    @Test
    void the_page_for_callers_has_every_header_of_a_request() throws IOException {
        String table = Files.readString(DOCS.resolve("api.md")).split("\n## ")[0];
        assertThat(found(Pattern.compile("`(LdapImport\\w+)`"), table))
                .containsExactlyInAnyOrderElementsOf(Headers.OF_A_REQUEST);
    }

    @Test
    void the_page_of_the_command_line_has_every_option() throws IOException {
        String page = Files.readString(DOCS.resolve("cli.md"));
        Path sources = Path.of("src/main/java/io/github/ldapimport/cli");
        String command = Files.readString(sources.resolve("ImportCommand.java"))
                + Files.readString(sources.resolve("ImportOptions.java"));
        Set<String> options = found(Pattern.compile("\"(--?[a-z-]+)\""), command);
        assertThat(options).hasSizeGreaterThan(15);
        assertThat(options)
                .allSatisfy(option -> assertThat(page).containsPattern("[\\[|]" + Pattern.quote(option) + "[\\]|=]"));
    }

    @Test
    void the_page_of_events_has_every_event() throws IOException {
        String page = Files.readString(DOCS.resolve("events.md"));
        assertThat(EventKind.values())
                .allSatisfy(kind -> assertThat(page).containsPattern("(?m)^\\| .*\\b" + kind.wireName() + "\\b.* \\|"));
    }
}
