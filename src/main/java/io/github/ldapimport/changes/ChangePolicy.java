package io.github.ldapimport.changes;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which changes of a provider's rows are kept, and for how long. */
public final class ChangePolicy {
    private static final int MAX_DAYS = 36_500;

    private final Duration keep;
    private final Set<String> without;
    private final List<String> named;

    private ChangePolicy(Duration keep, Set<String> without, List<String> named) {
        this.keep = keep;
        this.without = without;
        this.named = named;
    }

    /** Keeps nothing. */
    public static ChangePolicy none() {
        return new ChangePolicy(null, Set.of(), List.of());
    }

    /** @throws ConfigurationException naming the setting that is wrong */
    public static ChangePolicy of(Settings settings) {
        Set<String> without = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        without.addAll(settings.list(Setting.CHANGES_WITHOUT));
        // never a hash, whatever maps to it
        without.add(settings.text(Setting.USERS_PASSWORD_COLUMN));
        Duration keep = settings.span(Setting.CHANGES_KEEP).orElse(null);
        if (keep != null && keep.toDays() > MAX_DAYS) {
            throw settings.wrong(
                    Setting.CHANGES_KEEP, settings.text(Setting.CHANGES_KEEP), "give at most " + MAX_DAYS + "d");
        }
        return new ChangePolicy(keep, without, settings.list(Setting.CHANGES_WITHOUT));
    }

    /** Whether anything is kept. */
    public boolean isOn() {
        return keep != null;
    }

    /** How long; empty where nothing is kept. */
    public Optional<Duration> keep() {
        return Optional.ofNullable(keep);
    }

    /** The columns that the settings leave out, as they were written. */
    public Stream<String> without() {
        return named.stream();
    }

    /** Whether a column's values are kept. */
    boolean keeps(String column) {
        return !without.contains(column);
    }
}
