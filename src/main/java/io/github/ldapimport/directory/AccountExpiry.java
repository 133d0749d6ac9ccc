package io.github.ldapimport.directory;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the date has passed until which an account of Active Directory is good: accountExpires counts units of 100
 * nanoseconds since 1601; 0 and the greatest number stand for never ([MS-ADA1] 2.2).
 */
final class AccountExpiry {
    static final String ATTRIBUTE = "accountExpires";

    private static final Instant BEGINNING = Instant.parse("1601-01-01T00:00:00Z");
    private static final long UNITS_PER_SECOND = 10_000_000;
    private static final int NANOSECONDS_PER_UNIT = 100;

    private final Clock clock;

    AccountExpiry(Clock clock) {
        this.clock = clock;
    }

    /** None where the entry does not tell: every account of Active Directory has the attribute, so it may not be read. */
    Optional<Boolean> hasPassed(Entry entry) {
        String text = entry.text(ATTRIBUTE);
        if (text == null) {
            return Optional.empty();
        }
        long units;
        try {
            units = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        if (units == 0 || units == Long.MAX_VALUE) {
            return Optional.of(false);
        }
        Instant end = BEGINNING
                .plusSeconds(Math.floorDiv(units, UNITS_PER_SECOND))
                .plusNanos(Math.floorMod(units, UNITS_PER_SECOND) * NANOSECONDS_PER_UNIT);
        return units < 0 ? Optional.empty() : Optional.of(!end.isAfter(clock.instant()));
    }
}
