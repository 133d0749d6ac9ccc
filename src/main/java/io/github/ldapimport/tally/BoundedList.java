package io.github.ldapimport.tally;

import java.util.ArrayList;
import java.util.List;

/** The first of some values, and how many further ones there were: memory does not grow with them. Not for two threads at once. */
public final class BoundedList<T> {
    private final int maxKept;
    private final List<T> kept = new ArrayList<>();
    private long more;

    /** @param maxKept how many are kept */
    public BoundedList(int maxKept) {
        this.maxKept = maxKept;
    }

    public void add(T value) {
        if (kept.size() < maxKept) {
            kept.add(value);
        } else {
            more++;
        }
    }

    /** The values that were kept, in their order. */
    public List<T> kept() {
        return kept;
    }

    /** How many values were not kept. */
    public long more() {
        return more;
    }

    public void clear() {
        kept.clear();
        more = 0;
    }
}
