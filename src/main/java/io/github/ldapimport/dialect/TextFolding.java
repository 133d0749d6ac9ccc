package io.github.ldapimport.dialect;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** Texts that a unique column may take for one though they differ. */
final class TextFolding {
    private static final Set<String> CASE_IGNORING_TYPES = Set.of("citext", "varchar_ignorecase");

    private TextFolding() {}

    /** By the column's type: some ignore case. */
    static Object byType(Column column, Object value) {
        boolean ignoresCase = CASE_IGNORING_TYPES.contains(column.typeName().toLowerCase(Locale.ROOT));
        return ignoresCase && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    /** By the usual collations of some products, which ignore case, accents and blanks at the end. */
    static Object byCollation(Object value) {
        return value instanceof String text
                ? Normalizer.normalize(text, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .stripTrailing()
                : value;
    }
}
