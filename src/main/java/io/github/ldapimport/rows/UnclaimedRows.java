package io.github.ldapimport.rows;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Whether a domain's rows have GUIDs at all, and where none has, whether sync-existing fits one of the rows without a GUID to one of
 * the users. Not for two threads at once.
 */
public final class UnclaimedRows {
    /** Of fewer rows, or users, it may be chance that none fits. */
    public static final int MIN_TO_JUDGE = 10;

    private static final int MAX_EXAMPLES = 3;

    private final UsersTable table;
    private final String domain;
    private final DomainRows rows;
    private final UserQueries queries;
    private final RowStatements statements;
    private final ExistingKeys keys;
    private final List<String> labels;
    private final List<LiveUserRow> others = new ArrayList<>();
    private final List<String> rowExamples = new ArrayList<>();
    private final List<String> userExamples = new ArrayList<>();
    private final Set<List<Object>> asked = new HashSet<>();
    private boolean hasGuids;
    private boolean fits;
    private long adoptable;
    private long users;

    public UnclaimedRows(UsersTable table, String domain) {
        this.table = table;
        this.domain = domain;
        this.rows = new DomainRows(table);
        this.queries = new UserQueries(table);
        this.statements = new RowStatements(table);
        this.keys = new ExistingKeys(table);
        this.labels = IntStream.range(0, keys.columns().size())
                .mapToObj(UserRow::column)
                .toList();
    }

    /**
     * Looks for rows that have a GUID.
     *
     * @param isOfDirectory whether the directory could have given what a row has there
     */
    public void lookForGuids(Statements database, Predicate<LiveUserRow> isOfDirectory) {
        SqlStatement withGuid = statements.selectOfDomain(domain, true, MIN_TO_JUDGE);
        for (List<LiveUserRow> found : rows.rows(database.rows(withGuid)).values()) {
            others.addAll(found);
        }
        // what so many rows have there the guard on known rows judges
        hasGuids = others.size() >= MIN_TO_JUDGE || others.stream().anyMatch(isOfDirectory);
    }

    /** Whether a row of the domain has a GUID: then this is no first import. */
    public boolean hasGuids() {
        return hasGuids;
    }

    /** What the rows have in the GUID column that is no GUID, in words. */
    public String others() {
        StringJoiner some = new StringJoiner(", ", ", only values such as ", "");
        some.setEmptyValue("");
        others.stream()
                .limit(MAX_EXAMPLES)
                .forEach(row -> some.add(Entry.shown(row.stored()) + " (id = " + KeyColumn.shown(row.id()) + ")"));
        return some.toString();
    }

    /** Counts the rows that could be adopted, and reads some. */
    public void lookForAdoptable(Statements database) {
        if (keys.columns().isEmpty()) {
            return;
        }
        List<Map<String, Object>> results = database.rows(List.of(
                statements.countUnclaimed(domain), statements.selectUnclaimed(domain, keys.columns(), MAX_EXAMPLES)));
        for (Map<String, Object> result : results) {
            if (result.get(RowStatements.COUNT) instanceof Number count) {
                adoptable = count.longValue();
            } else {
                List<Object> values = new ArrayList<>();
                labels.forEach(label -> values.add(result.get(label)));
                rowExamples.add("id = " + KeyColumn.shown(result.get(UserRow.ID)) + " with " + keys.described(values));
            }
        }
    }

    /** Whether it can be judged by the users whether sync-existing fits. */
    public boolean isToCompare() {
        return !hasGuids && adoptable >= MIN_TO_JUDGE;
    }

    /** Whether the next users are to be compared: until one fits. */
    public boolean hasFit() {
        return fits;
    }

    /** Takes a user, and the ways to know the user's row. */
    public void add(String dn, List<List<Object>> existingKeys) {
        users++;
        if (userExamples.size() < MAX_EXAMPLES) {
            userExamples.add(dn
                    + (existingKeys.isEmpty() ? ", who has no value" : " with " + keys.described(existingKeys.get(0))));
        }
        existingKeys.stream().filter(this::isComparable).forEach(asked::add);
    }

    private boolean isComparable(List<Object> values) {
        try {
            return !keys.ofUser(values).contains(null);
        } catch (IllegalArgumentException e) {
            // a value that no row can have
            return false;
        }
    }

    /** Notes that what a user would be known by cannot be told here. */
    public void cannotTell() {
        fits = true;
    }

    /**
     * Looks for rows of the users who were added last; a row that is soft-deleted or protected fits all the same. A value that the
     * database cannot compare is one that no row has.
     */
    public void look(Statements database) {
        if (asked.isEmpty()) {
            return;
        }
        Set<List<Object>> wanted = new HashSet<>();
        asked.forEach(values -> wanted.add(keys.ofUser(values)));
        for (Lookup<List<Object>> lookup : queries.selectByExisting(asked, domain, keys.columns(), false)) {
            database.look(lookup);
            for (Map<String, Object> result : lookup.rows()) {
                UserRow row = UserRow.of(result, labels, table.guidColumn());
                fits |= row.isUnclaimed() && wanted.contains(keys.ofRow(row.values()));
            }
        }
    }

    /** Begins with the next users. */
    public void forgetUsers() {
        asked.clear();
    }

    /** Whether there are enough rows and users, and not one of each that fits. */
    public boolean isMisfit() {
        return isToCompare() && users >= MIN_TO_JUDGE && !fits;
    }

    public long adoptable() {
        return adoptable;
    }

    public long users() {
        return users;
    }

    /** Some rows that could be adopted, with their values. */
    public String rowExamples() {
        return String.join("; ", rowExamples);
    }

    /** Some users, with the values by which their rows are looked for. */
    public String userExamples() {
        return String.join("; ", userExamples);
    }
}
