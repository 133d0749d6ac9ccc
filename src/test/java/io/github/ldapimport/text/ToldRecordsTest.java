package io.github.ldapimport.text;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.testing.Proves;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the whole of the code keeps to, so that values and secrets have no way past the classes of this package. */
class ToldRecordsTest {
    private static final String ROOT = "io.github.ldapimport";

    /** Components of texts that hold settings or what was typed, and so perhaps passwords. */
    private static final Set<String> TEXTS = Set.of("text", "value", "settings", "words");

    private static final Set<String> TYPES_OF_TEXTS = Set.of(
            "java.lang.String",
            "java.util.List<java.lang.String>",
            "java.util.Map<java.lang.String, java.lang.String>");

    /** Findings for a person, which hold no such text. */
    private static final Set<Class<?>> FINDINGS = Set.of(CheckLine.class);

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    @Proves("4.95")
    void no_record_with_values_of_rows_or_with_settings_prints_them() throws Exception {
        List<String> telling = new ArrayList<>();
        int looked = 0;
        for (JavaClass each : CLASSES) {
            Class<?> type = each.reflect();
            if (type.isRecord() && holdsValues(type) && !FINDINGS.contains(type)) {
                looked++;
                Method printed = type.getDeclaredMethod("toString");
                // the one that the compiler makes is final
                if (Modifier.isFinal(printed.getModifiers())) {
                    telling.add(type.getName());
                }
            }
        }
        assertThat(looked).isGreaterThan(15);
        assertThat(telling).isEmpty();
    }

    private static boolean holdsValues(Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String generic = component.getGenericType().getTypeName();
            if (generic.contains("java.lang.Object")
                    || generic.contains("byte[]")
                    || (TEXTS.contains(component.getName()) && TYPES_OF_TEXTS.contains(generic))) {
                return true;
            }
        }
        return false;
    }

    @Test
    @Proves("4.94")
    void nothing_is_logged_but_through_a_log_of_printable_lines() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".text..")
                .and()
                // sets up the log itself
                .doNotHaveFullyQualifiedName(ROOT + ".app.Logging")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".app.LibraryLogs")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.slf4j.Logger")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.slf4j.LoggerFactory")
                .check(CLASSES);
    }
}
