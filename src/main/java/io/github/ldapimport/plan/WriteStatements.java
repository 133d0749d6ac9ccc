package io.github.ldapimport.plan;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.GuidColumn;
import io.github.ldapimport.rows.RowConditions;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The statements that write a page's users, and those that soft-delete or restore rows one by one. They are plain SQL-92 but for what
 * {@link Dialect} knows; identifiers are quoted, and values bound.
 */
final class WriteStatements {
    private final UsersTable table;
    private final RowConditions conditions;

    WriteStatements(UsersTable table) {
        this.table = table;
        this.conditions = new RowConditions(table);
    }

    /** Inserts rows; all name the same columns and have the same mark. */
    SqlBatch insert(List<UserWrite> users, String domain) {
        UserChange one = users.get(0).change();
        List<String> columnNames = List.copyOf(one.values().keySet());
        List<Column> bound = new ArrayList<>();
        columnNames.forEach(name -> bound.add(table.column(name)));
        bound.add(table.column(USERS_GUID_COLUMN));
        bound.add(table.column(USERS_DOMAIN_COLUMN));
        if (table.has(USERS_PASSWORD_COLUMN)) {
            bound.add(table.column(USERS_PASSWORD_COLUMN));
        }
        if (table.settings().makesKeys()) {
            bound.add(table.column(USERS_ID_COLUMN));
        }
        List<List<Object>> rows = new ArrayList<>(users.size());
        for (UserWrite user : users) {
            List<Object> parameters = parameters(columnNames, user, domain, table.has(USERS_PASSWORD_COLUMN));
            if (table.settings().makesKeys()) {
                parameters.add(user.change().newId());
            }
            rows.add(parameters);
        }
        StringJoiner names = new StringJoiner(", ");
        StringJoiner values = new StringJoiner(", ");
        for (Setting timestamp : List.of(USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            if (table.has(timestamp)) {
                names.add(table.quoted(timestamp));
                values.add(table.dialect().now(table.column(timestamp)));
            }
        }
        if (table.softDeletes()) {
            // a live row, too: the column's default may mean anything
            names.add(table.quoted(USERS_DELETED_AT_COLUMN));
            values.add(table.marker().value(one.mark() == SoftDeletePolicy.Mark.DELETE));
        }
        return table.dialect().insert(table.quotedName(), bound, rows, names.toString(), values.toString());
    }

    /**
     * Updates rows by their keys; all name the same columns, have the same mark, and either all have a GUID or a password or
     * none has. A row that got another GUID meanwhile is left alone, and so is a password that somebody set meanwhile.
     */
    SqlBatch update(List<UserWrite> users, String domain) {
        UserChange one = users.get(0).change();
        List<String> columnNames = List.copyOf(one.values().keySet());
        boolean adopt = one.existing().guid() == null;
        boolean setPassword = users.get(0).needsPassword();
        StringJoiner assignments = new StringJoiner(", ");
        for (String name : columnNames) {
            assignments.add(table.quoted(name) + " = ?");
        }
        assignments.add(table.quoted(USERS_GUID_COLUMN) + " = ?").add(table.quoted(USERS_DOMAIN_COLUMN) + " = ?");
        if (setPassword) {
            assignments.add(table.quoted(USERS_PASSWORD_COLUMN) + " = ?");
        }
        if (one.mark() != SoftDeletePolicy.Mark.NONE && !one.values().containsKey(table.deletedAtColumn())) {
            boolean delete = one.mark() == SoftDeletePolicy.Mark.DELETE;
            assignments.add(delete ? table.marker().delete() : table.marker().restore());
        }
        if (table.has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(conditions.updatedNow());
        }
        String sql = "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE " + table.quoted(USERS_ID_COLUMN)
                + " = ?"
                + (adopt
                        ? " AND (" + conditions.isEmpty(USERS_GUID_COLUMN) + " OR " + table.quoted(USERS_GUID_COLUMN)
                                + " = ?)"
                        : " AND " + table.quoted(USERS_GUID_COLUMN) + " IN (?, ?)")
                + (setPassword ? " AND " + conditions.isEmpty(USERS_PASSWORD_COLUMN) : "");
        List<List<Object>> rows = new ArrayList<>(users.size());
        for (UserWrite user : users) {
            List<Object> parameters = parameters(columnNames, user, domain, setPassword);
            parameters.add(user.change().existing().id());
            // the row is still this user's; the new form, too, so that the statement can be repeated
            GuidColumn guid = table.guidColumn();
            if (!adopt) {
                parameters.add(guid.value(user.change().existing().guid()));
            }
            String written = user.change().guid();
            parameters.add(guid.value(written == null ? user.change().existing().guid() : written));
            rows.add(parameters);
        }
        return new SqlBatch(sql, rows, true);
    }

    /** Soft-deletes rows one by one, so that each tells whether it was changed. */
    SqlBatch softDeleteEach(List<AccountRow> rows) {
        String assignments = conditions.softDeleted();
        return new SqlBatch(
                "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE "
                        + table.marker().isLive() + " AND " + table.quoted(USERS_ID_COLUMN) + " = ?",
                rows.stream().map(row -> List.of(row.id())).toList(),
                true);
    }

    /** Restores rows one by one, with the columns that come back, which are the same of all; all are made live, or none. */
    SqlBatch restoreEach(List<AccountRow> rows) {
        List<String> columnNames =
                List.copyOf(rows.get(0).change().valuesWhenRestored().keySet());
        StringJoiner assignments = new StringJoiner(", ");
        boolean isMadeLive = rows.get(0).stateWhenRestored() == null;
        assignments.add(
                isMadeLive ? table.marker().restore() : table.dialect().quote(table.deletedAtColumn()) + " = ?");
        if (table.has(USERS_UPDATED_AT_COLUMN)) {
            assignments.add(conditions.updatedNow());
        }
        columnNames.forEach(column -> assignments.add(table.quoted(column) + " = ?"));
        List<List<Object>> parameters = new ArrayList<>(rows.size());
        for (AccountRow row : rows) {
            List<Object> values = new ArrayList<>(columnNames.size() + 2);
            if (!isMadeLive) {
                values.add(table.dialect().parameter(table.column(table.deletedAtColumn()), row.stateWhenRestored()));
            }
            for (String column : columnNames) {
                values.add(table.dialect()
                        .parameter(
                                table.column(column),
                                row.change().valuesWhenRestored().get(column)));
            }
            values.add(row.id());
            parameters.add(values);
        }
        return new SqlBatch(
                "UPDATE " + table.quotedName() + " SET " + assignments + " WHERE "
                        + table.marker().isDeleted() + " AND " + table.quoted(USERS_ID_COLUMN) + " = ?",
                parameters,
                true);
    }

    private List<Object> parameters(List<String> columnNames, UserWrite user, String domain, boolean withPassword) {
        List<Object> parameters = new ArrayList<>(columnNames.size() + 4);
        for (String name : columnNames) {
            parameters.add(
                    table.dialect().parameter(table.column(name), user.change().value(name)));
        }
        String guid = user.change().guid();
        parameters.add(guid == null ? null : table.guidColumn().value(guid));
        parameters.add(user.change().domain(domain));
        if (withPassword) {
            parameters.add(table.dialect().parameter(table.column(USERS_PASSWORD_COLUMN), user.passwordHash()));
        }
        return parameters;
    }
}
