package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.dialect.GuidColumn;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The users table as it is in the database: its columns, checked against the settings, in the database's own spelling.
 */
public final class UsersTable {
    private final TableSettings settings;
    private final Dialect dialect;
    private final FoundTable found;
    private final String quotedName;
    private final StoredGuids storedGuids;
    private final Map<String, Column> columns;
    private final GuidColumn guidColumn;
    private final SoftDeleteColumn marker;
    private final List<UniqueKey> uniqueKeys;
    private final RequiredColumns requiredColumns;
    private final KeyColumn keyColumn;

    /**
     * @param found null for a table that is not there yet
     * @throws ConfigurationException when a column is of a type that cannot do what it is for
     */
    public UsersTable(
            TableSettings settings,
            Dialect dialect,
            FoundTable found,
            StoredGuids storedGuids,
            Map<String, Column> columns) {
        this(settings, dialect, found, storedGuids, columns, List.of(), RequiredColumns.NONE);
    }

    /** @param uniqueKeys of the table, as far as they can be looked up */
    UsersTable(
            TableSettings settings,
            Dialect dialect,
            FoundTable found,
            StoredGuids storedGuids,
            Map<String, Column> columns,
            List<UniqueKey> uniqueKeys,
            RequiredColumns requiredColumns) {
        this.settings = settings;
        this.dialect = dialect;
        this.found = found;
        this.quotedName = dialect.quoteName(found == null ? settings.table() : found.name());
        this.storedGuids = storedGuids;
        this.columns = columns;
        this.guidColumn = found == null
                ? GuidColumn.text(column(USERS_GUID_COLUMN))
                : GuidColumn.of(column(USERS_GUID_COLUMN), dialect, settings.key(USERS_GUID_COLUMN), this::changeGuid);
        this.marker = softDeletes() ? SoftDeleteColumn.of(column(USERS_DELETED_AT_COLUMN), settings, dialect) : null;
        this.uniqueKeys = uniqueKeys;
        this.requiredColumns = requiredColumns;
        this.keyColumn = settings.makesKeys()
                ? KeyColumn.of(column(USERS_ID_COLUMN), settings.key(USERS_ID_VALUE), settings.key(USERS_ID_COLUMN))
                : null;
    }

    /** Whether a column is the table's key. */
    public boolean isKey(String column) {
        return column.equalsIgnoreCase(settings.column(USERS_ID_COLUMN));
    }

    /** The key of a new row, or null where the database gives it. */
    public Object newKey() {
        return keyColumn == null ? null : keyColumn.next();
    }

    /** The columns in which a new row must be given a value. */
    public RequiredColumns requiredColumns() {
        return requiredColumns;
    }

    /** Those of them that no setting gives one. */
    public List<String> requiredAndNotMapped() {
        return requiredColumns.notMapped(settings);
    }

    private String changeGuid(String type) {
        return dialect.changeColumn(quotedName, quoted(USERS_GUID_COLUMN), type);
    }

    /**
     * Refuses a directory whose GUIDs the column cannot hold.
     *
     * @param guidAttribute where they come from
     * @throws ConfigurationException with the statement that makes room
     */
    public void requireRoomFor(String guidAttribute) {
        guidColumn.requireRoomFor(guidAttribute, dialect, settings.key(USERS_GUID_COLUMN), this::changeGuid);
    }

    /** The table and its columns, for a message. */
    public String description() {
        List<String> names = new ArrayList<>(TableDefinition.columns(settings).keySet());
        if (softDeletes()) {
            names.add(deletedAtColumn());
        }
        return "table " + quotedName + " with the columns " + String.join(", ", names);
    }

    public TableSettings settings() {
        return settings;
    }

    /** The column of that name, as the database describes it. */
    public Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("The table " + settings.table() + " has no column " + name);
        }
        return column;
    }

    public Column column(Setting setting) {
        return column(settings.column(setting));
    }

    /** The GUID, as it stands in a statement, without the blanks that a column of a fixed width adds. */
    public String unpaddedGuid() {
        String column = quoted(USERS_GUID_COLUMN);
        return guidColumn.isPadded() ? "RTRIM(" + column + ")" : column;
    }

    /** A column of the settings, as it stands in a statement. */
    public String quoted(Setting setting) {
        return dialect.quote(column(setting).name());
    }

    public String quoted(String column) {
        return dialect.quote(column(column).name());
    }

    /** How that column tells deleted rows, of a table that {@link #softDeletes}. */
    public SoftDeleteColumn marker() {
        return marker;
    }

    public GuidColumn guidColumn() {
        return guidColumn;
    }

    /** The soft-delete column in the database's own spelling, of a table that {@link #softDeletes}. */
    public String deletedAtColumn() {
        return column(USERS_DELETED_AT_COLUMN).name();
    }

    /** The columns that a soft-deleted row gives up, in the database's own spelling. */
    public List<String> releasedColumns() {
        return settings.releaseColumns().stream()
                .map(name -> column(name).name())
                .toList();
    }

    /** Whether the table has a column of that name, whatever the settings say of it. */
    public boolean hasColumn(String name) {
        return columns.containsKey(name);
    }

    /** Whether rows can be soft-deleted: the settings name a column for it, and the table has it. */
    public boolean softDeletes() {
        return has(USERS_DELETED_AT_COLUMN) && columns.containsKey(settings.column(USERS_DELETED_AT_COLUMN));
    }

    /** Says why rows cannot be soft-deleted, with the remedy. */
    public Optional<String> whyNoSoftDeletes() {
        String name = settings.column(USERS_DELETED_AT_COLUMN);
        if (softDeletes()) {
            return Optional.empty();
        }
        String why = "The table " + settings.table() + " has no column for soft deletes ("
                + settings.key(USERS_DELETED_AT_COLUMN) + "), so nobody is deleted or restored";
        return Optional.of(
                name.isEmpty()
                        ? why + ": name one"
                        : why + ": add it: "
                                + TableDefinition.addStatement(
                                        settings,
                                        dialect,
                                        found == null ? settings.table() : found.name(),
                                        name,
                                        USERS_DELETED_AT_COLUMN));
    }

    /**
     * What is unique among the rows and has one of some columns in it; of the columns that the import writes itself only the
     * domain may be with them, and a value that tells deleted rows.
     */
    public List<UniqueKey> uniqueKeys(Collection<String> written) {
        return uniqueKeys.stream()
                .filter(key -> written.stream().anyMatch(key::has))
                .filter(key -> key.columns().stream()
                        .map(Column::name)
                        .noneMatch(name -> settings.isOwnColumn(name)
                                && !name.equalsIgnoreCase(settings.column(USERS_DOMAIN_COLUMN))
                                && !isMarkerValue(name)))
                .toList();
    }

    /** Whether a column tells deleted rows by a value in place of a date. */
    public boolean isMarkerValue(String column) {
        return marker != null && !marker.isDate() && column.equalsIgnoreCase(deletedAtColumn());
    }

    /** What the soft-delete column holds in a deleted or a live row, where it tells them by a value. */
    public Object markerOf(boolean isDeleted) {
        return column(USERS_DELETED_AT_COLUMN).convert(marker.value(isDeleted, settings));
    }

    /** Whether rows may hold a value that says neither that they are deleted nor that they are live. */
    public boolean hasThirdStates() {
        return marker != null && marker.isOther().isPresent();
    }

    /** Whether what the soft-delete column of a row holds is such a value. */
    public boolean isThirdState(Object mark) {
        Column column = hasThirdStates() && mark != null ? column(USERS_DELETED_AT_COLUMN) : null;
        return column != null
                && !column.canonical(mark).equals(column.canonical(markerOf(true)))
                && !column.canonical(mark).equals(column.canonical(markerOf(false)));
    }

    /** The keys of which a row that is soft-deleted lets go. */
    public List<UniqueKey> releasedKeys() {
        List<String> changed = new ArrayList<>(settings.releaseColumns());
        if (softDeletes()) {
            changed.add(deletedAtColumn());
        }
        return uniqueKeys(changed);
    }

    /** A row's key in a form that is equal for equal ones. */
    public Object canonicalId(Object id) {
        return column(USERS_ID_COLUMN).canonical(id);
    }

    /** Whether the settings name the optional column. */
    public boolean has(Setting optionalColumn) {
        return !settings.column(optionalColumn).isEmpty();
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The table as the database names it, for every account alike; empty for one that is not there yet. */
    public String identity() {
        return found == null ? "" : found.identity();
    }

    /** The table's name as the database spells it, quoted. */
    public String quotedName() {
        return quotedName;
    }

    /**
     * Whether another setting of {@code users.table} means this table, too.
     *
     * @throws DatabaseException when the database does not answer
     */
    public boolean isSameDatabase(String name, Database database) {
        if (found == null) {
            return name.equalsIgnoreCase(settings.table());
        }
        try (Connection connection = database.getConnection()) {
            return FoundTable.find(connection, dialect, name)
                    .filter(found::isSame)
                    .isPresent();
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look for the table " + name + " in " + database.url(),
                    database,
                    e,
                    "let the account see it");
        }
    }

    /** As the database names it; null for a table that is not there yet. */
    public FoundTable found() {
        return found;
    }

    /** False on a dry run whose table would be made; it is then taken as empty. */
    public boolean isPresent() {
        return found != null;
    }

    /** Which forms of GUIDs it held when it was looked at. */
    public StoredGuids storedGuids() {
        return storedGuids;
    }
}
