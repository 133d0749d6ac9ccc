package io.github.ldapimport.mapping;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Lists;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rows sync-existing may adopt: terms {@code column=value} and {@code column!=value}, all of which must hold. NULL is
 * unlike every value.
 */
public final class AdoptFilter {
    private static final Pattern TERM =
            Pattern.compile("([^=!<>~]+?)\\s*(!?=)\\s*(?:'([^']*)'|\"([^\"]*)\"|([^'\"=~<>][^'\"]*))");

    private record Term(String column, boolean negated, String value) {
        /** Without the value: it belongs in no log. */
        @Override
        public String toString() {
            return column;
        }
    }

    private final String key;
    private final List<Term> terms;

    private AdoptFilter(String key, List<Term> terms) {
        this.key = key;
        this.terms = terms;
    }

    /** @throws ConfigurationException naming the setting and the term that is wrong */
    static AdoptFilter parse(Settings settings) {
        String key = settings.key(Setting.USERS_ADOPT_FILTER);
        List<Term> terms = new ArrayList<>();
        for (String text : Lists.commaSeparated(settings.text(Setting.USERS_ADOPT_FILTER))) {
            Matcher term = TERM.matcher(text);
            if (!term.matches()) {
                throw new ConfigurationException(
                        key + ": '" + text + "' is no term, write column=value or column!=value");
            }
            String column = term.group(1).strip();
            TableSettings.checkIdentifier(column, key);
            String value = term.group(3) != null
                    ? term.group(3)
                    : term.group(4) != null ? term.group(4) : term.group(5).strip();
            if (value.isBlank()) {
                throw new ConfigurationException(key + ": '" + text + "' has no value to compare " + column + " with");
            }
            terms.add(new Term(column, term.group(2).equals("!="), value));
        }
        return new AdoptFilter(key, terms);
    }

    public List<String> columns() {
        return terms.stream().map(Term::column).toList();
    }

    /** The setting, for a message. */
    public String key() {
        return key;
    }

    /** @throws ConfigurationException when a column is missing, or holds nothing that can be compared with the value */
    public void requireColumns(Map<String, Column> columns, TableSettings settings) {
        for (Term term : terms) {
            Column column = columns.get(term.column());
            if (column == null) {
                throw new ConfigurationException("The table " + settings.table() + " has no column " + term.column()
                        + " (" + key + "): correct the name");
            } else if (term.column().equalsIgnoreCase(settings.column(Setting.USERS_PASSWORD_COLUMN))) {
                throw new ConfigurationException("The column " + column.name() + " (" + key
                        + ") holds passwords, which are never read: name another");
            } else if (!column.isComparable() && !column.texts().isEnum()) {
                throw new ConfigurationException("The column " + column.name() + " (" + key + ") is "
                        + column.typeName().toLowerCase(Locale.ROOT)
                        + ", which cannot be compared: name a column of texts, numbers, truth values or dates");
            }
            try {
                Object value = column.convert(term.value());
                if (column.losesPrecision(term.value(), value)) {
                    throw new IllegalArgumentException("column " + column.name() + " would hold it as " + value);
                }
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(key + ": " + e.getMessage(), e);
            }
        }
    }

    /** Whether a row may be adopted, as far as the filter says. */
    public boolean admits(Function<String, Object> row, Function<String, Column> columns) {
        for (Term term : terms) {
            Column column = columns.apply(term.column());
            Object value = row.apply(term.column());
            boolean holds = term.negated() ? !isLike(column, term.value(), value) : isSame(column, term.value(), value);
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Column column, String wanted, Object value) {
        return value != null && column.canonical(column.convert(wanted)).equals(column.canonical(value));
    }

    /** As broadly as any application may compare: a row with Admin is not to pass for one without admin. */
    private static boolean isLike(Column column, String wanted, Object value) {
        return isSame(column, wanted, value)
                || (value instanceof String text && broad(text).equals(broad(wanted)));
    }

    private static String broad(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("[\\p{M}\\p{C}\\s]+", "")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
