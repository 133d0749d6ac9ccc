package io.github.ldapimport.grace;

import java.time.Duration;

/** Grace periods in words. */
public final class GraceWords {
    private static final int MAX_HOURS = 48;

    private GraceWords() {}

    /** What is left of one, in the unit that a person would use, rounded up. */
    public static String left(Duration left) {
        long minutes = left.plusSeconds(59).toMinutes();
        long hours = (minutes + 59) / 60;
        if (minutes < 60) {
            return left.toSeconds() + " s";
        }
        return hours < MAX_HOURS ? hours + " h" : (hours + 23) / 24 + " d";
    }
}
