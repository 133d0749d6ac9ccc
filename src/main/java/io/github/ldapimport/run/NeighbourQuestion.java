package io.github.ldapimport.run;

import io.github.ldapimport.table.LiveRow;
import io.github.ldapimport.table.UserPlan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the directory of another provider of the table has some users. Not for two threads at once.
 *
 * <p>No record, because Camel uses bodies as keys, and a record's hash would be that of all its rows.
 */
public final class NeighbourQuestion {
    private final String providerName;
    private final Provider provider;
    private final List<String> guids;
    private final List<UserPlan> users;
    private final List<LiveRow> rows;

    private List<String> witnesses = List.of();
    private Set<String> found = Set.of();
    private final Set<String> notFound = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private Throwable failure;
    private long rowsOfProvider = 1;

    private NeighbourQuestion(
            String providerName, Provider provider, List<String> guids, List<UserPlan> users, List<LiveRow> rows) {
        this.providerName = providerName;
        this.provider = provider;
        this.guids = guids;
        this.users = users;
        this.rows = rows;
    }

    /** About users of a page, whose rows that provider imports. */
    static NeighbourQuestion ofUsers(String providerName, Provider provider, List<UserPlan> users) {
        List<String> guids = users.stream().map(user -> user.row().guid()).toList();
        return new NeighbourQuestion(providerName, provider, guids, users, List.of());
    }

    /** About missing users. */
    static NeighbourQuestion ofRows(String providerName, Provider provider, List<LiveRow> rows) {
        List<String> guids =
                rows.stream().flatMap(row -> row.readings().stream()).distinct().toList();
        return new NeighbourQuestion(providerName, provider, guids, List.of(), rows);
    }

    String providerName() {
        return providerName;
    }

    Provider provider() {
        return provider;
    }

    /** The bean that camel-spring-ldap is to use. */
    public String directoryBean() {
        return provider.directoryBean(providerName);
    }

    List<String> guids() {
        return guids;
    }

    List<UserPlan> users() {
        return users;
    }

    List<LiveRow> rows() {
        return rows;
    }

    /** GUIDs of users whom the directory has shown. */
    List<String> witnesses() {
        return witnesses;
    }

    void witnesses(List<String> shown) {
        witnesses = shown;
    }

    /** Notes how many live rows of that provider there are; where there is none, its directory may be empty. */
    void rowsOfProvider(long live) {
        rowsOfProvider = live;
    }

    long rowsOfProvider() {
        return rowsOfProvider;
    }

    /** Whether it is to be looked for the GUIDs: not in a directory that has nobody. */
    public boolean isToLook() {
        return failure == null && !witnesses.isEmpty();
    }

    void found(Set<String> guidsThere) {
        found = guidsThere;
    }

    /** Keeps the GUIDs of entries that are there, and not found among that provider's users. */
    void there(Set<String> guids) {
        notFound.addAll(guids);
        notFound.removeAll(found);
    }

    /** Those of them of which it is open whether they are users. */
    List<String> notFound() {
        return List.copyOf(notFound);
    }

    /** Whether entries are there that may hide that they are users. */
    public boolean isAnyHidden() {
        return !notFound.isEmpty();
    }

    /** Takes entries for users that are not known to be none. */
    void noUsers(Set<String> guids) {
        notFound.removeAll(guids);
        found.addAll(notFound);
    }

    boolean has(List<String> readings) {
        return readings.stream().anyMatch(found::contains);
    }

    /** Why the directory could not be asked, or null. */
    Throwable failure() {
        return failure;
    }

    void fail(Throwable cause) {
        failure = cause;
    }
}
