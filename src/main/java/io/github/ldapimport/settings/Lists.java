package io.github.ldapimport.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Comma separated values, as they stand in settings and options. */
public final class Lists {
    private Lists() {}

    /**
     * Splits at commas, except at those inside {@code (...)}, <code>{...}</code>, {@code [...]} or quotes; parts that are
     * blank are left out.
     */
    public static List<String> commaSeparated(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (i == text.length() || (c == ',' && depth == 0 && quote == 0)) {
                String part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if ("({[".indexOf(c) >= 0) {
                depth++;
            } else if (")}]".indexOf(c) >= 0) {
                depth--;
            }
        }
        return parts;
    }

    /**
     * The quote or bracket that takes commas into a part because its other half is missing; a bracket that closes what is not
     * open does so, too.
     */
    public static Optional<String> openToTheEnd(String text) {
        int depth = 0;
        int opened = -1;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
                opened = depth == 0 ? i : opened;
            } else if ("({[".indexOf(c) >= 0) {
                opened = depth == 0 ? i : opened;
                depth++;
            } else if (")}]".indexOf(c) >= 0) {
                opened = depth <= 0 ? i : opened;
                depth--;
            }
        }
        return (depth != 0 || quote != 0) && text.indexOf(',', opened) >= 0
                ? Optional.of(text.substring(opened, opened + 1))
                : Optional.empty();
    }
}
