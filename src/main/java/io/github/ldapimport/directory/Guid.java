package io.github.ldapimport.directory;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The form in which a GUID is stored and compared. A UUID (RFC 4122) is kept in lower case with dashes and without
 * braces; anything else is an opaque string, kept as it is.
 */
public final class Guid {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private Guid() {}

    /** The stored form of a GUID as a directory or a row gives it. */
    public static String canonical(String guid) {
        String text = guid.strip();
        String bare = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
        return UUID.matcher(bare).matches() ? bare.toLowerCase(Locale.ROOT) : text;
    }
}
