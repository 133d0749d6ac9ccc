package io.github.ldapimport.why;

import io.github.ldapimport.ldap.Assertion;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.text.Secret;
import java.util.ArrayList;
import java.util.List;

/** A filter taken apart, as a person looks for the part that leaves an entry out. */
final class FilterParts {
    private FilterParts() {}

    /** What must match each by itself: the parts of the filter's AND, and of those within it; else the filter as it is. */
    static List<Filter> of(Filter filter) {
        List<Filter> parts = new ArrayList<>();
        add(filter.toString(), parts);
        return parts;
    }

    private static void add(String text, List<Filter> parts) {
        if (!text.startsWith("(&")) {
            parts.add(Filter.parse(text, "a part of a filter"));
            return;
        }
        int depth = 0;
        int start = 0;
        for (int i = 2; i < text.length() - 1; i++) {
            // a parenthesis within a value is escaped
            if (text.charAt(i) == '(' && depth++ == 0) {
                start = i;
            } else if (text.charAt(i) == ')' && --depth == 0) {
                add(text.substring(start, i + 1), parts);
            }
        }
    }

    /** The filter as it may be shown: without the values that it asks of passwords. */
    static String shown(Filter filter) {
        StringBuilder text = new StringBuilder();
        for (Filter.Part part : filter.parts()) {
            Assertion assertion = part.assertion();
            text.append(
                    assertion != null && SecretNames.isSecret(assertion.attribute())
                            ? assertion.attribute() + "=" + Secret.STARS
                            : part.toString());
        }
        return text.toString();
    }
}
