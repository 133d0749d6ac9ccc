package io.github.ldapimport.changes;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which changes of a provider's rows are kept, and for how long. */
public final class ChangePolicy {
    private final Duration keep;
    private final Set<String> without;

    private ChangePolicy(Duration keep, Set<String> without) {
        this.keep = keep;
        this.without = without;
    }

    /** Keeps nothing. */
    public static ChangePolicy none() {
        return new ChangePolicy(null, Set.of());
    }

    /** @throws ConfigurationException naming the setting that is wrong */
    public static ChangePolicy of(Settings settings) {
        Set<String> without = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        without.addAll(settings.list(Setting.CHANGES_WITHOUT));
        // never a hash, whatever maps to it
        without.add(settings.text(Setting.USERS_PASSWORD_COLUMN));
        return new ChangePolicy(settings.span(Setting.CHANGES_KEEP).orElse(null), without);
    }

    /** Whether anything is kept. */
    public boolean isOn() {
        return keep != null;
    }

    /** How long; empty where nothing is kept. */
    public Optional<Duration> keep() {
        return Optional.ofNullable(keep);
    }

    /** Whether a column's values are kept. */
    boolean keeps(String column) {
        return !without.contains(column);
    }
}
