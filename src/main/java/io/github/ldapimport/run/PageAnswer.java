package io.github.ldapimport.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 * @param again rows that the database refused, by the places of their entries in the page, with the database's words
 */
record PageAnswer(
        int version,
        String kind,
        String page,
        String worker,
        String refused,
        String broken,
        long imported,
        long changed,
        long unchanged,
        long skipped,
        long deleted,
        long restored,
        long adopted,
        List<Failure> failures,
        Map<Integer, String> again) {
    static final String KIND = "answer";

    static PageAnswer refused(String page, String worker, String reason) {
        return new PageAnswer(
                PageMessage.VERSION, KIND, page, worker, reason, null, 0, 0, 0, 0, 0, 0, 0, List.of(), Map.of());
    }

    static PageAnswer broken(String page, String worker, String reason) {
        return new PageAnswer(
                PageMessage.VERSION, KIND, page, worker, null, reason, 0, 0, 0, 0, 0, 0, 0, List.of(), Map.of());
    }

    static PageAnswer of(String page, String worker, String broken, Tally tally, Map<Integer, String> again) {
        return new PageAnswer(
                PageMessage.VERSION,
                KIND,
                page,
                worker,
                null,
                broken,
                tally.imported(),
                tally.changed(),
                tally.unchanged(),
                tally.skipped(),
                tally.deleted(),
                tally.restored(),
                tally.adopted(),
                tally.failures(),
                again);
    }

    byte[] json() {
        try {
            return PageMessage.JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new IllegalStateException("An answer cannot be written as JSON", e);
        }
    }

    /**
     * Reads what a worker wrote.
     *
     * @throws WorkerException when it is no answer, or one of another version
     */
    static PageAnswer read(byte[] json) {
        PageAnswer answer;
        try {
            answer = PageMessage.JSON.readValue(json, PageAnswer.class);
        } catch (IOException e) {
            throw new WorkerException(
                    "the answer cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (answer == null
                || !KIND.equals(answer.kind)
                || answer.version != PageMessage.VERSION
                || answer.failures == null
                || answer.again == null) {
            throw new WorkerException("the answer is none of version " + PageMessage.VERSION
                    + ": run the same version of ldap-import on every node");
        }
        return answer;
    }

    /** Whether it tells of so many users, each once; a page that broke off may tell of none. */
    boolean addsUpTo(int users) {
        boolean counts = imported >= 0
                && changed >= 0
                && unchanged >= 0
                && skipped >= 0
                && deleted >= 0
                && restored >= 0
                && adopted >= 0
                && adopted <= changed
                && deleted + restored <= imported + changed
                && again.keySet().stream().allMatch(place -> place >= 0 && place < users)
                && new HashSet<>(again.values()).stream().noneMatch(reason -> reason == null)
                && failures.stream().noneMatch(failure -> failure == null);
        return counts && (users() == users || (broken != null && users() == 0));
    }

    @JsonIgnore
    long users() {
        return imported + changed + unchanged + skipped + failures.size() + again.size();
    }

    /** What became of the users for good. */
    @JsonIgnore
    Tally tally() {
        return new Tally(imported, changed, unchanged, skipped, deleted, restored, adopted, failures, Map.of());
    }
}
