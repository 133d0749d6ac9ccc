package io.github.ldapimport.settings;

import java.util.OptionalInt;

/** Whole numbers as people write them: digits from 0 to 9, none of other scripts and no sign. */
public final class WholeNumber {
    private static final int MAX_DIGITS = 10;

    private WholeNumber() {}

    /** The number; empty where the text is none, or one out of the range. */
    public static OptionalInt parse(String text, int min, int max) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return OptionalInt.empty();
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            number = number * 10 + (c - '0');
        }
        return number >= min && number <= max ? OptionalInt.of((int) number) : OptionalInt.empty();
    }
}
