package io.github.ldapimport.text;

/**
 * Text that a terminal or a log can take as it is: one line, in which nothing moves the cursor, turns the writing direction or
 * hides. Values come from a directory, a database, a command line or a message, so any of them may hold such characters.
 *
 * <p>What stays is told by Unicode's categories: letters of every script, their marks, digits, punctuation, symbols, emoji and
 * blanks. Controls, format characters, line and paragraph separators, halves of surrogate pairs, and what is private or not
 * assigned are written by their code, such as {@code \u001b}, which is also what JSON writes. A joiner (U+200C, U+200D) stays
 * behind a letter, a mark or a symbol from the Hebrew script on: Persian and Indic words and combined emoji are written with it.
 * Characters of other categories that show nothing are written by their code as well, but for one selector of a variation behind what
 * it varies, and so are marks from the ninth on that stand in a row, which would cover the lines above.
 */
public final class Printable {
    private static final char FIRST_PLAIN = ' ';
    private static final char LAST_PLAIN = '~';
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int FIRST_BEFORE_A_JOINER = 0x0590;
    private static final int MAX_MARKS = 8;
    private static final String HEX_DIGITS = "0123456789abcdef";
    private static final int BITS_OF_A_DIGIT = 4;
    private static final int BITS_OF_A_CHAR = 16;

    private Printable() {}

    /** The text with each character that does not belong into a line written by its code; null for null. */
    public static String of(String text) {
        int place = text == null ? -1 : firstUnprintable(text, 0);
        return place < 0 ? text : escaped(text, place);
    }

    /** Whether the text may stand in a line as it is. */
    public static boolean isPrintable(String text) {
        return firstUnprintable(text, 0) < 0;
    }

    /** The place of the first character that may not, or -1. */
    private static int firstUnprintable(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c < FIRST_PLAIN || c > LAST_PLAIN) {
                int codePoint = text.codePointAt(i);
                if (!isPrintable(codePoint, text, i)) {
                    return i;
                }
                i += Character.charCount(codePoint) - 1;
            }
        }
        return -1;
    }

    private static boolean isPrintable(int codePoint, String text, int place) {
        if (isBlank(codePoint)) {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
                isVariation(codePoint)
                        ? place > 0 && isVaried(text.codePointBefore(place))
                        : marksBefore(text, place) < MAX_MARKS;
            case Character.FORMAT -> isJoiner(codePoint) && place > 0 && takesJoiner(text.codePointBefore(place));
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Letters, marks and symbols that show nothing: Unicode's Default_Ignorable_Code_Point beyond formats, and signs that are blank. */
    private static boolean isBlank(int codePoint) {
        return switch (codePoint) {
            // joiner of graphemes, fillers of Hangul, inherent vowels of Khmer, Braille without dots, a note without a
            // head
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0x1D159 -> true;
            default -> false;
        };
    }

    /** What chooses a form of the character before it, and shows nothing by itself. */
    private static boolean isVariation(int codePoint) {
        return (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                || (codePoint >= 0xE0100 && codePoint <= 0xE01EF)
                || (codePoint >= 0x180B && codePoint <= 0x180D)
                || codePoint == 0x180F;
    }

    private static boolean isVaried(int codePoint) {
        return codePoint > FIRST_PLAIN && !isVariation(codePoint) && !isBlank(codePoint);
    }

    private static int marksBefore(String text, int place) {
        int marks = 0;
        int before = place;
        while (before > 0 && marks < MAX_MARKS && isMark(text.codePointBefore(before))) {
            before -= Character.charCount(text.codePointBefore(before));
            marks++;
        }
        return marks;
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isJoiner(int codePoint) {
        return codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
    }

    private static boolean takesJoiner(int codePoint) {
        if (codePoint < FIRST_BEFORE_A_JOINER) {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            case Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.OTHER_SYMBOL,
                    Character.MODIFIER_SYMBOL -> true;
            default -> false;
        };
    }

    private static String escaped(String text, int first) {
        StringBuilder line = new StringBuilder(text.length() + BITS_OF_A_CHAR).append(text, 0, first);
        int place = first;
        while (place >= 0) {
            int codePoint = text.codePointAt(place);
            int after = place + Character.charCount(codePoint);
            for (int i = place; i < after; i++) {
                appendCode(line, text.charAt(i));
            }
            place = firstUnprintable(text, after);
            line.append(text, after, place < 0 ? text.length() : place);
        }
        return line.toString();
    }

    private static void appendCode(StringBuilder line, char c) {
        line.append("\\u");
        for (int shift = BITS_OF_A_CHAR - BITS_OF_A_DIGIT; shift >= 0; shift -= BITS_OF_A_DIGIT) {
            line.append(HEX_DIGITS.charAt((c >> shift) & (HEX_DIGITS.length() - 1)));
        }
    }
}
