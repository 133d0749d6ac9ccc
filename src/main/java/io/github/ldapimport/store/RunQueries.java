package io.github.ldapimport.store;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The statements that read the table of runs. */
public final class RunQueries {
    private static final String COLUMNS = "run_id AS run_number, provider AS run_provider, holder AS run_holder,"
            + " started_at AS run_start, ended_at AS run_end, status AS run_status, summary AS run_summary";

    private RunQueries() {}

    /**
     * Some of a provider's runs, the last ones first: the first of them, or those before one of them.
     *
     * @param since ISO 8601, UTC, without the zone and a fraction of a second; empty for all
     */
    public static SqlStatement backwards(Dialect dialect, String provider, String since, RunRecord before, int atOnce) {
        List<Object> parameters = new ArrayList<>(List.of(provider, since));
        if (before != null) {
            parameters.addAll(List.of(before.startedAt(), before.startedAt(), before.runId()));
        }
        return new SqlStatement(
                "SELECT " + COLUMNS + " FROM " + BundleTables.RUNS + " WHERE provider = ? AND started_at >= ?"
                        + (before == null ? "" : " AND started_at <= ? AND (started_at < ? OR run_id < ?)")
                        + " ORDER BY started_at DESC, run_id DESC " + dialect.limitClause(atOnce),
                parameters);
    }

    /** How many runs of a provider began since then. */
    public static SqlStatement count(String provider, String since) {
        return new SqlStatement(
                "SELECT COUNT(*) AS run_count FROM " + BundleTables.RUNS + " WHERE provider = ? AND started_at >= ?",
                List.of(provider, since));
    }

    /** A run by its id. */
    public static SqlStatement one(String provider, String runId) {
        return new SqlStatement(
                "SELECT " + COLUMNS + " FROM " + BundleTables.RUNS + " WHERE provider = ? AND run_id = ?",
                List.of(provider, runId));
    }

    /** The ids next to one that is not there, the nearest first; runs are named by the time at which they began. */
    public static SqlStatement nextTo(Dialect dialect, String provider, String runId, boolean isLater, int atMost) {
        return new SqlStatement(
                "SELECT run_id AS run_number FROM " + BundleTables.RUNS + " WHERE provider = ? AND run_id "
                        + (isLater ? "> ? ORDER BY run_id " : "< ? ORDER BY run_id DESC ")
                        + dialect.limitClause(atMost),
                List.of(provider, runId));
    }

    /** The runs that one of these statements found. */
    public static List<RunRecord> found(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> new RunRecord(
                        text(row, "run_number"),
                        text(row, "run_provider"),
                        text(row, "run_holder"),
                        text(row, "run_start"),
                        text(row, "run_end"),
                        text(row, "run_status"),
                        text(row, "run_summary")))
                .toList();
    }

    private static String text(Map<String, Object> row, String label) {
        return row.get(label) == null ? null : row.get(label).toString();
    }
}
