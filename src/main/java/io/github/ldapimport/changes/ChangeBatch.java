package io.github.ldapimport.changes;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.store.BundleTables;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Changes that are kept together, in the transaction of their rows. */
public final class ChangeBatch {
    private static final int MAX_ROWS_OF_A_STATEMENT = 1_000;
    private static final List<String> COLUMNS =
            List.of("provider", "run_id", "id", "changed_at", "kind", "guid", "detail");

    private final Dialect dialect;
    private final List<List<Object>> rows;
    private final List<SqlBatch> further;

    private ChangeBatch(Dialect dialect, List<List<Object>> rows, List<SqlBatch> further) {
        this.dialect = dialect;
        this.rows = rows;
        this.further = further;
    }

    /** Of a run that keeps nothing. */
    public static ChangeBatch none() {
        return new ChangeBatch(null, List.of(), List.of());
    }

    /** @param ids orders the changes of the run */
    static ChangeBatch of(
            Dialect dialect,
            String provider,
            String runId,
            Supplier<String> ids,
            ChangePolicy policy,
            List<RowChange> changes) {
        return of(dialect, provider, runId, ids, policy, changes, "");
    }

    /** What a run that a limit refused would have done. */
    static ChangeBatch ofWanted(
            Dialect dialect,
            String provider,
            String runId,
            Supplier<String> ids,
            ChangePolicy policy,
            List<RowChange> changes) {
        return of(dialect, provider, runId, ids, policy, changes, ChangeTable.WANTED);
    }

    /** What a dry run would do. */
    static ChangeBatch ofPlan(
            Dialect dialect,
            String provider,
            String runId,
            Supplier<String> ids,
            ChangePolicy policy,
            List<RowChange> changes) {
        return of(dialect, provider, runId, ids, policy, changes, PlanTable.PLANNED);
    }

    private static ChangeBatch of(
            Dialect dialect,
            String provider,
            String runId,
            Supplier<String> ids,
            ChangePolicy policy,
            List<RowChange> changes,
            String beforeKind) {
        String now = ChangeTable.text(Instant.now());
        List<List<Object>> rows = new ArrayList<>(changes.size());
        for (RowChange change : changes) {
            rows.add(List.of(
                    provider,
                    runId,
                    ids.get(),
                    now,
                    beforeKind + change.kind().text(),
                    ChangeTable.inAscii(change.guid()),
                    KeptChange.detail(change, policy)));
        }
        return new ChangeBatch(dialect, rows, List.of());
    }

    /** The same, and with it an approval that cannot be used again. */
    ChangeBatch using(String provider, Approval approval, String runId) {
        return new ChangeBatch(dialect, rows, List.of(ChangeTable.use(provider, approval.runId(), runId)));
    }

    /** The same, and with it other statements. */
    public ChangeBatch and(List<SqlBatch> more) {
        List<SqlBatch> all = new ArrayList<>(further);
        all.addAll(more);
        return new ChangeBatch(dialect, rows, all);
    }

    /** The statements that keep them. */
    public List<SqlBatch> keep() {
        List<SqlBatch> batches = new ArrayList<>(further);
        if (rows.isEmpty()) {
            return batches;
        }
        List<Column> columns = COLUMNS.stream()
                .map(name -> new Column(dialect.folded(name), Types.VARCHAR, "varchar", false))
                .toList();
        for (int start = 0; start < rows.size(); start += MAX_ROWS_OF_A_STATEMENT) {
            batches.add(dialect.insert(
                    BundleTables.CHANGES,
                    columns,
                    rows.subList(start, Math.min(rows.size(), start + MAX_ROWS_OF_A_STATEMENT)),
                    "",
                    ""));
        }
        return batches;
    }

    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return rows.size() + " changes";
    }
}
