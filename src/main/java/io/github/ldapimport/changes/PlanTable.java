package io.github.ldapimport.changes;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The statements for plans, which stand in the table of changes: dry runs that were kept, each to be carried out once. */
public final class PlanTable {
    /** What stands before the kind of a change that a dry run would have made. */
    public static final String PLANNED = "planned-";

    /** The kind of a row that makes a dry run a plan; a row of another kind says that the plan was carried out. */
    public static final String PLAN = "plan";

    /** In place of a run's id, of rows that make dry runs plans: their id is that run's. */
    private static final String PLANS = "plans";

    private static final String USED = "used";

    private PlanTable() {}

    /**
     * Makes a dry run a plan: all of its changes are kept.
     *
     * @param digests of the settings and options that it was made with
     */
    public static SqlStatement complete(String provider, String runId, Map<String, String> digests) {
        return new SqlStatement(
                "INSERT INTO " + BundleTables.CHANGES
                        + " (provider, run_id, id, changed_at, kind, guid, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
                List.of(provider, PLANS, runId, ChangeTable.text(Instant.now()), PLAN, PLANS, AsciiJson.write((Object)
                        digests)));
    }

    /** The row that makes a dry run a plan, and says what it was made with. */
    public static SqlStatement plan(String provider, String runId) {
        return new SqlStatement(
                "SELECT " + ChangeTable.COLUMNS + " FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id = ? AND id = ?",
                List.of(provider, PLANS, runId));
    }

    /** Makes a plan one that is carried out; it changes one row, or none where another run was first. */
    public static SqlStatement use(String provider, String runId, String byRun) {
        return new SqlStatement(
                "UPDATE " + BundleTables.CHANGES
                        + " SET kind = ?, guid = ? WHERE provider = ? AND run_id = ? AND id = ? AND kind = ?",
                List.of(USED, byRun, provider, PLANS, runId, PLAN));
    }

    /** What a plan has of some users. */
    public static SqlStatement changes(String provider, String runId, List<String> guids) {
        List<Object> parameters = new ArrayList<>(List.of(provider, runId));
        guids.forEach(guid -> parameters.add(ChangeTable.inAscii(guid)));
        return new SqlStatement(
                "SELECT " + ChangeTable.COLUMNS + " FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id = ? AND guid IN ("
                        + String.join(", ", Collections.nCopies(guids.size(), "?")) + ")",
                parameters);
    }

    /** How many changes a plan has. */
    public static SqlStatement count(String provider, String runId) {
        return ChangeTable.count(provider, runId);
    }

    /** Some of the changes of a plan that a run has not made, in their order. */
    public static SqlStatement notMade(Dialect dialect, String provider, String runId, String byRun, String afterId) {
        List<Object> parameters = new ArrayList<>(List.of(provider, runId));
        if (afterId != null) {
            parameters.add(afterId);
        }
        parameters.addAll(List.of(byRun, PLANNED));
        return new SqlStatement(
                "SELECT " + ChangeTable.COLUMNS + " FROM " + BundleTables.CHANGES
                        + " planned WHERE provider = ? AND run_id = ?"
                        + (afterId == null ? "" : " AND id > ?")
                        + " AND NOT EXISTS (SELECT 1 FROM " + BundleTables.CHANGES
                        + " made WHERE made.guid = planned.guid AND made.run_id = ? AND made.provider = planned.provider"
                        + " AND CONCAT(?, made.kind) = planned.kind) ORDER BY id "
                        + dialect.limitClause(ChangeTable.AT_ONCE),
                parameters);
    }
}
