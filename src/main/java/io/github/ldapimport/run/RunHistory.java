package io.github.ldapimport.run;

import io.github.ldapimport.table.Database;
import io.github.ldapimport.table.OwnTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The runs of late that began, on any node. A run that was refused because of another one is not among them. */
public final class RunHistory {
    private RunHistory() {}

    /**
     * The last runs of a provider, the latest first; none where the tables are not there.
     *
     * @param most at most so many
     */
    public static List<PastRun> of(Database database, String provider, int most) {
        List<PastRun> runs = new ArrayList<>();
        if (!database.isThere()) {
            return runs;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT run_id, provider, holder, started_at, ended_at, status, summary" + " FROM "
                                + OwnTables.RUNS + " WHERE provider = ? ORDER BY started_at DESC")) {
            select.setString(1, provider);
            select.setMaxRows(most);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    runs.add(new PastRun(
                            found.getString(1),
                            found.getString(2),
                            found.getString(3),
                            found.getString(4),
                            found.getString(5),
                            found.getString(6),
                            found.getString(7)));
                }
            }
        } catch (SQLException e) {
            // not there, or not granted: then runs leave no trace
            return runs;
        }
        return runs;
    }
}
