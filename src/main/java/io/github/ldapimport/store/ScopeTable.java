package io.github.ldapimport.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What is remembered of scopes, in the table {@link BundleTables#SCOPES}. */
public final class ScopeTable {
    private static final String COLUMNS =
            "id, holder, scope, first_run, first_at, last_run, last_at, accepted_run, accepted_at";

    private ScopeTable() {}

    /** Everything; a row is what one provider has covered, so there are few. */
    public static List<RememberedScope> read(Connection connection) throws SQLException {
        List<RememberedScope> scopes = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM " + BundleTables.SCOPES);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                scopes.add(new RememberedScope(
                        rows.getString(1),
                        rows.getString(2),
                        RunScope.read(rows.getString(3)),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getString(7),
                        rows.getString(8),
                        rows.getString(9)));
            }
        }
        return scopes;
    }

    /** Notes that a run with that scope has begun. */
    public static void recordStart(Connection connection, RunScope scope, String holder, String runId)
            throws SQLException {
        String now = now();
        int known = update(
                connection,
                "UPDATE " + BundleTables.SCOPES + " SET holder = ?, last_run = ?, last_at = ? WHERE id = ?",
                holder,
                runId,
                now,
                scope.id());
        if (known == 0) {
            update(
                    connection,
                    "INSERT INTO " + BundleTables.SCOPES
                            + " (id, holder, scope, first_run, first_at, last_run, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    scope.id(),
                    holder,
                    scope.json(),
                    runId,
                    now,
                    runId,
                    now);
        }
    }

    /** Notes that a run completed with that scope, which is the accepted one of its domain from now on, in place of others. */
    public static void accept(Connection connection, RunScope scope, List<RememberedScope> others, String runId)
            throws SQLException {
        for (RememberedScope other : others) {
            if (other.isAccepted()) {
                update(
                        connection,
                        "UPDATE " + BundleTables.SCOPES + " SET accepted_run = NULL, accepted_at = NULL WHERE id = ?",
                        other.id());
            }
        }
        update(
                connection,
                "UPDATE " + BundleTables.SCOPES + " SET scope = ?, accepted_run = ?, accepted_at = ? WHERE id = ?",
                scope.json(),
                runId,
                now(),
                scope.id());
    }

    /** Notes the columns of the accepted scope. */
    public static void rememberColumns(Connection connection, RememberedScope accepted) throws SQLException {
        update(
                connection,
                "UPDATE " + BundleTables.SCOPES + " SET scope = ? WHERE id = ?",
                accepted.scope().json(),
                accepted.id());
    }

    public static void forget(Connection connection, List<RememberedScope> scopes) throws SQLException {
        for (RememberedScope each : scopes) {
            update(connection, "DELETE FROM " + BundleTables.SCOPES + " WHERE id = ?", each.id());
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static int update(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                update.setString(i + 1, parameters[i]);
            }
            return update.executeUpdate();
        }
    }
}
