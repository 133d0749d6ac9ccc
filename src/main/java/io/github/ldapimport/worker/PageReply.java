package io.github.ldapimport.worker;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.tally.PageResult;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What a worker answers to a page, as JSON: what became of each of its users, or why it would not take the page.
 *
 * @param kind {@value #KIND}
 * @param page the page's id; null where the worker could not read it
 * @param worker who it is, for a person
 * @param refused why nothing was done with the page, or null
 * @param broken why not all of the page was saved, or null
 * @param declined whether the worker wrote nothing, because only the run's own process can count what the page would do
 * @param counts what became of its users; those who failed are counted by {@code failures}
 * @param undeliveredEvents events of the page that at least one endpoint did not take
 * @param accountChanges rows whose soft-delete date is to change at the end of the run
 * @param again rows that the database refused, by the places of their entries in the page, with the database's words
 */
record PageReply(
        int version,
        String kind,
        String page,
        String worker,
        String refused,
        String broken,
        boolean declined,
        Counts counts,
        long undeliveredEvents,
        List<Failure> failures,
        List<AccountChange> accountChanges,
        Map<Integer, String> again) {
    static final String KIND = "answer";

    static PageReply refused(String page, String worker, String reason) {
        return nothing(page, worker, reason, null, false);
    }

    static PageReply broken(String page, String worker, String reason) {
        return nothing(page, worker, null, reason, false);
    }

    static PageReply declined(String page, String worker) {
        return nothing(page, worker, null, null, true);
    }

    private static PageReply nothing(String page, String worker, String refused, String broken, boolean declined) {
        return new PageReply(
                PageRequest.VERSION,
                KIND,
                page,
                worker,
                refused,
                broken,
                declined,
                Counts.NONE,
                0,
                List.of(),
                List.of(),
                Map.of());
    }

    static PageReply of(
            String page,
            String worker,
            String broken,
            PageResult tally,
            long undeliveredEvents,
            Map<Integer, String> again) {
        return new PageReply(
                PageRequest.VERSION,
                KIND,
                page,
                worker,
                null,
                broken,
                false,
                tally.counts(),
                undeliveredEvents,
                tally.failures(),
                tally.accountChanges(),
                again);
    }

    byte[] json() {
        try {
            return PageRequest.JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new IllegalStateException("An answer cannot be written as JSON", e);
        }
    }

    /**
     * Reads what a worker wrote.
     *
     * @throws WorkerException when it is no answer, or one of another version
     */
    static PageReply read(byte[] json) {
        PageReply answer;
        try {
            answer = PageRequest.JSON.readValue(json, PageReply.class);
        } catch (IOException e) {
            throw new WorkerException(
                    "the answer cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (answer == null
                || !KIND.equals(answer.kind)
                || answer.version != PageRequest.VERSION
                || answer.counts == null
                || answer.failures == null
                || answer.accountChanges == null
                || answer.again == null) {
            throw new WorkerException("the answer is none of version " + PageRequest.VERSION
                    + ": run the same version of ldap-import on every node");
        }
        return answer;
    }

    /** Whether it tells of so many users, each once; a page that broke off may tell of none. */
    boolean addsUpTo(int users) {
        boolean isSound = counts.isWithoutNegative()
                && counts.sum(Count.FOUND, Count.FAILED, Count.DELETED_MISSING) == 0
                && undeliveredEvents >= 0
                && counts.get(Count.ADOPTED) <= counts.get(Count.CHANGED)
                && counts.sum(Count.DELETED, Count.RESTORED) <= counts.sum(Count.IMPORTED, Count.CHANGED)
                && again.keySet().stream().allMatch(place -> place >= 0 && place < users)
                && new HashSet<>(again.values()).stream().noneMatch(reason -> reason == null)
                && failures.stream().noneMatch(failure -> failure == null)
                && accountChanges.size() <= counts.synchronizedUsers() + again.size() + failures.size();
        return isSound && (users() == users || ((broken != null || declined) && users() == 0));
    }

    @JsonIgnore
    long users() {
        return counts.saved() + counts.get(Count.SKIPPED) + failures.size() + again.size();
    }

    /** What became of the users for good. */
    @JsonIgnore
    PageResult tally() {
        return new PageResult(counts, failures, accountChanges, Map.of());
    }
}
