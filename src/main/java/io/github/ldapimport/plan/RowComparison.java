package io.github.ldapimport.plan;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What is to be done with a user's row: what the entry makes of it, side by side with what the table holds. */
final class RowComparison {
    private final PageTable page;
    private final UsersTable table;
    private final SoftDeletePolicy softDeletes;

    RowComparison(PageTable page, SoftDeletePolicy softDeletes) {
        this.page = page;
        this.table = page.table();
        this.softDeletes = table.softDeletes() ? softDeletes : SoftDeletePolicy.NONE;
    }

    /**
     * What is to be done with a user's row.
     *
     * @throws IllegalArgumentException when the entry cannot be a row, with the reason
     */
    UserChange compare(RowMatch match) {
        MappedUser row = match.user();
        UserRow existing = match.row();
        List<UserChange.Change> changes = new ArrayList<>();
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, Object> whenRestored = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        SoftDeletePolicy.Mark mark = softDeletes.mark(row.accountState(), existing != null && existing.deleted());
        // what a deleted row gives up it has not; a row that is about to be deleted keeps it until then
        boolean isWithout = mark == SoftDeletePolicy.Mark.DELETE || (existing != null && existing.deleted());
        Map<String, Object> mapped = existing == null ? row.valuesOfNewRow() : row.values();
        for (Map.Entry<String, Object> cell : mapped.entrySet()) {
            String name = cell.getKey();
            Column column = table.column(name);
            Object value = column.convert(cell.getValue());
            Object current = existing == null ? null : page.value(existing, name);
            for (Object alternative : row.alternatives(name)) {
                Object converted = column.convert(alternative);
                if (current != null && isSame(column, converted, current)) {
                    value = converted;
                    break;
                }
            }
            if (isWithout && existing != null && table.settings().isReleased(name)) {
                if (mark == SoftDeletePolicy.Mark.RESTORE && !isSame(column, value, current)) {
                    whenRestored.put(name, value);
                }
                continue;
            } else if (isWithout && table.settings().isReleased(name)) {
                value = null;
            }
            values.put(name, value);
            if (existing == null || !isSame(column, value, current)) {
                changes.add(new UserChange.Change(name, column.stored(current), value));
            }
        }
        if (existing == null) {
            return UserChange.imported(match, table.newKey(), mark, changes, values);
        }
        if (!page.isSame(Setting.USERS_GUID_COLUMN, row.guid(), existing.guid())) {
            changes.add(new UserChange.Change(
                    table.column(Setting.USERS_GUID_COLUMN).name(), existing.guid(), row.guid()));
        }
        if (!page.isOfDomain(existing)) {
            changes.add(new UserChange.Change(
                    table.column(Setting.USERS_DOMAIN_COLUMN).name(), existing.domain(), page.domain()));
        }
        boolean asItShouldBe = changes.isEmpty() && existing.hasPassword();
        return UserChange.ofRow(
                match,
                asItShouldBe ? UserChange.Action.KEEP : UserChange.Action.CHANGE,
                mark,
                whenRestored,
                changes,
                values);
    }

    /** What writing the page would do to values that are there. */
    ValueChanges valueChanges(List<UserChange> users) {
        ValueChanges counts = new ValueChanges(page.columns());
        for (UserChange user : users) {
            // one that a dry run foresees to be refused counts as in a run, which does not know it yet
            if (user.action() != UserChange.Action.FAIL && user.existing() != null) {
                counts.add(user, page.isOfDomain(user.existing()));
            }
        }
        return counts;
    }

    private static boolean isSame(Column column, Object one, Object other) {
        // nearly always they are equal as they are
        return Objects.equals(one, other) || Objects.equals(column.canonical(one), column.canonical(other));
    }

    /** Which rows the database would refuse because a column takes no NULL, or no value of that length, each with the reason. */
    Map<UserWrite, String> predictConstraintErrors(List<UserWrite> users) {
        Map<UserWrite, String> errors = new LinkedHashMap<>();
        for (UserWrite user : UserWrite.pending(users)) {
            if (user.change().action() != UserChange.Action.KEEP) {
                constraintError(user.change()).ifPresent(error -> errors.put(user, error));
            }
        }
        return errors;
    }

    private Optional<String> constraintError(UserChange user) {
        if (user.action() == UserChange.Action.IMPORT) {
            Optional<String> lacking =
                    table.requiredColumns().lacking(user.values().keySet());
            if (lacking.isPresent()) {
                return lacking.map(
                        name -> "column " + name + " takes no NULL and has no default, and nothing gives it a value"
                                + (table.isKey(name)
                                        ? ": set " + table.settings().key(Setting.USERS_ID_VALUE)
                                                + "=uuid, or give it a default in the table"
                                        : ""));
            }
        }
        for (String name : user.values().keySet()) {
            Column column = table.column(name);
            if (!column.nullable() && user.value(name) == null) {
                return Optional.of("column " + column.name() + " takes no NULL, and the entry has no value for it");
            }
            Optional<String> misfit = column.misfit(user.value(name));
            if (misfit.isPresent()) {
                return misfit.map(why -> "column " + column.name() + " " + why);
            }
        }
        return Optional.empty();
    }
}
