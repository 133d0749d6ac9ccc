package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The users table as the settings want it, and the statements that make it or a column of it. */
public final class TableDefinition {
    /** The name of the index that keeps GUIDs unique, where a person or the program makes it. */
    public static final String GUID_INDEX = "ldap_import_guid";

    private static final int TEXT_LENGTH = 255;
    private static final int LENGTH_OF_A_UUID = 36;

    private TableDefinition() {}

    /** The columns that the settings want, each with the setting that names it; the soft-delete column is not needed. */
    static Map<String, Setting> columns(TableSettings settings) {
        Map<String, Setting> wanted = new LinkedHashMap<>();
        for (Setting setting : List.of(USERS_ID_COLUMN, USERS_GUID_COLUMN, USERS_DOMAIN_COLUMN)) {
            wanted.put(settings.column(setting), setting);
        }
        settings.syncAttributes().forEach(pair -> wanted.put(pair.column(), USERS_SYNC_ATTRIBUTES));
        settings.insertAttributes().forEach(pair -> wanted.put(pair.column(), USERS_INSERT_ATTRIBUTES));
        settings.syncExisting().forEach(pair -> wanted.putIfAbsent(pair.column(), USERS_SYNC_EXISTING));
        settings.releaseColumns().forEach(column -> wanted.putIfAbsent(column, USERS_RELEASE_COLUMNS));
        for (Setting setting : List.of(USERS_PASSWORD_COLUMN, USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN)) {
            wanted.put(settings.column(setting), setting);
        }
        wanted.remove("");
        return wanted;
    }

    /** The statements that make the table, as one text. */
    public static String createStatement(TableSettings settings, Dialect dialect) {
        Map<String, Setting> wanted = columns(settings);
        if (!settings.column(USERS_DELETED_AT_COLUMN).isEmpty()) {
            wanted.put(settings.column(USERS_DELETED_AT_COLUMN), USERS_DELETED_AT_COLUMN);
        }
        StringJoiner definitions = new StringJoiner(", ");
        wanted.forEach(
                (column, setting) -> definitions.add(column(settings, dialect, dialect.newName(column), setting)));
        String table = dialect.quoteName(dialect.newName(settings.table()));
        String statement = "CREATE TABLE " + table + " (" + definitions + ")";
        return dialect.uniqueColumn().isEmpty()
                ? statement + "; "
                        + dialect.uniqueIndex(GUID_INDEX, table, dialect.quote(settings.column(USERS_GUID_COLUMN)))
                : statement;
    }

    /** The statement that adds a column to a table, whose name is as the database spells it. */
    public static String addStatement(
            TableSettings settings, Dialect dialect, String table, String column, Setting setting) {
        return "ALTER TABLE " + dialect.quoteName(table) + " ADD "
                + column(settings, dialect, dialect.newColumn(column, table), setting);
    }

    private static String column(TableSettings settings, Dialect dialect, String column, Setting setting) {
        return dialect.quote(column)
                + " "
                + switch (setting) {
                    case USERS_ID_COLUMN ->
                        settings.makesKeys()
                                ? dialect.textColumnType(LENGTH_OF_A_UUID) + " NOT NULL PRIMARY KEY"
                                : dialect.keyColumnType();
                    case USERS_GUID_COLUMN -> dialect.textColumnType(64) + dialect.uniqueColumn();
                    case USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN -> dialect.timestampColumnType() + " NULL";
                    case USERS_DELETED_AT_COLUMN ->
                        (settings.deletedValue().isEmpty()
                                        ? dialect.timestampColumnType()
                                        : dialect.textColumnType(TEXT_LENGTH))
                                + " NULL";
                    default -> dialect.textColumnType(TEXT_LENGTH);
                };
    }
}
