package io.github.ldapimport.audit;

import io.github.ldapimport.changes.KeptChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * What was done to a user's row, the last change first, by whatever provider; a row that got another GUID is followed back under the
 * former one.
 */
public final class UserLife implements Iterator<UserLife.Step> {
    /**
     * One change.
     *
     * @param provider whose run it was
     */
    public record Step(String provider, KeptChange change) {}

    private static final Comparator<KeptChange> LAST_FIRST = Comparator.comparing(
                    (KeptChange change) -> Instant.parse(change.changedAt()))
            .thenComparing(KeptChange::runId)
            .thenComparing(KeptChange::id)
            .reversed();

    private final List<Source> sources = new ArrayList<>();
    private final Set<String> guids = new HashSet<>();
    private final List<History> histories;

    /** The changes that a provider has of one GUID. */
    private static final class Source {
        private final History history;
        private final Iterator<KeptChange> changes;
        private KeptChange next;

        Source(History history, Iterator<KeptChange> changes) {
            this.history = history;
            this.changes = changes;
            advance();
        }

        void advance() {
            next = changes.hasNext() ? changes.next() : null;
        }
    }

    /** @param guid of the user, in its stored form */
    public UserLife(List<History> histories, String guid) {
        this.histories = List.copyOf(histories);
        follow(guid, null);
    }

    private void follow(String guid, KeptChange before) {
        if (guids.add(guid)) {
            for (History history : histories) {
                sources.add(new Source(history, history.changesOfUser(guid, before)));
            }
        }
    }

    @Override
    public boolean hasNext() {
        return sources.stream().anyMatch(source -> source.next != null);
    }

    @Override
    public Step next() {
        Source first = sources.stream()
                .filter(source -> source.next != null)
                .min(Comparator.comparing(source -> source.next, LAST_FIRST))
                .orElseThrow(() -> new NoSuchElementException("There is no earlier change"));
        KeptChange change = first.next;
        first.advance();
        first.history.formerGuid(change).ifPresent(former -> follow(former, change));
        return new Step(first.history.providerName(), change);
    }
}
