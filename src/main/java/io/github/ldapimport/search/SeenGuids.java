package io.github.ldapimport.search;

import io.github.ldapimport.ldap.Guid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The GUIDs that a run has seen, in 16 bytes each: a UUID is kept as it is, anything else as the first half of its SHA-256.
 * That two of them fall together is no danger and next to impossible: a row would then be taken for present, never for
 * missing.
 *
 * <p>An open hash table with linear probing over two arrays of long; a set of objects would take five times as much.
 * Safe for several threads.
 */
public final class SeenGuids {
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private boolean holdsZero;
    private int size;

    /** Adds a GUID in its stored form, and answers whether it is new. */
    public synchronized boolean add(String guid) {
        // at most two thirds full, else probing gets long
        if (size >= high.length / 3 * 2) {
            grow();
        }
        UUID key = key(guid);
        if (!put(key.getMostSignificantBits(), key.getLeastSignificantBits())) {
            return false;
        }
        size++;
        return true;
    }

    public synchronized boolean contains(String guid) {
        UUID key = key(guid);
        long keyHigh = key.getMostSignificantBits();
        long keyLow = key.getLeastSignificantBits();
        if (keyHigh == 0 && keyLow == 0) {
            return holdsZero;
        }
        int slot = slot(keyHigh, keyLow);
        return high[slot] == keyHigh && low[slot] == keyLow;
    }

    synchronized int size() {
        return size;
    }

    private boolean put(long keyHigh, long keyLow) {
        if (keyHigh == 0 && keyLow == 0) {
            // zero stands for a free slot
            boolean added = !holdsZero;
            holdsZero = true;
            return added;
        }
        int slot = slot(keyHigh, keyLow);
        if (high[slot] == keyHigh && low[slot] == keyLow) {
            return false;
        }
        high[slot] = keyHigh;
        low[slot] = keyLow;
        return true;
    }

    /** The slot that holds the key, or the free one where it belongs. */
    private int slot(long keyHigh, long keyLow) {
        // entryUUIDs made one after another share most bits: the products spread them, each half by its own
        long hash = keyHigh * 0x9E3779B97F4A7C15L + keyLow * 0xC2B2AE3D27D4EB4FL;
        // the upper half of the hash as a fraction of the capacity
        int slot = (int) (((hash >>> 32) * high.length) >>> 32);
        while ((high[slot] != 0 || low[slot] != 0) && (high[slot] != keyHigh || low[slot] != keyLow)) {
            slot = slot + 1 == high.length ? 0 : slot + 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int capacity = Math.addExact(high.length, high.length / 2);
        high = new long[capacity];
        low = new long[capacity];
        for (int i = 0; i < oldHigh.length; i++) {
            if (oldHigh[i] != 0 || oldLow[i] != 0) {
                put(oldHigh[i], oldLow[i]);
            }
        }
    }

    private static UUID key(String guid) {
        if (Guid.isStoredUuid(guid)) {
            return UUID.fromString(guid);
        }
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(guid.getBytes(StandardCharsets.UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
