package io.github.ldapimport.rows;

import io.github.ldapimport.ldap.Guid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The rows of a page's domain that sync-existing finds and that have a GUID already: they may get another one where the
 * directory does not have theirs. Not for two threads at once.
 */
public final class Relinking {
    /** How many users, who are known to be there, a look is tried with. */
    public static final int MAX_WITNESSES = 3;

    private static final int ROWS_AT_ONCE = 60;

    /** A row that could be relinked, and the values of sync-existing that it was found by. */
    private record Candidate(List<Object> key, UserRow row) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return row.toString();
        }
    }

    /** Rows whose GUIDs the directory is to be asked for. */
    public static final class Question {
        private final List<Candidate> candidates;
        private final List<String> controlGuids;

        private Question(List<Candidate> candidates, List<String> controlGuids) {
            this.candidates = candidates;
            this.controlGuids = controlGuids;
        }

        /** What the GUIDs of the rows may mean. */
        public List<String> guidVariants() {
            return candidates.stream()
                    .flatMap(candidate -> Guid.guidVariants(candidate.row().guid()).stream())
                    .distinct()
                    .toList();
        }

        /** GUIDs of users whom the directory has just shown. */
        public List<String> controlGuids() {
            return controlGuids;
        }
    }

    private final Map<Object, Candidate> candidates = new LinkedHashMap<>();

    public void add(List<Object> key, UserRow row) {
        candidates.putIfAbsent(List.of(row.id(), key), new Candidate(key, row));
    }

    public List<Question> questions(List<String> controlGuids) {
        List<Candidate> all = List.copyOf(candidates.values());
        List<Question> questions = new ArrayList<>();
        for (int start = 0; start < all.size(); start += ROWS_AT_ONCE) {
            questions.add(new Question(all.subList(start, Math.min(all.size(), start + ROWS_AT_ONCE)), controlGuids));
        }
        return questions;
    }

    /** @param gone takes each row whose GUID the directory does not have */
    public void gone(Question question, Set<String> found, BiConsumer<List<Object>, UserRow> gone) {
        for (Candidate candidate : question.candidates) {
            if (Guid.guidVariants(candidate.row().guid()).stream().noneMatch(found::contains)) {
                gone.accept(candidate.key(), candidate.row());
            }
        }
    }
}
