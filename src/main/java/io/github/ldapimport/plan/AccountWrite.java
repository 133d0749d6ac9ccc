package io.github.ldapimport.plan;

import io.github.ldapimport.handover.Holder;
import io.github.ldapimport.handover.Want;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows that one transaction soft-deletes or restores: all of a run, and where the database refuses them, halves, down to one. */
public final class AccountWrite {
    private final AccountRows all;
    private final List<AccountRow> rows;
    private Map<Object, LiveUserRow> byKey = Map.of();
    private int locked;
    private final Guards guards = new Guards();
    private boolean committed;
    private List<Want> wants = List.of();
    private final Set<String> holders = new LinkedHashSet<>();

    AccountWrite(AccountRows all, List<AccountRow> rows) {
        this.all = all;
        this.rows = rows;
    }

    public List<AccountRow> rows() {
        return rows;
    }

    /** The statements that lock the rows, so that nobody changes them before they are written. */
    public List<SqlStatement> lock() {
        byKey = all.byKey(rows);
        locked = 0;
        return all.lock(rows);
    }

    /** Counts those that one of these statements found as they were. */
    public void locked(List<Map<String, Object>> results) {
        locked += all.locked(results, byKey);
    }

    /** Fails when a row is no longer as it was looked up. */
    public void requireUnchanged() {
        guards.pass(Guard.UNCHANGED);
        if (locked != rows.size()) {
            throw new IllegalStateException(
                    "the row was changed or removed by somebody else meanwhile; the next run looks again");
        }
    }

    /** The statements that write them. */
    public List<SqlBatch> batches() {
        guards.require(Guard.UNDER_WAY, Guard.UNCHANGED);
        List<SqlBatch> batches = all.batches(rows);
        guards.expect(Guard.WRITTEN, batches.size());
        return batches;
    }

    /** Which guards of the transaction have run. */
    public Guards guards() {
        return guards;
    }

    /** The same rows in two pieces, so that a row that the database refuses costs no other. */
    public List<AccountWrite> halves() {
        int middle = rows.size() / 2;
        return List.of(
                new AccountWrite(all, rows.subList(0, middle)),
                new AccountWrite(all, rows.subList(middle, rows.size())));
    }

    public boolean isCommitted() {
        return committed;
    }

    /** Notes that the transaction was committed. */
    public void settle() {
        committed = true;
        rows.forEach(AccountRow::written);
    }

    /** What finds the rows which hold unique values of the only row. */
    public List<Lookup<Want>> holders() {
        holders.clear();
        wants = all.wants(rows.get(0));
        return all.selectHolders(wants);
    }

    /** Takes what one of those lookups found: it says more than the database's words, which a value that cannot be compared keeps. */
    public void foundHolders(Lookup<Want> lookup) {
        for (Map<String, Object> result : lookup.rows()) {
            if (!all.isSameKey(result.get(UserRow.ID), rows.get(0).id())) {
                Want want = wants.get(((Number) result.get(UserRow.WANT)).intValue());
                holders.add(Holder.of(result).holding(want));
                rows.get(0)
                        .fail("a unique value is taken; " + String.join("; ", holders)
                                + ": change the value of one of the two rows; the next run tries again");
            }
        }
    }

    /** Notes that the only row was refused, in the database's words. */
    public void refused(String words) {
        rows.get(0).fail(words);
    }
}
