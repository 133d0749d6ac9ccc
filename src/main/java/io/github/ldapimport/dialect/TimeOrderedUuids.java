package io.github.ldapimport.dialect;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDs of version 7 (RFC 9562, 5.7): milliseconds, 12 bits that count within one, and 62 random bits. Each is larger than
 * the one before, so that an index grows at its end, also where the clock stands still or goes back. For several threads at once.
 */
public final class TimeOrderedUuids {
    private static final int COUNTER_BITS = 12;
    private static final long COUNTER = (1L << COUNTER_BITS) - 1;

    // a counter begins in the lower half of its range, so that there is room above
    private static final int FIRST_COUNTS = 1 << (COUNTER_BITS - 1);
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final RandomGenerator random;
    // milliseconds and counter; a counter that is used up goes on in the next millisecond
    private long last;

    public TimeOrderedUuids() {
        this(Clock.systemUTC(), new SecureRandom());
    }

    TimeOrderedUuids(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public synchronized UUID next() {
        long millis = clock.millis();
        last = millis > last >>> COUNTER_BITS ? millis << COUNTER_BITS | random.nextInt(FIRST_COUNTS) : last + 1;
        return new UUID(last >>> COUNTER_BITS << 16 | VERSION | (last & COUNTER), VARIANT | random.nextLong() >>> 2);
    }
}
