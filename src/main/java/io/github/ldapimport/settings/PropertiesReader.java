package io.github.ldapimport.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a text in the format of {@link java.util.Properties}, and refuses what that would change without a word: backslashes
 * that it drops or takes for control characters, comments behind values, values that end up in the next key, keys that are
 * given twice. What this accepts means the same to both.
 */
final class PropertiesReader {
    private static final String OURS = Setting.BUNDLE_PREFIX + ".";
    private static final String OF_CAMEL = "camel.";
    private static final String BLANKS = " \t\f";
    private static final String NO_KEY = "()&|,;'\"{}*<>";

    private final String file;
    private final String[] lines;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> lineOf = new LinkedHashMap<>();
    private int next;
    // the key of the line right above, where that line ends without a value
    private String unfinished = "";

    private PropertiesReader(String text, String file) {
        this.file = file;
        this.lines = text.split("\r\n|\r|\n", -1);
    }

    /**
     * @param file its name, for messages
     * @throws ConfigurationException naming the file, the line and, where there is one, the key; never a value
     */
    static Map<String, String> read(String text, String file) {
        PropertiesReader reader = new PropertiesReader(text, file);
        while (reader.next < reader.lines.length) {
            reader.readLine();
        }
        return reader.values;
    }

    private void readLine() {
        int line = next + 1;
        String content = withoutIndent(lines[next++]);
        if (content.isEmpty() || content.charAt(0) == '#' || content.charAt(0) == '!') {
            unfinished = "";
            return;
        }
        boolean isIndented = content.length() < lines[line - 1].length();
        StringBuilder logical = new StringBuilder(content);
        while (endsInBackslash(logical)) {
            logical.setLength(logical.length() - 1);
            logical.append(continuation());
        }
        PropertiesLine parts = PropertiesLine.split(logical);
        String key = unescape(parts.key(), line, "", false);
        requireKey(key, parts.key(), line, isIndented);
        boolean isOurs = key.startsWith(OURS);
        if (isOurs && parts.value().isEmpty() && !parts.hasSeparator()) {
            throw bad(line, key, "has no '=' and no value: write = after it, or # before it");
        }
        requireNoComment(key, parts, line);
        String value = unescape(parts.value(), line, key, true);
        boolean isSecret = isSecret(key);
        if (isSecret && value.endsWith(" ")) {
            throw bad(
                    line,
                    key,
                    "ends with a blank, which would be lost: remove it, or put the value into a file that"
                            + " holds it alone, where blanks count");
        }
        if (isOurs && !isSecret && (value.startsWith("=") || value.startsWith(":"))) {
            throw bad(
                    line, key, "has '" + value.charAt(0) + "' before its value, as part of it: remove that character");
        }
        Integer before = lineOf.put(key, line);
        String other = values.put(key, value);
        if (before != null && !value.equals(other)) {
            throw bad(line, key, "has another value in line " + before + ": keep one of the two lines");
        }
        unfinished = isOurs && value.isEmpty() ? key : "";
    }

    private static boolean endsInBackslash(CharSequence text) {
        int backslashes = 0;
        while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private String continuation() {
        int line = next;
        String content = next < lines.length ? withoutIndent(lines[next++]) : "";
        if (content.isEmpty()) {
            throw bad(
                    line,
                    "",
                    "ends in a backslash, and no text follows in the next line: remove the backslash, or write it"
                            + " twice if it belongs to the value");
        } else if (content.charAt(0) == '#' || content.charAt(0) == '!') {
            throw bad(
                    line, "", "ends in a backslash, so the comment below would be part of its value: move the comment");
        } else if (content.startsWith(OURS) || content.startsWith(OF_CAMEL)) {
            throw bad(
                    line,
                    "",
                    "ends in a backslash, so the setting below would be part of its value: remove the backslash");
        }
        return content;
    }

    private void requireKey(String key, String raw, int line, boolean isIndented) {
        boolean isValue = key.isEmpty();
        for (int i = 0; i < raw.length(); i++) {
            isValue |= NO_KEY.indexOf(raw.charAt(i)) >= 0;
            // what has a backslash was meant to be in the key
            i += raw.charAt(i) == '\\' ? 1 : 0;
        }
        boolean belongsAbove = !unfinished.isEmpty() && (isIndented || key.indexOf('.') < 0);
        if (isValue || belongsAbove) {
            throw bad(
                    line,
                    "",
                    "is no setting: if it is the value of the line above"
                            + (unfinished.isEmpty() ? "" : " (" + unfinished + ")")
                            + ", end that line with a backslash; else put a blank line between");
        }
    }

    /** A # behind a value begins no comment in this format; one that belongs to the value is marked by a backslash. */
    private void requireNoComment(String key, PropertiesLine parts, int line) {
        String raw = parts.value();
        int place = raw.indexOf('#');
        while (key.startsWith(OURS) && place >= 0) {
            boolean afterBlank = place == 0 ? parts.isApart() : BLANKS.indexOf(raw.charAt(place - 1)) >= 0;
            if (afterBlank && !raw.startsWith("#bean:", place)) {
                throw bad(
                        line, key, "has a # in its value: a comment needs a line of its own; write \\# if it is none");
            }
            place = raw.indexOf('#', place + 1);
        }
    }

    private String unescape(String raw, int line, String key, boolean isValue) {
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        // what a program wrote has a backslash before each of them; a person who writes DNs has one before few
        boolean isByProgram = !hasUnescaped(raw, '=');
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = raw.charAt(++i);
            if (escaped == 'u') {
                text.append(unicode(raw, i, line, key));
                i += 4;
            } else if (escaped == '\\'
                    || escaped == ':'
                    || escaped == '!'
                    || (escaped == '=' && (isByProgram || !isValue))
                    || (escaped == '#' && (isByProgram || BLANKS.indexOf(i < 2 ? 'x' : raw.charAt(i - 2)) >= 0))
                    || (escaped == ' ' && (i == 1 || !isValue))) {
                text.append(escaped);
            } else if ("tnrf".indexOf(escaped) >= 0 && !(key.isEmpty() ? raw : key).startsWith(OURS)) {
                text.append("\t\n\r\f".charAt("tnrf".indexOf(escaped)));
            } else {
                throw lost(line, key, escaped);
            }
        }
        return text.toString();
    }

    private static boolean hasUnescaped(String raw, char wanted) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '\\') {
                i++;
            } else if (raw.charAt(i) == wanted) {
                return true;
            }
        }
        return false;
    }

    private char unicode(String raw, int u, int line, String key) {
        int code = 0;
        boolean isWord = u >= 2 && Character.isLetterOrDigit(raw.charAt(u - 2));
        for (int i = u + 1; i <= u + 4; i++) {
            char c = i < raw.length() ? raw.charAt(i) : ' ';
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw lost(line, key, 'u');
            }
            // DOMAIN\ubaba is more likely an account than a letter of Korea
            isWord &= c >= 'a' && c <= 'f';
            code = code * 16 + digit;
        }
        if (isWord) {
            throw lost(line, key, 'u');
        }
        return (char) code;
    }

    private ConfigurationException lost(int line, String key, char escaped) {
        String which = isSecret(key) ? "has a backslash that" : "has a backslash before '" + escaped + "' that";
        String twice = isSecret(key) ? "write it twice" : "write it twice, \\\\" + escaped;
        String what = escaped == 'u' ? " would begin a letter in hex: " : " would be lost: ";
        return bad(
                line,
                key,
                which
                        + ("tnrf".indexOf(escaped) >= 0 ? " would become a control character: " : what)
                        + twice
                        + (escaped == ' ' || escaped == '#' || escaped == '='
                                ? "; or remove it if it means nothing"
                                : ""));
    }

    private static boolean isSecret(String key) {
        return key.startsWith(OURS) && (key.endsWith("password") || key.endsWith("secret") || key.endsWith("token"));
    }

    private static String withoutIndent(String line) {
        int start = 0;
        while (start < line.length() && BLANKS.indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        return line.substring(start);
    }

    private ConfigurationException bad(int line, String key, String what) {
        return new ConfigurationException(
                StrictText.place(file, line) + (key.isEmpty() ? " " : ": " + ToldKey.of(key) + " ") + what);
    }
}
