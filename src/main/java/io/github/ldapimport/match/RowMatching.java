package io.github.ldapimport.match;

import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose row is it? By GUID first, whatever the row's state, then by GUIDs in the forms of other programs, so that a user who has a row
 * gets no second one; and only for users without one by sync-existing, among rows that are no user's yet.
 */
public final class RowMatching {
    private final PageTable page;
    private final RowPolicy policy;
    private final UserQueries queries;

    private RowMatching(PageTable page, RowPolicy policy) {
        this.page = page;
        this.policy = policy;
        this.queries = new UserQueries(page.table());
    }

    /**
     * Looks up the rows of a page's users.
     *
     * @param domain of the rows to be written
     * @param users in the directory's order; two with one GUID fail both
     * @param database is asked a few statements a page
     */
    public static PageMatches of(
            UsersTable table, String domain, RowPolicy policy, List<MappedUser> users, Statements database) {
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<RowMatch> accepted = accepted(table, users, columns);
        return new RowMatching(new PageTable(table, domain, columns), policy).match(accepted, database);
    }

    /**
     * The users, of whom those have failed who cannot have a row.
     *
     * @param columns gets the columns that the users' rows name
     */
    private static List<RowMatch> accepted(UsersTable table, List<MappedUser> users, Set<String> columns) {
        Map<String, Integer> first = new HashMap<>();
        List<RowMatch> matches = new ArrayList<>(users.size());
        for (MappedUser user : users) {
            RowMatch match = RowMatch.unknown(user);
            Integer earlier = first.putIfAbsent(user.guid(), matches.size());
            if (earlier != null) {
                // whose the row is cannot be told
                match = match.failed(isOf(user.guid(), users.get(earlier).dn()));
                matches.set(earlier, matches.get(earlier).failed(isOf(user.guid(), user.dn())));
            } else {
                try {
                    for (String column : user.columns()) {
                        if (!columns.contains(column)) {
                            requireWritable(table, column);
                            columns.add(column);
                        }
                    }
                    table.guidColumn().value(user.guid());
                } catch (IllegalArgumentException e) {
                    match = match.failed(e.getMessage());
                }
            }
            matches.add(match);
        }
        return matches;
    }

    private static String isOf(String guid, String dn) {
        return "The GUID " + guid + " belongs to " + dn + " too: a GUID must be one entry's only";
    }

    /** A route may set any column of the table but those that the import itself answers for. */
    private static void requireWritable(UsersTable table, String column) {
        table.column(column);
        if (table.settings().isOwnColumn(column)) {
            throw new IllegalArgumentException(
                    "The route ldap-import-user set the column " + column + ", which the import writes itself");
        }
    }

    private PageMatches match(List<RowMatch> users, Statements database) {
        Map<Object, RowMatch> taken = new HashMap<>();
        List<RowMatch> matches = byGuid(users, taken, database);
        matches = byOtherForms(matches, taken, database);
        Adoption adoption = new Adoption(page, policy);
        return new PageMatches(page, adoption.look(matches, taken.keySet(), queries, database), adoption);
    }

    /** @param taken gets the keys of the rows that have a user's GUID as it stands, with their users */
    private List<RowMatch> byGuid(List<RowMatch> users, Map<Object, RowMatch> taken, Statements database) {
        List<String> guids = guids(users);
        Map<String, List<UserRow>> byGuid = new HashMap<>();
        for (SqlStatement statement :
                guids.isEmpty() ? List.<SqlStatement>of() : queries.selectByGuid(guids, page.columns())) {
            for (Map<String, Object> result : database.rows(statement)) {
                UserRow row = page.row(result);
                byGuid.computeIfAbsent(Guid.canonical(row.guid()), guid -> new ArrayList<>(1))
                        .add(row);
            }
        }
        return users.stream()
                .map(user -> {
                    List<UserRow> rows =
                            user.isPending() ? byGuid.getOrDefault(user.user().guid(), List.of()) : List.<UserRow>of();
                    rows.forEach(row -> taken.put(page.key(row), user));
                    return switch (rows.size()) {
                        case 0 -> user;
                        case 1 -> withRow(user, rows.get(0));
                        default -> failedForTwo(user, rows);
                    };
                })
                .toList();
    }

    private static List<String> guids(Collection<RowMatch> users) {
        return users.stream()
                .filter(RowMatch::isPending)
                .map(user -> user.user().guid())
                .toList();
    }

    private static RowMatch failedForTwo(RowMatch user, Collection<UserRow> rows) {
        return user.failed("The table has " + rows.size() + " rows with the GUID "
                + user.user().guid() + " (" + PageTable.ids(rows) + "): remove the GUID from all but one");
    }

    /** For users who have no row yet, or for all where the table is known to hold GUIDs in other forms. */
    private List<RowMatch> byOtherForms(List<RowMatch> users, Map<Object, RowMatch> taken, Statements database) {
        Map<RowMatch, List<UserRow>> found =
                new OtherForms(page.table()).look(page, users, taken.keySet(), queries, database);
        if (found.isEmpty()) {
            return users;
        }
        Map<RowMatch, RowMatch> changed = new HashMap<>();
        Map<Object, RowMatch> takenBy = new HashMap<>();
        found.forEach((user, rows) -> {
            RowMatch other = takenBy.putIfAbsent(page.key(rows.get(0)), user);
            if (other != null) {
                String both = "The GUID in the row (" + PageTable.ids(List.of(rows.get(0)))
                        + ") may be that of %s, too, in another form: write it there as one of the two GUIDs";
                changed.put(user, user.failed(String.format(both, other.user().dn())));
                changed.put(other, other.failed(String.format(both, user.user().dn())));
            } else if (rows.size() > 1 || user.row() != null) {
                List<UserRow> all = new ArrayList<>(rows);
                if (user.row() != null) {
                    all.add(user.row());
                }
                changed.put(user, failedForTwo(user, all));
            } else {
                changed.put(user, withRow(user, rows.get(0)));
            }
        });
        return users.stream().map(user -> changed.getOrDefault(user, user)).toList();
    }

    /**
     * Two directories that both have a user would otherwise write the row in turn, each as its own; and a slip in the domain
     * would take the rows of the right one.
     */
    private RowMatch withRow(RowMatch user, UserRow row) {
        Object domain = page.domain().equals(row.domain())
                ? page.domain()
                : page.table().column(Setting.USERS_DOMAIN_COLUMN).canonical(row.domain());
        if (domain == null || domain.toString().isBlank() || page.domain().equals(domain)) {
            return user.found(row, null);
        }
        String neighbour = policy.neighbours().get(domain.toString());
        RowMatch found = user.found(row, neighbour);
        if (neighbour != null || policy.anyDomain()) {
            return found;
        }
        return found.failed("The row with the GUID " + user.user().guid() + " (" + PageTable.ids(List.of(row))
                + ") is of the domain '"
                + domain + "', and this provider's is '" + page.domain()
                + "': it stays as it is; set the domain right, or"
                + " let the row go over for one run with --scope-changed");
    }
}
