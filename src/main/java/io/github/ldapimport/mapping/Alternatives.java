package io.github.ldapimport.mapping;

import java.util.ArrayList;
import java.util.List;

/** The sources of a column that stand between {@code |}, as in {@code mail|otherMailbox|'none'}. */
final class Alternatives {
    /** Leaves a column to the database, as the last of the sources. */
    static final String DEFAULT = "DEFAULT";

    private static final char SEPARATOR = '|';

    private Alternatives() {}

    /**
     * The sources of a text, at least one, without the blanks round them. A separator between the quotes of a constant, or within
     * <code>${...}</code>, is part of it.
     *
     * @throws IllegalArgumentException where one is empty, or DEFAULT is not the last, or not in capitals
     */
    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (quote != 0) {
                quote = each == quote ? 0 : quote;
            } else if ((each == '\'' || each == '"')
                    && (depth > 0 || text.substring(start, i).isBlank())) {
                // elsewhere it is an apostrophe, such as the one in ${body[cn]}'s
                quote = each;
            } else if (each == '{' && (depth > 0 || (i > 0 && text.charAt(i - 1) == '$'))) {
                depth++;
            } else if (each == '}' && depth > 0) {
                depth--;
            } else if (each == SEPARATOR && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        if (parts.size() > 1 && parts.contains("")) {
            throw new IllegalArgumentException("one of the sources in '" + text
                    + "' is empty: put one between each two |, or '' for an empty text");
        }
        for (String part : parts) {
            if (part.equalsIgnoreCase(DEFAULT) && !part.equals(DEFAULT)) {
                throw new IllegalArgumentException(
                        "'" + part + "' may mean the column's default or an attribute: write " + DEFAULT
                                + ", or ${body[" + part + "]}");
            }
        }
        if (parts.indexOf(DEFAULT) >= 0 && parts.indexOf(DEFAULT) < parts.size() - 1) {
            throw new IllegalArgumentException("nothing behind DEFAULT in '" + text + "' is ever used: put it last");
        }
        return parts;
    }
}
