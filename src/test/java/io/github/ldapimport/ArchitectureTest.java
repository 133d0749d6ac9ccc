package io.github.ldapimport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages, which of them may use which others, and what each may use of Camel, JDBC and JNDI. */
class ArchitectureTest {
    private static final String ROOT = "io.github.ldapimport";
    private static final Path SOURCES = Path.of("src/main/java/io/github/ldapimport");
    private static final int MAX_CLASSES_OF_A_PACKAGE = 20;
    private static final int MAX_LINES_OF_A_CLASS = 350;

    /** Each uses those before it alone. */
    private static final List<String> LAYERS = List.of(
            "text",
            "settings",
            "ldap",
            "api",
            "sql",
            "connection",
            "directory",
            "search",
            "dialect",
            "mapping",
            "table",
            "rows",
            "handover",
            "match",
            "plan",
            "routes",
            "store",
            "changes",
            "request",
            "tally",
            "run",
            "missing",
            "step",
            "grace",
            "group",
            "history",
            "audit",
            "check",
            "why",
            "event",
            "observe",
            "worker",
            "trigger",
            "web",
            "app",
            "reload",
            "cli");

    /** Still longer than they should be, with the lines that they have: a limit that only goes down. */
    private static final Map<String, Integer> LONG_CLASSES = Map.of();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    private static String[] allBut(String... names) {
        List<String> allowed = List.of(names);
        assertThat(LAYERS).containsAll(allowed);
        return packages(
                LAYERS.stream().filter(layer -> !allowed.contains(layer)).toList());
    }

    private static Map<String, List<Path>> filesByPackage() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(
                            file -> SOURCES.relativize(file.getParent()).toString(),
                            TreeMap::new,
                            Collectors.toList()));
        }
    }

    @Test
    void every_package_has_its_place_among_the_layers() throws IOException {
        assertThat(filesByPackage().keySet()).containsExactlyInAnyOrderElementsOf(LAYERS);
    }

    @Test
    void a_layer_uses_only_those_below_it() {
        for (int i = 0; i < LAYERS.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + LAYERS.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(LAYERS.subList(i + 1, LAYERS.size())))
                    .check(CLASSES);
        }
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void messages_of_Camel_are_known_at_the_edge_alone() {
        noClasses()
                .that()
                .resideInAnyPackage(allBut(
                        "step", "grace", "group", "history", "event", "worker", "web", "trigger", "mapping", "app",
                        "cli", "run", "check", "sql", "why"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.camel.Exchange")
                .check(CLASSES);
    }

    @Test
    void plans_mappings_and_missing_users_do_no_input_or_output() {
        noClasses()
                .that()
                .resideInAnyPackage(packages(List.of("handover", "match", "plan", "mapping", "missing", "ldap")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "javax.sql..", "org.springframework.ldap.core..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.Connection")
                .check(CLASSES);
    }

    @Test
    void directories_are_talked_to_by_the_packages_for_it() {
        noClasses()
                .that()
                .resideInAnyPackage(allBut("connection", "directory", "search"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.naming.ldap.LdapContext")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.ldap.core..")
                .check(CLASSES);
    }

    @Test
    void databases_are_talked_to_by_the_packages_for_it() {
        noClasses()
                .that()
                .resideInAnyPackage(allBut(
                        "sql", "dialect", "table", "rows", "store", "step", "run", "group", "check", "history", "audit",
                        "observe", "trigger"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.Connection")
                .check(CLASSES);
    }

    @Test
    void no_class_keeps_state_of_its_own_that_changes() {
        for (JavaClass type : CLASSES) {
            assertThat(type.getFields())
                    .filteredOn(field -> field.getModifiers().contains(JavaModifier.STATIC)
                            && !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                    .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL), type.getName());
        }
    }

    @Test
    void packages_and_classes_stay_small() throws IOException {
        for (Map.Entry<String, List<Path>> each : filesByPackage().entrySet()) {
            assertThat(each.getValue()).as(each.getKey()).hasSizeLessThanOrEqualTo(MAX_CLASSES_OF_A_PACKAGE);
            for (Path file : each.getValue()) {
                String name = file.getFileName().toString().replace(".java", "");
                assertThat(Files.readAllLines(file).size())
                        .as(name)
                        .isLessThanOrEqualTo(LONG_CLASSES.getOrDefault(name, MAX_LINES_OF_A_CLASS));
            }
        }
    }
}
