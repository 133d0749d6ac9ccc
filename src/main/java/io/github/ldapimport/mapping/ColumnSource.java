package io.github.ldapimport.mapping;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/**
 * A pair such as {@code name=cn} of the settings sync-attributes and sync-existing.
 *
 * @param ignoresCase whether the pair was written {@code column~=source}
 */
public record ColumnSource(String column, boolean ignoresCase, ValueSource source) {
    // a looser one would let somebody take over another's row
    private static final String TWO_WAYS_TO_COMPARE =
            "column=source, or column~=source, which ignores upper and lower case";

    /** @throws ConfigurationException naming the setting and the pair that is wrong */
    static List<ColumnSource> parse(Settings settings, Setting setting, CamelContext context) {
        String key = settings.key(setting);
        List<ColumnSource> pairs = new ArrayList<>();
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String text : settings.list(setting)) {
            boolean compares = setting == Setting.USERS_SYNC_EXISTING;
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new ConfigurationException(key + ": '" + text + "' is no pair, write "
                        + (compares ? TWO_WAYS_TO_COMPARE : "column=source"));
            }
            char before = text.charAt(equals - 1);
            boolean ignoresCase = before == '~';
            if (ignoresCase && !compares) {
                throw new ConfigurationException(
                        key + ": '" + text + "' compares; only " + settings.key(Setting.USERS_SYNC_EXISTING) + " does");
            }
            if (compares && isUnknownOperator(before, text.substring(equals + 1))) {
                throw new ConfigurationException(
                        key + ": '" + text + "' compares in a way that is not known, write " + TWO_WAYS_TO_COMPARE);
            }
            String column = text.substring(0, ignoresCase ? equals - 1 : equals).strip();
            TableSettings.checkIdentifier(column, key);
            if (!columns.add(column)) {
                throw new ConfigurationException(key + ": the column " + column + " is given twice");
            }
            try {
                ValueSource source =
                        ValueSource.parse(text.substring(equals + 1).strip(), context);
                if (compares && source.sharedReason() != null) {
                    throw new IllegalArgumentException(source.sharedReason() + ": leave it out");
                }
                pairs.add(new ColumnSource(column, ignoresCase, source));
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(key + ": column " + column + ": " + e.getMessage(), e);
            }
        }
        return pairs;
    }

    /** Whether something like {@code !=}, {@code <=}, {@code ==} or {@code =~} was written. */
    private static boolean isUnknownOperator(char before, String after) {
        return "!<>^=*%:|&+".indexOf(before) >= 0
                || after.startsWith("=")
                || after.startsWith("~")
                || after.startsWith(">")
                || after.startsWith("<");
    }
}
