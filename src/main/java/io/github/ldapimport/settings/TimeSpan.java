package io.github.ldapimport.settings;

import java.util.List;
import java.util.OptionalLong;

/**
 * Time spans as {@code 1h30m}, {@code 5s} or {@code 500ms}. What Camel's own reader passes over without a word (the 30 of
 * {@code 1h30}, a text after the last unit, digits of other scripts, a sum too large) is no time span here.
 */
public final class TimeSpan {
    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");
    private static final List<Long> MILLISECONDS = List.of(86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L);
    private static final int MAX_DIGITS = 9;

    private TimeSpan() {}

    /** The milliseconds; empty where the text is no time span. A number has a unit: 30 would be milliseconds to Camel. */
    public static OptionalLong milliseconds(String text) {
        long sum = 0;
        int unit = -1;
        int i = 0;
        while (i < text.length()) {
            int start = i;
            while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                i++;
            }
            int letters = i;
            while (i < text.length() && text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
                i++;
            }
            int next = UNITS.indexOf(text.substring(letters, i));
            if (letters == start || letters - start > MAX_DIGITS || next <= unit) {
                return OptionalLong.empty();
            }
            unit = next;
            sum += Long.parseLong(text.substring(start, letters)) * MILLISECONDS.get(next);
        }
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    }
}
