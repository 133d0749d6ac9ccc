package io.github.ldapimport.run;

import io.github.ldapimport.table.LiveRow;
import io.github.ldapimport.table.UserPlan;
import java.util.List;
import java.util.Set;

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
