package io.github.ldapimport.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a setting as a message may name it where nothing reads it. It may hold a secret, when the sign between the key and its value is
 * another one or is not there, as in {@code -D ldap-import.http.token.abc} or {@code ldap-import.http.tokenabc}.
 */
public final class ToldKey {
    private static final String CUT = "...";
    private static final Pattern BEHIND_NAME = Pattern.compile("(?s)[^\\w.-].*");
    private static final Pattern SECRET =
            Pattern.compile("(?i)(?:pass(?:w(?:or[dt]|d)|phrase)?|pwd|token|secret|credentials?)");

    private ToldKey() {}

    /** The key up to the first character that no key has, and up to a word for a secret, unless a setting goes on as it does. */
    public static String of(String key) {
        String name = BEHIND_NAME.matcher(key).replaceFirst(CUT);
        Matcher secret = SECRET.matcher(name);
        if (!secret.find()) {
            return name;
        }
        String rest = name.substring(secret.end());
        return rest.isEmpty() || rest.equals(CUT) || isOfSetting(secret.group() + rest)
                ? name
                : name.substring(0, secret.end()) + CUT;
    }

    private static boolean isOfSetting(String end) {
        for (Setting setting : Setting.values()) {
            if (setting.key().endsWith("." + end)) {
                return true;
            }
        }
        return false;
    }
}
