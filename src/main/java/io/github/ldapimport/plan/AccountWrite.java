package io.github.ldapimport.plan;

import io.github.ldapimport.handover.Holder;
import io.github.ldapimport.handover.Want;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows that one transaction soft-deletes or restores: all of a run, and where the database refuses them, halves, down to one. */
public final class AccountWrite {
    private final AccountRows all;
    private final List<AccountRow> rows;
    private int locked;
    private final Guards guards = new Guards();
    private boolean committed;

    AccountWrite(AccountRows all, List<AccountRow> rows) {
        this.all = all;
        this.rows = rows;
    }

    public List<AccountRow> rows() {
        return rows;
    }

    /** Locks the rows, so that no other program changes them before they are written, and counts those that are as they were. */
    public void lock(Statements database) {
        Map<Object, LiveUserRow> byKey = all.byKey(rows);
        locked = 0;
        for (SqlStatement statement : all.lock(rows)) {
            locked += all.locked(database.rows(statement), byKey);
        }
    }

    /** Fails when a row is no longer as it was looked up. */
    public void requireUnchanged() {
        guards.pass(Guard.UNCHANGED);
        if (locked != rows.size()) {
            throw new IllegalStateException(SqlBatch.NOT_FOUND);
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

    /**
     * Notes that the only row was refused, and names the rows that hold the unique values which it wants: that says more than the
     * database's words.
     */
    public void refused(String words, Statements database) {
        AccountRow row = rows.get(0);
        row.fail(words);
        List<Want> wants = all.wants(row);
        Set<String> holders = new LinkedHashSet<>();
        for (Lookup<Want> lookup : all.selectHolders(wants)) {
            database.look(lookup);
            for (Map<String, Object> result : lookup.rows()) {
                if (!all.isSameKey(result.get(UserRow.ID), row.id())) {
                    holders.add(Holder.of(result).holding(wants.get(((Number) result.get(UserRow.WANT)).intValue())));
                }
            }
        }
        if (!holders.isEmpty()) {
            row.fail("a unique value is taken; " + String.join("; ", holders)
                    + ": change the value of one of the two rows; the next run tries again");
        }
    }
}
