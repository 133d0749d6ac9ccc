package io.github.ldapimport.dialect;

import java.text.Normalizer;
import java.util.Locale;

/** Names of columns as databases may take them for equal. */
public final class ColumnNames {
    private ColumnNames() {}

    /**
     * Two names with the same key may be one column: databases differ in what they make of upper and lower case, of accents and
     * of wide letters (SQL Server compares names by the collation of its catalogue), so all of it is left out.
     */
    public static String key(String name) {
        String key = name.strip();
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) >= 0x80) {
                return Normalizer.normalize(key, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}", "")
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT);
            }
        }
        return key.toLowerCase(Locale.ROOT);
    }
}
