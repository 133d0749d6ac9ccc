package io.github.ldapimport.rows;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.LabelRowMapperFactory;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.TableDefinition;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** What a person should know of a users table before it is imported into. Nothing here writes. */
public final class TableCheck {
    private final UsersTable table;
    private final Database database;

    public TableCheck(UsersTable table, Database database) {
        this.table = table;
        this.database = database;
    }

    /** What a person should know of the table before the first run; nothing of it stops one. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!table.isPresent()) {
            notes.add("it is not there yet, the first run makes it");
            return notes;
        }
        table.whyNoSoftDeletes().ifPresent(notes::add);
        table.requiredAndNotMapped()
                .forEach(column -> notes.add("the column " + column + " takes no NULL and has no default: new rows fail"
                        + (table.isKey(column)
                                ? "; set " + table.settings().key(USERS_ID_VALUE) + "=uuid"
                                : ", unless the route ldap-import-user sets it; give it a value in "
                                        + table.settings().key(USERS_INSERT_ATTRIBUTES))
                        + ", or give it a default in the table"));
        if (table.storedGuids().digits()) {
            notes.add(
                    "some GUIDs are in upper case, in braces, without dashes or in another form; they are found, but slowly,"
                            + " until a run has written them anew");
        }
        if (table.found().isView()) {
            notes.add("it is a view, whose indexes cannot be seen: the column "
                    + table.guidColumn().name()
                    + " should be unique in the table behind it, and the view must show deleted rows, too, or they come"
                    + " back as new ones");
            return notes;
        }
        try (Connection connection = database.getConnection()) {
            notes.addAll(TableRules.notes(connection, table));
            if (!isUnique(connection, table.guidColumn().name())) {
                notes.add("the column " + table.guidColumn().name()
                        + " is not unique: lookups are slow, and nothing keeps two rows from"
                        + " one GUID; mend: "
                        + table.dialect()
                                .uniqueIndex(
                                        TableDefinition.GUID_INDEX,
                                        table.quotedName(),
                                        table.dialect().quote(table.guidColumn().name())));
            }
        } catch (SQLException e) {
            notes.add("its indexes, triggers and states cannot be read: " + DatabaseFailures.words(e));
        }
        return notes;
    }

    /** Says so where adoption was left switched on, though the first import is done. */
    public Optional<String> adoptionNote(String domain) {
        if (!table.isPresent() || table.settings().syncExisting().isEmpty()) {
            return Optional.empty();
        }
        String sql = "SELECT COUNT(*) FROM " + table.quotedName() + " WHERE " + table.quoted(USERS_DOMAIN_COLUMN)
                + " = ? AND " + table.quoted(USERS_GUID_COLUMN) + " IS NOT NULL";
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, domain);
            try (ResultSet count = select.executeQuery()) {
                return count.next() && count.getLong(1) > 0
                        ? Optional.of(table.settings().key(USERS_SYNC_EXISTING) + " is set, and domain " + domain
                                + " has been imported before: whoever writes the address of a row without a GUID into the"
                                + " directory still gets that row; empty the setting once the rows are adopted"
                                + " (docs/adoption.md)")
                        : Optional.empty();
            }
        } catch (SQLException e) {
            return Optional.of("its rows cannot be counted: " + DatabaseFailures.words(e));
        }
    }

    private boolean isUnique(Connection connection, String column) throws SQLException {
        Map<String, List<String>> indexes = new TreeMap<>();
        try (ResultSet rows = connection
                .getMetaData()
                .getIndexInfo(
                        table.found().catalog(),
                        table.found().schema(),
                        table.found().table(),
                        true,
                        true)) {
            while (rows.next()) {
                if (rows.getString("COLUMN_NAME") != null) {
                    indexes.computeIfAbsent(rows.getString("INDEX_NAME"), any -> new ArrayList<>())
                            .add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        return indexes.values().stream()
                .anyMatch(names -> names.size() == 1 && names.get(0).equalsIgnoreCase(column));
    }

    /**
     * Tries, without changing anything, whether the account may read and write the table.
     *
     * @throws DatabaseException with the rights that it wants
     */
    public void requireRights() {
        Map<String, String> refused = new LinkedHashMap<>();
        String account = "";
        SQLException first = null;
        try (Connection connection = database.getConnection()) {
            account = connection.getMetaData().getUserName();
            connection.setAutoCommit(false);
            for (Map.Entry<String, String> trial : trials().entrySet()) {
                try (java.sql.Statement statement = connection.createStatement()) {
                    statement.execute(trial.getValue());
                } catch (SQLException e) {
                    first = first == null ? e : first;
                    refused.put(trial.getKey(), DatabaseFailures.words(e));
                } finally {
                    connection.rollback();
                }
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            first = e;
        }
        if (first != null) {
            throw DatabaseFailures.explain(
                    "Cannot write the table " + table.quotedName() + " in " + database.url(),
                    database,
                    first,
                    "let the account do it: GRANT " + String.join(", ", refused.keySet()) + " ON " + table.quotedName()
                            + " TO " + account);
        }
    }

    /** How many rows of a domain are live, and how many are soft-deleted; its text is for a person. */
    public record DomainCounts(String domain, long live, long deleted) {
        public boolean isEmpty() {
            return live + deleted == 0;
        }

        @Override
        public String toString() {
            return "domain " + domain + " has " + live + " live and " + deleted + " deleted rows";
        }
    }

    /**
     * How many rows of a domain count as live and as deleted.
     *
     * @throws DatabaseException when the database does not answer
     */
    public DomainCounts counts(String domain) {
        String sql = "SELECT COUNT(*), SUM(CASE WHEN "
                + (table.softDeletes() ? table.marker().isDeleted() : "1 = 0") + " THEN 1 ELSE 0 END) FROM "
                + table.quotedName() + " WHERE " + table.quoted(USERS_DOMAIN_COLUMN) + " = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, domain);
            try (ResultSet counts = select.executeQuery()) {
                counts.next();
                long all = counts.getLong(1);
                long deleted = counts.getLong(2);
                return new DomainCounts(domain, all - deleted, deleted);
            }
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot count the rows of " + table.quotedName() + " in " + database.url(),
                    database,
                    e,
                    "let the account read it");
        }
    }

    /**
     * Reads the live rows of a domain that have a GUID.
     *
     * @throws DatabaseException when the database does not answer
     */
    public void forEachLiveRow(String domain, Consumer<LiveUserRow> consumer) {
        LiveRows rows = new LiveRows(table, List.of(domain));
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        RowMapper<Map<String, Object>> byLabel = LabelRowMapperFactory.rows();
        try {
            while (rows.hasFurther()) {
                SqlStatement next = rows.next();
                rows.found(jdbc.query(next.sql(), byLabel, next.parameters().toArray()))
                        .forEach(consumer);
            }
        } catch (DataAccessException e) {
            throw DatabaseFailures.explain(
                    "Cannot read the rows of " + table.quotedName() + " in " + database.url(),
                    database,
                    e,
                    "let the account read it");
        }
    }

    /** Statements that need the rights of a run and change no row, by the right. */
    private Map<String, String> trials() {
        List<String> written = new ArrayList<>();
        table.settings().syncAttributes().forEach(pair -> written.add(table.quoted(pair.column())));
        for (Setting setting :
                List.of(USERS_GUID_COLUMN, USERS_DOMAIN_COLUMN, USERS_PASSWORD_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            if (table.has(setting)) {
                written.add(table.quoted(setting));
            }
        }
        if (table.softDeletes()) {
            written.add(table.quoted(USERS_DELETED_AT_COLUMN));
        }
        List<String> inserted = new ArrayList<>(written);
        table.settings().insertAttributes().forEach(pair -> inserted.add(table.quoted(pair.column())));
        if (table.has(USERS_CREATED_AT_COLUMN)) {
            inserted.add(table.quoted(USERS_CREATED_AT_COLUMN));
        }
        if (table.settings().makesKeys()) {
            inserted.add(table.quoted(USERS_ID_COLUMN));
        }
        // MariaDB refuses an INSERT that leaves one out, though it has no row: that is no right that the account lacks
        table.requiredAndNotMapped().forEach(column -> inserted.add(table.quoted(column)));
        String columns = String.join(", ", inserted);
        String none = " FROM " + table.quotedName() + " WHERE 1 = 0";
        Map<String, String> trials = new LinkedHashMap<>();
        trials.put("SELECT", "SELECT " + String.join(", ", written) + none);
        trials.put("INSERT", "INSERT INTO " + table.quotedName() + " (" + columns + ") SELECT " + columns + none);
        StringJoiner same = new StringJoiner(", ");
        written.forEach(column -> same.add(column + " = " + column));
        trials.put("UPDATE", "UPDATE " + table.quotedName() + " SET " + same + " WHERE 1 = 0");
        return trials;
    }
}
