package io.github.ldapimport.why;

import io.github.ldapimport.ldap.Entry;
import java.util.List;
import java.util.stream.Collectors;

/** Values as a person reads them: bytes by their number, long texts by their beginning, nothing that moves a cursor. */
final class Shown {
    /** What stands in place of a password. */
    static final String HIDDEN = "(not shown)";

    private static final int MAX_VALUES = 5;

    private Shown() {}

    /** One value; null for none. */
    static String value(Object value) {
        if (value == null) {
            return null;
        } else if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        String quoted = Entry.shown(value);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String quoted(Object value) {
        return value instanceof byte[] bytes ? bytes.length + " bytes" : Entry.shown(value);
    }

    /** The values of an attribute, such as {@code mail = 'a@example.com', 'b@example.com'}. */
    static String attribute(String name, List<Object> values) {
        if (SecretNames.isSecret(name)) {
            return name + ": " + HIDDEN;
        }
        if (values.isEmpty()) {
            return "no " + name;
        }
        String first = values.stream().limit(MAX_VALUES).map(Shown::quoted).collect(Collectors.joining(", "));
        return name + " = " + first
                + (values.size() > MAX_VALUES ? " and " + (values.size() - MAX_VALUES) + " more" : "");
    }
}
