package io.github.ldapimport.mapping;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.ColumnNames;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;

/**
 * What each column of a users table is for. A column for two purposes would be written by one and read by the other: a date
 * of change in the soft-delete column deletes everybody.
 */
public final class ColumnPurposes {
    // never the same for two rows that could be told apart, or not known before the row is found
    private static final Set<Setting> NO_KEYS =
            EnumSet.of(USERS_GUID_COLUMN, USERS_PASSWORD_COLUMN, USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN);

    private final TableSettings settings;
    // of the import's own columns, by what the database may take for the same name
    private final Map<String, Setting> own = new HashMap<>();

    private ColumnPurposes(TableSettings settings) {
        this.settings = settings;
    }

    /** @throws ConfigurationException naming the settings that share a column */
    static void requireOneEach(TableSettings settings) {
        ColumnPurposes purposes = new ColumnPurposes(settings);
        purposes.requireOwnColumns();
        purposes.requireOthers();
    }

    private void requireOwnColumns() {
        settings.columns().forEach((setting, column) -> {
            Setting other = column.isEmpty() ? null : own.put(ColumnNames.key(column), setting);
            if (other != null) {
                throw new ConfigurationException(settings.key(other) + " and " + settings.key(setting)
                        + " both name the column " + column + ": give each a column of its own"
                        + (setting == USERS_ID_COLUMN || setting == USERS_GUID_COLUMN || setting == USERS_DOMAIN_COLUMN
                                ? ""
                                : ", or leave " + settings.key(setting) + " empty"));
            }
        });
    }

    private void requireOthers() {
        Map<String, String> written = new HashMap<>();
        for (ColumnSource pair : settings.syncAttributes()) {
            requireNotOwn(pair, USERS_SYNC_ATTRIBUTES);
            requireOnce(written, pair.column(), USERS_SYNC_ATTRIBUTES);
        }
        Map<String, String> inserted = new HashMap<>();
        for (ColumnSource pair : settings.insertAttributes()) {
            requireNotOwn(pair, USERS_INSERT_ATTRIBUTES);
            requireOnce(inserted, pair.column(), USERS_INSERT_ATTRIBUTES);
            if (written.containsKey(ColumnNames.key(pair.column()))) {
                throw new ConfigurationException(settings.key(USERS_INSERT_ATTRIBUTES) + ": the column " + pair.column()
                        + " is in " + settings.key(USERS_SYNC_ATTRIBUTES)
                        + ", too: a column is kept in step, or for new rows only; take it out of one of them");
            }
        }
        Map<String, String> compared = new HashMap<>();
        for (ColumnSource pair : settings.syncExisting()) {
            Setting setting = own(pair.column());
            boolean isDate = setting == USERS_DELETED_AT_COLUMN
                    && settings.deletedValue().isEmpty();
            if (setting != null && (isDate || NO_KEYS.contains(setting))) {
                throw new ConfigurationException(settings.key(USERS_SYNC_EXISTING) + ": the column " + pair.column()
                        + " is the import's own (" + settings.key(setting)
                        + "), and its value never comes from a directory: name others");
            }
            requireOnce(compared, pair.column(), USERS_SYNC_EXISTING);
            if (inserted.containsKey(ColumnNames.key(pair.column()))) {
                throw new ConfigurationException(settings.key(USERS_SYNC_EXISTING) + ": the column " + pair.column()
                        + " is for new rows only (" + settings.key(USERS_INSERT_ATTRIBUTES)
                        + "), and what it holds later says nothing of the user: name others");
            }
        }
        Map<String, String> released = new HashMap<>();
        for (String column : settings.releaseColumns()) {
            if (own(column) != null) {
                throw new ConfigurationException(settings.key(USERS_RELEASE_COLUMNS) + " is '" + column
                        + "': that column is needed to find the row again; name others");
            }
            requireOnce(released, column, USERS_RELEASE_COLUMNS);
        }
    }

    private void requireNotOwn(ColumnSource pair, Setting setting) {
        Setting own = own(pair.column());
        if (own != null) {
            throw new ConfigurationException(settings.key(setting) + ": the column " + pair.column()
                    + " is written by the import itself (" + settings.key(own) + ")"
                    + (own == USERS_ID_COLUMN
                            ? ": a key must stay as it is; where a login is the key, add a column that the database"
                                    + " numbers, and name that (docs/applications.md)"
                            : ""));
        }
    }

    private Setting own(String column) {
        return own.get(ColumnNames.key(column));
    }

    private void requireOnce(Map<String, String> columns, String column, Setting setting) {
        String other = columns.put(ColumnNames.key(column), column);
        if (other != null) {
            throw new ConfigurationException(settings.key(setting) + ": the column " + column + " is given twice"
                    + (other.equals(column) ? "" : " (" + other + " is the same to a database)"));
        }
    }

    /**
     * Refuses providers that use a column of one table for different things.
     *
     * @param others the settings of further providers of the same table, by their names; those with a mistake of their own are
     *     left to their own runs
     * @throws ConfigurationException naming the two settings
     */
    public static void requireAgreement(
            String name, TableSettings table, Map<String, Settings> others, CamelContext context) {
        others.forEach((other, settings) -> {
            TableSettings its;
            try {
                its = new TableSettings(settings, context);
            } catch (ConfigurationException e) {
                return;
            }
            requireAgreement(name, table, other, its);
            requireAgreement(other, its, name, table);
        });
    }

    private static void requireAgreement(String name, TableSettings table, String other, TableSettings its) {
        ColumnPurposes purposes = new ColumnPurposes(table);
        purposes.requireOwnColumns();
        its.columns().forEach((setting, column) -> purposes.requireSame(name, other, its, setting, column));
        its.syncAttributes()
                .forEach(pair -> purposes.requireSame(name, other, its, USERS_SYNC_ATTRIBUTES, pair.column()));
        its.insertAttributes()
                .forEach(pair -> purposes.requireSame(name, other, its, USERS_INSERT_ATTRIBUTES, pair.column()));
        its.releaseColumns().forEach(column -> purposes.requireSame(name, other, its, USERS_RELEASE_COLUMNS, column));
        boolean isSameMarker = ColumnNames.key(table.column(USERS_DELETED_AT_COLUMN))
                .equals(ColumnNames.key(its.column(USERS_DELETED_AT_COLUMN)));
        if (isSameMarker && !table.deletedValue().equalsIgnoreCase(its.deletedValue())) {
            throw disagreement(
                    name + " (" + table.key(USERS_DELETED_VALUE) + ")",
                    other + " (" + its.key(USERS_DELETED_VALUE) + ")",
                    "say differently what the column " + table.column(USERS_DELETED_AT_COLUMN)
                            + " holds for a deleted row: give both the same value");
        }
    }

    private void requireSame(String name, String other, TableSettings its, Setting setting, String column) {
        Setting here = column.isEmpty() ? null : own(column);
        if (here != null && here != setting) {
            throw disagreement(
                    name + " (" + settings.key(here) + ")",
                    other + " (" + its.key(setting) + ")",
                    "use the column " + column + " of the table " + its.table()
                            + " for different things: give each a column of its own");
        }
    }

    private static ConfigurationException disagreement(String one, String other, String what) {
        return new ConfigurationException("The providers " + one + " and " + other + " " + what);
    }
}
