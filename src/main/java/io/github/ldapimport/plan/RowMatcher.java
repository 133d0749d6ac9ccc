package io.github.ldapimport.plan;

import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose row is it? By GUID first, whatever the row's state, then by GUIDs in other forms; and whether the row is of a domain that
 * this provider may write. Not for two threads at once.
 */
final class RowMatcher {
    private final PageTable page;
    private final List<UserChange> users;
    private final Map<String, String> neighbours;
    private final UserQueries queries;
    private final OtherForms otherForms;
    private final Map<Object, UserChange> ofGuid = new HashMap<>();
    private boolean otherFormsAsked;
    private boolean otherFormsTaken;
    private boolean takesAnyDomain;

    /** @param neighbours the domains that other providers import into this table, each with its provider's name */
    RowMatcher(PageTable page, List<UserChange> users, Map<String, String> neighbours, UserQueries queries) {
        this.page = page;
        this.users = users;
        this.neighbours = neighbours;
        this.queries = queries;
        this.otherForms = new OtherForms(page.table(), queries);
    }

    /** Lets users have their rows of a domain that no provider is known to import. */
    void takeAnyDomain() {
        takesAnyDomain = true;
    }

    /** The statements that find the users' rows by GUID, whatever the rows' state. */
    List<SqlStatement> selectByGuid() {
        List<String> guids =
                pendingUsers().stream().map(user -> user.row().guid()).toList();
        return guids.isEmpty() ? List.of() : queries.selectByGuid(guids, page.columns());
    }

    /** Takes the rows that one of those statements found. */
    void found(List<Map<String, Object>> results) {
        Map<String, List<UserRow>> byGuid = new HashMap<>();
        for (Map<String, Object> result : results) {
            UserRow row = page.row(result);
            byGuid.computeIfAbsent(Guid.canonical(row.guid()), guid -> new ArrayList<>(1))
                    .add(row);
        }
        for (UserChange user : pendingUsers()) {
            List<UserRow> rows = byGuid.getOrDefault(user.row().guid(), List.of());
            rows.forEach(row -> ofGuid.put(page.key(row), user));
            if (rows.size() > 1) {
                failForTwo(user, rows);
            } else if (rows.size() == 1) {
                take(user, rows.get(0));
            }
        }
    }

    private static void failForTwo(UserChange user, Collection<UserRow> rows) {
        user.fail("The table has " + rows.size() + " rows with the GUID "
                + user.row().guid() + " (" + PageTable.ids(rows) + "): remove the GUID from all but one");
    }

    /**
     * The statements that find rows with a user's GUID in a form of another program: for users who have none yet, or for all
     * where the table is known to hold such forms.
     */
    List<SqlStatement> selectByOtherForms() {
        otherFormsAsked = true;
        List<UserChange> pendingUsers = pendingUsers();
        return pendingUsers.isEmpty() ? List.of() : otherForms.select(pendingUsers, page.columns());
    }

    /** Takes the rows that one of those statements found. */
    void foundByOtherForms(List<Map<String, Object>> results) {
        otherForms.found(results.stream().map(page::row).toList());
    }

    /** Once all of them are known. */
    private void takeOtherForms() {
        if (otherFormsTaken) {
            return;
        }
        otherFormsTaken = true;
        Map<Object, UserChange> takenBy = new HashMap<>();
        otherForms.rows(pendingUsers(), ofGuid).forEach((user, rows) -> {
            UserChange other = takenBy.putIfAbsent(page.key(rows.get(0)), user);
            if (other != null) {
                String both = "The GUID in the row (" + PageTable.ids(List.of(rows.get(0)))
                        + ") may be that of %s, too, in" + " another form: write it there as one of the two GUIDs";
                user.fail(String.format(both, other.row().dn()));
                other.fail(String.format(both, user.row().dn()));
            } else if (rows.size() > 1 || user.hasRow()) {
                List<UserRow> all = new ArrayList<>(rows);
                if (user.hasRow()) {
                    all.add(user.existing());
                }
                failForTwo(user, all);
            } else {
                take(user, rows.get(0));
            }
        });
    }

    /**
     * Two directories that both have a user would otherwise write the row in turn, each as its own; and a slip in the domain
     * would take the rows of the right one.
     */
    private void take(UserChange user, UserRow row) {
        user.setExisting(row);
        Object its = page.domain().equals(row.domain())
                ? page.domain()
                : page.table().column(Setting.USERS_DOMAIN_COLUMN).canonical(row.domain());
        if (its == null || its.toString().isBlank() || page.domain().equals(its)) {
            return;
        }
        user.setNeighbour(neighbours.get(its.toString()));
        if (user.neighbour() == null && !takesAnyDomain) {
            user.fail("The row with the GUID " + user.row().guid() + " (" + PageTable.ids(List.of(row))
                    + ") is of the domain '"
                    + its + "', and this provider's is '" + page.domain()
                    + "': it stays as it is; set the domain right, or"
                    + " let the row go over for one run with --scope-changed");
        }
    }

    /** The users whose row is of a domain that another provider imports; it is to be asked whether it still has them. */
    List<UserChange> ofNeighbours() {
        takeOtherForms();
        return users.stream()
                .filter(user -> user.failure() == null && user.neighbour() != null)
                .toList();
    }

    /** Lets a user have the row, whose provider has the user no more. */
    void moved(UserChange user) {
        user.setNeighbour(null);
    }

    /**
     * Leaves the row to the provider that imports its domain.
     *
     * @param why that has to be, and what to do
     */
    void stays(UserChange user, String why) {
        user.fail("The row with the GUID " + user.row().guid() + " (" + PageTable.ids(List.of(user.existing()))
                + ") is of the domain '" + user.existing().domain() + "', which the provider " + user.neighbour()
                + " imports: it stays as it is; " + why);
    }

    /** The same, where the run's own process can ask that provider and this one is not to. */
    void refuseToAsk(UserChange user) {
        stays(user, "only the node that runs the import asks the other directory");
        user.refuse(user.failure());
    }

    /** Nobody has asked: the routes have no such step. */
    void leaveRowsOfNeighbours() {
        ofNeighbours().forEach(user -> stays(user, "let only one of the two providers find this user (base, filter)"));
    }

    /** Whether a row has the GUID of one of the users, as it stands there. */
    boolean isTaken(UserRow row) {
        return ofGuid.containsKey(page.key(row));
    }

    /** @throws IllegalStateException when the routes did not look for other forms of GUIDs: users would get second rows */
    void requireOtherForms() {
        if (!otherFormsAsked) {
            throw new IllegalStateException("Rows were not looked for by other forms of their GUIDs: put the step"
                    + " selectByOtherForms back into ldap-import-page.camel.yaml");
        }
    }

    private List<UserChange> pendingUsers() {
        return UserChange.pending(users);
    }
}
