package io.github.ldapimport.plan;

import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.mapping.ValueSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Rows of a page that would lose values, or get others, because their entries do not show an attribute: whether the directory
 * confirms that they have none. Not for two threads at once.
 *
 * <p>No record, because Camel uses bodies as keys, and a record's hash would be that of all its rows.
 */
public final class EmptiedValues {
    private static final int MAX_USERS = 100;

    /** Users whose entries do not show an attribute, and of whom it is to be asked whether they have it. */
    public static final class Absence {
        private final String attribute;
        private final List<String> guids = new ArrayList<>();

        private Absence(String attribute) {
            this.attribute = attribute;
        }

        public String attribute() {
            return attribute;
        }

        public List<String> guids() {
            return guids;
        }
    }

    private static final class Candidate {
        private final UserWrite user;
        private final Map<String, Set<String>> attributesByColumn = new LinkedHashMap<>();
        private final Set<String> emptied = new HashSet<>();
        private final Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

        private Candidate(UserWrite user) {
            this.user = user;
        }

        private void add(UserChange.Change change, TableSettings settings, Collection<String> ofHandlers) {
            String column = change.column();
            boolean isEmptied = isEmpty(change.to());
            Optional<ValueSource> source = settings.syncAttributes().stream()
                    .filter(pair -> pair.column().equalsIgnoreCase(column))
                    .map(ColumnSource::source)
                    .findFirst();
            boolean isByRoute = user.row().isSetByRoute(column) || (source.isEmpty() && !settings.isOwnColumn(column));
            Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            if (isByRoute || source.map(ValueSource::readsUnnamed).orElse(false)) {
                attributes.addAll(ofHandlers);
            }
            source.filter(its -> !its.isAttribute()).ifPresent(its -> attributes.addAll(its.attributes()));
            user.row().notShown().ifPresent(attributes::retainAll);
            // one that gives the column its value is shown
            source.filter(its -> its.isAttribute() && (isEmptied || isByRoute))
                    .ifPresent(its -> attributes.addAll(its.attributes()));
            if (!attributes.isEmpty()) {
                attributesByColumn.put(column, attributes);
                unknown.addAll(attributes);
                if (isEmptied) {
                    emptied.add(column);
                }
            }
        }
    }

    // a directory may take GUIDs for equal that differ in case
    private final Map<String, Candidate> candidates = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private EmptiedValues() {}

    /**
     * Those of a page, in pieces; none on most pages.
     *
     * @param ofHandlers the attributes that a handler may have read, because nobody knows which it did
     */
    public static List<EmptiedValues> of(PagePlan plan, TableSettings settings, Collection<String> ofHandlers) {
        List<EmptiedValues> pieces = new ArrayList<>();
        for (UserWrite user : plan.users()) {
            if (user.failure() != null || user.change().action() != UserChange.Action.CHANGE) {
                continue;
            }
            Candidate candidate = new Candidate(user);
            for (UserChange.Change change : user.change().changes()) {
                if (!isEmpty(change.from())) {
                    candidate.add(change, settings, ofHandlers);
                }
            }
            if (!candidate.unknown.isEmpty()) {
                if (pieces.isEmpty() || pieces.get(pieces.size() - 1).candidates.size() == MAX_USERS) {
                    pieces.add(new EmptiedValues());
                }
                pieces.get(pieces.size() - 1).candidates.put(user.row().guid(), candidate);
            }
        }
        return pieces;
    }

    private static boolean isEmpty(Object value) {
        return value == null || value.equals("");
    }

    public List<String> guids() {
        return List.copyOf(candidates.keySet());
    }

    /** What is to be shown of the entries. */
    public Set<String> attributes() {
        Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        candidates.values().forEach(candidate -> attributes.addAll(candidate.unknown));
        return attributes;
    }

    /** Notes which attributes an entry shows: its column is empty for a reason of its own, such as a time that means never. */
    public void shown(String guid, Predicate<String> shows) {
        Candidate candidate = candidates.get(guid);
        if (candidate != null) {
            candidate.unknown.removeIf(shows);
        }
    }

    /** What is left to be asked. */
    public List<Absence> absences() {
        Map<String, Absence> absences = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        candidates.forEach((guid, candidate) -> candidate.unknown.forEach(attribute ->
                absences.computeIfAbsent(attribute, Absence::new).guids.add(guid)));
        return List.copyOf(absences.values());
    }

    /** Notes that an entry is known to have no such attribute. */
    public void absent(String guid, String attribute) {
        Candidate candidate = candidates.get(guid);
        if (candidate != null) {
            candidate.unknown.remove(attribute);
        }
    }

    /**
     * Fails the users of whom that is not known, so that their rows stay as they are.
     *
     * @param what the directory's address and what to do, with places for the columns, the attributes, and what would become of
     *     the columns
     */
    public void failOthers(String what) {
        for (Candidate candidate : candidates.values()) {
            List<String> columns = candidate.attributesByColumn.entrySet().stream()
                    .filter(each -> each.getValue().stream().anyMatch(candidate.unknown::contains))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!columns.isEmpty()) {
                candidate.user.fail(what.formatted(
                        String.join(", ", columns),
                        String.join(", ", candidate.unknown),
                        candidate.emptied.containsAll(columns) ? "be emptied" : "change"));
            }
        }
    }
}
