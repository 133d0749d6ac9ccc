package io.github.ldapimport.plan;

import java.util.HashSet;
import java.util.Set;

/**
 * Texts of a column that are replaced: where many different ones all become one and the same, it is a slip as a rule, such as
 * {@code email='mail'} in place of {@code email=mail}, and what told the rows apart is lost. Not for two threads at once.
 */
public final class Uniform {
    /** So many different texts that become the same are too many, unless max-changed was set. */
    public static final int MAX_REPLACED = 9;

    private final Set<String> replaced = new HashSet<>();
    private String by;
    private boolean differs;

    void add(UserChange.Change change) {
        if (change.from() instanceof String from
                && change.to() instanceof String to
                && !from.isEmpty()
                && !to.isEmpty()) {
            add(from, to);
        }
    }

    private void add(String from, String to) {
        differs |= by != null && !by.equals(to);
        by = to;
        if (!differs && replaced.size() <= MAX_REPLACED) {
            replaced.add(from);
        }
    }

    /** Adds those of another page. */
    public void add(Uniform page) {
        differs |= page.differs;
        page.replaced.forEach(from -> add(from, page.by));
    }

    /** Whether several different texts become the same. */
    public boolean isAny() {
        return !differs && replaced.size() > 1;
    }

    /** Whether they are more than may be. */
    public boolean isTooMany() {
        return !differs && replaced.size() > MAX_REPLACED;
    }

    /** What all of them become. */
    public String by() {
        return by;
    }
}
