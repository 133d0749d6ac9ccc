package io.github.ldapimport.settings;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Refuses a text that cannot be what a person meant to type: read in a wrong encoding, with control characters or
 * invisible ones from a web page, in quotes, in letters of two scripts that look alike. A filter, a base or a domain with
 * one of them is valid and finds other users. The messages name the place and the character, never the text around it.
 */
public final class TypedText {
    /** What a text is, which says what may stand in it. */
    public enum Kind {
        /** Whatever was typed, as far as an encoding lets through. */
        SECRET,
        /** One value, such as a DN, a domain or a name. */
        VALUE,
        /** A search filter, whose parts may stand on lines of their own. */
        FILTER,
        /** Parts with commas between, which may stand on lines of their own. */
        LIST,
        /** Such parts, with expressions of Simple or endpoints, where <code>${...}</code> has a meaning. */
        EXPRESSIONS
    }

    private static final String OPENING_QUOTES = "\"'\u201C\u201D\u201E\u201F\u2018\u2019\u201A\u201B\u00AB\u00BB`";
    private static final char REPLACEMENT = '\uFFFD';
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int IDEOGRAPHIC_SPACE = 0x3000;

    private TypedText() {}

    /**
     * @param origin the setting or option, for the message
     * @throws ConfigurationException saying what stands where, and what to do
     */
    public static void require(String origin, String text, Kind kind) {
        boolean isAscii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            isAscii &= c < 0x80;
            if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
                requireBlankBetweenParts(origin, text, i, kind);
            }
        }
        if (!isAscii) {
            requireReadRightly(origin, text, kind);
            requireVisible(origin, text, kind);
        }
        requireNoQuotesAround(origin, text, kind);
        if (kind == Kind.SECRET) {
            return;
        }
        if (!isAscii) {
            requireOneForm(origin, text, kind);
            requireOneScript(origin, text);
        }
        requireNoUnknownExpression(origin, text, kind);
    }

    private static void requireReadRightly(String origin, String text, Kind kind) {
        int lost = text.indexOf(REPLACEMENT);
        if (lost >= 0) {
            throw new ConfigurationException(at(origin, text, lost)
                    + " is U+FFFD, which stands for one that could not be read: give the value in the encoding that it is read"
                    + " in (UTF-8 in the program's files; LC_ALL=C.UTF-8 for its environment and command line)");
        }
        int wrong = Mojibake.find(text);
        if (wrong >= 0) {
            throw new ConfigurationException(at(origin, text, wrong)
                    + " begins letters whose UTF-8 was read as ISO-8859-1 or Windows-1252, such as \u00C3\u00BC for \u00FC:"
                    + " in a file of properties write such letters as \\u00fc, or let the file be read as UTF-8, as the"
                    + " program does"
                    + otherwise(kind, "if they are meant, "));
        }
    }

    private static void requireBlankBetweenParts(String origin, String text, int place, Kind kind) {
        char c = text.charAt(place);
        boolean isBlank = c == '\n' || c == '\r' || c == '\t';
        String separators = kind == Kind.FILTER ? "()&|!" : kind == Kind.VALUE || kind == Kind.SECRET ? "" : ",";
        if (isBlank && (isSeparator(text, place, -1, separators) || isSeparator(text, place, 1, separators))) {
            return;
        }
        throw new ConfigurationException(at(origin, text, place) + " is the control character " + name(c)
                + (c == '\t' || c == '\n' || c == '\r' || c == '\f'
                        ? ", as \\" + "tnrf".charAt("\t\n\r\f".indexOf(c))
                                + " becomes in a file of properties: write \\\\ for a backslash there"
                        : ": remove it"));
    }

    /** Whether the next character that is no blank, in a direction, separates parts; so does the text's end. */
    private static boolean isSeparator(String text, int place, int step, String separators) {
        int i = place;
        while (i >= 0 && i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i += step;
        }
        return !separators.isEmpty() && (i < 0 || i == text.length() || separators.indexOf(text.charAt(i)) >= 0);
    }

    private static void requireVisible(String origin, String text, Kind kind) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c >= 0xA0 && isInvisible(c) && !belongsToScript(c, text, i)) {
                throw new ConfigurationException(at(origin, text, i) + " is " + name(c)
                        + ", which does not show: remove it, or type a blank"
                        + otherwise(kind, "if it is meant, "));
            }
        }
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** Persian and Indic words have joiners within, names in Japanese an ideographic space. */
    private static boolean belongsToScript(int c, String text, int place) {
        boolean mayBelong = c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER || c == IDEOGRAPHIC_SPACE;
        return mayBelong
                && place > 0
                && place + 1 < text.length()
                && text.charAt(place - 1) >= 0x300
                && text.charAt(place + 1) >= 0x300;
    }

    private static void requireNoQuotesAround(String origin, String text, Kind kind) {
        String stripped = text.strip();
        if (stripped.length() < 2
                || kind == Kind.LIST
                || kind == Kind.EXPRESSIONS
                || OPENING_QUOTES.indexOf(stripped.charAt(0)) < 0
                || OPENING_QUOTES.indexOf(stripped.charAt(stripped.length() - 1)) < 0) {
            return;
        }
        throw new ConfigurationException(origin + " is in quotes, which would count as part of it: remove them"
                + otherwise(kind, "if they are meant, "));
    }

    private static void requireOneForm(String origin, String text, Kind kind) {
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            int place = 0;
            String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
            while (place < composed.length() && text.charAt(place) == composed.charAt(place)) {
                place++;
            }
            throw new ConfigurationException(at(origin, text, Math.min(place, text.length() - 1))
                    + " is in Unicode's decomposed form, a letter and its accent one by one, which is another text to a"
                    + " database: type it again, composed (NFC)" + otherwise(kind, "if it is meant, "));
        }
    }

    private static void requireOneScript(String origin, String text) {
        UnicodeScript before = UnicodeScript.COMMON;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            UnicodeScript script = UnicodeScript.of(c);
            if (!Character.isLetter(c)) {
                before = UnicodeScript.COMMON;
            } else if (looksLike(before, script)) {
                throw new ConfigurationException(at(origin, text, i) + " is a letter of the script "
                        + script.toString().toLowerCase(Locale.ROOT) + " in a word of the script "
                        + before.toString().toLowerCase(Locale.ROOT) + ", where it only looks right (" + name(c)
                        + "): type the word again");
            } else {
                before = script;
            }
        }
    }

    private static boolean looksLike(UnicodeScript one, UnicodeScript other) {
        return one != other && isAlphabetOfEurope(one) && isAlphabetOfEurope(other);
    }

    private static boolean isAlphabetOfEurope(UnicodeScript script) {
        return script == UnicodeScript.LATIN || script == UnicodeScript.CYRILLIC || script == UnicodeScript.GREEK;
    }

    private static void requireNoUnknownExpression(String origin, String text, Kind kind) {
        int place = kind == Kind.EXPRESSIONS ? -1 : text.indexOf("${");
        if (place >= 0) {
            throw new ConfigurationException(
                    at(origin, text, place)
                            + " begins a ${...} that was not replaced: write {{...}}, and {{env:NAME}} for an environment variable");
        }
    }

    private static String otherwise(Kind kind, String condition) {
        return switch (kind) {
            case SECRET -> "; " + condition + "put the password into a file that holds it alone";
            case FILTER -> "; " + condition + "write its bytes in hex, such as \\c3\\bc";
            default -> "";
        };
    }

    private static String at(String origin, String text, int place) {
        return origin + ": character " + (text.codePointCount(0, place) + 1);
    }

    private static String name(int c) {
        String code = String.format("U+%04X", c);
        String name = Character.getName(c);
        return name == null ? code : code + " (" + name.toLowerCase(Locale.ROOT) + ")";
    }
}
