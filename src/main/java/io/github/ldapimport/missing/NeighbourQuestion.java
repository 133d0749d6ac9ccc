package io.github.ldapimport.missing;

import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.Provider;
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
    private final List<RowMatch> users;
    private final List<LiveUserRow> rows;

    private List<String> controlGuids = List.of();
    private final Set<String> found = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> notFound = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private Throwable failure;
    private final Guards guards = new Guards();
    private boolean canAsk;
    private long rowsOfProvider = 1;

    private NeighbourQuestion(
            String providerName, Provider provider, List<String> guids, List<RowMatch> users, List<LiveUserRow> rows) {
        this.providerName = providerName;
        this.provider = provider;
        this.guids = guids;
        this.users = users;
        this.rows = rows;
    }

    /** About users of a page, whose rows that provider imports. */
    public static NeighbourQuestion ofUsers(String providerName, Provider provider, List<RowMatch> users) {
        List<String> guids = users.stream().map(user -> user.user().guid()).toList();
        return new NeighbourQuestion(providerName, provider, guids, users, List.of());
    }

    /** About missing users. */
    public static NeighbourQuestion ofRows(String providerName, Provider provider, List<LiveUserRow> rows) {
        List<String> guids = rows.stream()
                .flatMap(row -> row.guidVariants().stream())
                .distinct()
                .toList();
        return new NeighbourQuestion(providerName, provider, guids, List.of(), rows);
    }

    public String providerName() {
        return providerName;
    }

    public Provider provider() {
        return provider;
    }

    /** The bean that camel-spring-ldap is to use. */
    public String directoryBean() {
        return provider.directoryBean(providerName);
    }

    public List<String> guids() {
        return guids;
    }

    public List<RowMatch> users() {
        return users;
    }

    public List<LiveUserRow> rows() {
        return rows;
    }

    /** GUIDs of users whom the directory has shown. */
    public List<String> controlGuids() {
        return controlGuids;
    }

    public void controlGuids(List<String> shown) {
        guards.pass(Guard.NEIGHBOUR_SHOWN);
        controlGuids = shown;
    }

    /** Notes how many live rows of that provider there are; where there is none, its directory may be empty. */
    public void rowsOfProvider(long live) {
        guards.pass(Guard.NEIGHBOUR_ROWS_COUNTED);
        rowsOfProvider = live;
    }

    public long rowsOfProvider() {
        return rowsOfProvider;
    }

    /** Whether it is to be looked for the GUIDs: not in a directory that has nobody. */
    public boolean isToLook() {
        return failure == null && !controlGuids.isEmpty();
    }

    public void found(Set<String> guidsThere) {
        guards.pass(Guard.NEIGHBOUR_LOOKED);
        found.clear();
        found.addAll(guidsThere);
    }

    /** Keeps the GUIDs of entries that are there, and not found among that provider's users. */
    public void there(Set<String> guids) {
        guards.pass(Guard.NEIGHBOUR_LOOKED_FOR_ANY);
        notFound.addAll(guids);
        notFound.removeAll(found);
    }

    /** Those of them of which it is open whether they are users. */
    public List<String> notFound() {
        return List.copyOf(notFound);
    }

    /** Whether entries are there that may hide that they are users. */
    public boolean isAnyHidden() {
        return !notFound.isEmpty();
    }

    /** Takes entries for users that are not known to be none. */
    public void noUsers(Set<String> guids) {
        guards.pass(Guard.NEIGHBOUR_LOOKED_FOR_OTHERS);
        notFound.removeAll(guids);
        found.addAll(notFound);
    }

    /** Which of the steps that ask have run. */
    public Guards guards() {
        return guards;
    }

    /** @throws IllegalStateException naming a step without which the other provider's users look as if it had none */
    public void requireAsked() {
        guards.require(Guard.NEIGHBOUR_CAN_ASK);
        if (canAsk) {
            guards.require(Guard.NEIGHBOUR_SHOWN);
        }
        if (canAsk && isToLook()) {
            guards.require(Guard.NEIGHBOUR_LOOKED, Guard.NEIGHBOUR_LOOKED_FOR_ANY);
        }
        if (canAsk && isAnyHidden()) {
            guards.require(Guard.NEIGHBOUR_LOOKED_FOR_OTHERS);
        }
    }

    /** Says whether the two providers know users by the same GUIDs. */
    public void canAsk(boolean sharesGuids) {
        guards.pass(Guard.NEIGHBOUR_CAN_ASK);
        canAsk = sharesGuids;
    }

    public boolean has(List<String> guidVariants) {
        return guidVariants.stream().anyMatch(found::contains);
    }

    /** Why the directory could not be asked, or null. */
    public Throwable failure() {
        return failure;
    }

    public void fail(Throwable cause) {
        failure = cause;
    }
}
