package io.github.ldapimport.group;

import java.util.Arrays;

/** Numbers in little memory: there are millions of memberships. */
final class IntBag {
    private static final int[] NONE = {};
    private int[] values = NONE;
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(4, size + (size >> 1)));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int get(int position) {
        return values[position];
    }

    /** Each number once, in ascending order. */
    int[] distinct() {
        if (size == 0) {
            return NONE;
        }
        int[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        int count = 1;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] != sorted[i - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        return count == sorted.length ? sorted : Arrays.copyOf(sorted, count);
    }

    /** Gives the room back that was kept for more. */
    void trim() {
        values = Arrays.copyOf(values, size);
    }
}
