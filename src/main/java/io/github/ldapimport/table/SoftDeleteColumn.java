package io.github.ldapimport.table;

import static io.github.ldapimport.settings.Setting.USERS_DELETED_AT_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_DELETED_VALUE;
import static io.github.ldapimport.settings.Setting.USERS_LIVE_VALUE;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the soft-delete column tells deleted rows from live ones, in SQL. A row is deleted exactly when the column has a date,
 * or the one value that means deleted; any other row is live, with NULL, too. The two conditions are never both true, and
 * never both not.
 */
public final class SoftDeleteColumn {
    /** Words of names of dates that others keep in a users table; a word of the second kind outweighs them. */
    private static final Set<String> OTHER_WORDS = Set.of(
            "login",
            "logon",
            "signin",
            "sign",
            "logged",
            "seen",
            "visit",
            "visited",
            "access",
            "accessed",
            "activity",
            "active",
            "verified",
            "confirmed",
            "created",
            "updated",
            "modified",
            "changed",
            "birth",
            "birthday",
            "birthdate",
            "dob",
            "hired",
            "joined",
            "registered",
            "invited",
            "synced",
            "password",
            "email",
            "mail",
            "read");

    private static final Set<String> DELETION_WORDS = Set.of(
            "delete",
            "deleted",
            "deletion",
            "remove",
            "removed",
            "archived",
            "disabled",
            "deactivated",
            "inactive",
            "expired",
            "ended",
            "closed",
            "left",
            "terminated",
            "suspended",
            "blocked",
            "banned",
            "locked",
            "trashed",
            "retired");

    private static final String NULL = "NULL";

    private final String column;
    private final String isDeleted;
    private final String isLive;
    private final String deleted;
    private final String live;
    private final boolean isDate;
    private final String oddValues;
    private final String isOther;

    private SoftDeleteColumn(
            String column,
            String isDeleted,
            String isLive,
            String deleted,
            String live,
            boolean isDate,
            String oddValues,
            String isOther) {
        this.column = column;
        this.isDeleted = isDeleted;
        this.isLive = isLive;
        this.deleted = deleted;
        this.live = live;
        this.isDate = isDate;
        this.oddValues = oddValues;
        this.isOther = isOther;
    }

    /** @throws ConfigurationException when the column, with these settings, cannot tell them apart */
    static SoftDeleteColumn of(Column column, TableSettings settings, Dialect dialect) {
        String name = dialect.quote(column.name());
        SoftDeleteColumn marker;
        if (column.isTime()) {
            if (!settings.deletedValue().isEmpty() || !settings.liveValue().isEmpty()) {
                throw wrong(
                        column,
                        settings,
                        "which tells by its date: leave " + settings.key(USERS_DELETED_VALUE) + " and "
                                + settings.key(USERS_LIVE_VALUE) + " empty");
            }
            marker = new SoftDeleteColumn(
                    name, name + " IS NOT NULL", name + " IS NULL", dialect.now(column), NULL, true, "", "");
        } else if (dialect.isTruth(column)) {
            requireDeletedValue(column, settings, dialect, "truth value");
            boolean isDeletedTrue = truth(settings, USERS_DELETED_VALUE, true);
            String deleted = dialect.truth(isDeletedTrue);
            String live = dialect.truth(truth(settings, USERS_LIVE_VALUE, !isDeletedTrue));
            String odd = dialect.truthIsNumber() ? name + " NOT IN (0, 1)" : "";
            marker = comparing(name, name, deleted, deleted, live, odd, "");
        } else if (isNumber(column)) {
            requireDeletedValue(column, settings, dialect, "number");
            String deleted = number(settings, USERS_DELETED_VALUE, "");
            String live = number(settings, USERS_LIVE_VALUE, deleted.equals("0") ? "1" : "0");
            marker = comparing(name, name, deleted, deleted, live, "", other(name, name, deleted, live));
        } else if (column.isText() || column.texts().isClosed()) {
            requireDeletedValue(column, settings, dialect, "text");
            requireRoom(column, settings, USERS_DELETED_VALUE, settings.deletedValue());
            requireRoom(column, settings, USERS_LIVE_VALUE, settings.liveValue());
            requireSpelling(column, settings, USERS_DELETED_VALUE, settings.deletedValue());
            requireSpelling(column, settings, USERS_LIVE_VALUE, settings.liveValue());
            // the blanks that fill up a fixed width are nobody's
            boolean padded = column.isPadded();
            String deleted = dialect.text(settings.deletedValue());
            String compared = dialect.binaryComparable(padded ? "RTRIM(" + name + ")" : name);
            String comparedValue = dialect.binaryComparable(deleted);
            String live = settings.liveValue().isEmpty() ? NULL : dialect.text(settings.liveValue());
            marker = comparing(
                    name,
                    compared,
                    comparedValue,
                    deleted,
                    live,
                    "",
                    other(name, compared, comparedValue, live.equals(NULL) ? NULL : dialect.binaryComparable(live)));
        } else {
            throw wrong(
                    column,
                    settings,
                    "which tells nothing of deleted rows: name a column for the date of a soft delete, a "
                            + dialect.timestampColumnType() + ", a truth value, a number or a text, or none");
        }
        if (marker.live.equals(marker.deleted)) {
            throw new ConfigurationException(
                    settings.key(USERS_LIVE_VALUE) + " and " + settings.key(USERS_DELETED_VALUE)
                            + " are both " + marker.deleted + " for the column " + column.name()
                            + ": a restored row would stay deleted; make them differ");
        }
        if (marker.live.equals(NULL) && !column.nullable()) {
            throw wrong(
                    column,
                    settings,
                    "and takes no NULL, "
                            + (marker.isDate
                                    ? "so every row would count as deleted: let it take NULL, or name another column, or none"
                                    : "so a live row needs a value: set " + settings.key(USERS_LIVE_VALUE)));
        }
        return marker;
    }

    /** Whether a date tells deleted rows, rather than a value. */
    boolean isDate() {
        return isDate;
    }

    /** The value of a deleted or a live row, as a text; null for NULL. Not for dates. */
    String value(boolean isDeletedRow, TableSettings settings) {
        String sql = isDeletedRow ? deleted : live;
        if (sql.equals(NULL)) {
            return null;
        }
        String given = isDeletedRow ? settings.deletedValue() : settings.liveValue();
        return given.isEmpty() ? sql : given;
    }

    private static SoftDeleteColumn comparing(
            String name,
            String compared,
            String comparedValue,
            String deleted,
            String live,
            String oddValues,
            String isOther) {
        return new SoftDeleteColumn(
                name,
                compared + " = " + comparedValue,
                "(" + name + " IS NULL OR " + compared + " <> " + comparedValue + ")",
                deleted,
                live,
                false,
                oddValues,
                isOther);
    }

    private static String other(String name, String compared, String deleted, String live) {
        return name + " IS NOT NULL AND " + compared + " <> " + deleted
                + (live.equals(NULL) ? "" : " AND " + compared + " <> " + live);
    }

    /** Nobody can tell from a column's type whether it says who has gone or who is there. */
    private static void requireDeletedValue(Column column, TableSettings settings, Dialect dialect, String what) {
        if (settings.deletedValue().isEmpty()) {
            throw wrong(
                    column,
                    settings,
                    "so " + settings.key(USERS_DELETED_VALUE) + " has to say which " + what
                            + " means deleted; or name a column for the date of a soft delete, a "
                            + dialect.timestampColumnType() + ", or none");
        }
    }

    private static void requireRoom(Column column, TableSettings settings, Setting setting, String value) {
        if (column.isText() && column.size() > 0 && value.length() > column.size()) {
            throw wrong(
                    column,
                    settings,
                    "which has room for " + column.size() + " characters: " + settings.key(setting) + "='" + value
                            + "' does not fit");
        }
    }

    /** What the column spells otherwise would never be found again: each run would soft-delete the row anew. */
    private static void requireSpelling(Column column, TableSettings settings, Setting setting, String value) {
        boolean isHeld = column.texts().isClosed()
                ? column.texts().listed().contains(value)
                : !column.isPadded() || value.equals(value.stripTrailing());
        if (!value.isEmpty() && !isHeld) {
            throw wrong(
                    column,
                    settings,
                    "which holds no '" + value + "' as it is written (" + settings.key(setting)
                            + "): write one of its texts as the column does, or name another column");
        }
    }

    private static ConfigurationException wrong(Column column, TableSettings settings, String why) {
        return new ConfigurationException("The column " + column.name() + " (" + settings.key(USERS_DELETED_AT_COLUMN)
                + ") is " + column.typeShown() + ", " + why);
    }

    private static boolean isNumber(Column column) {
        return switch (column.jdbcType()) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL -> true;
            default -> false;
        };
    }

    private static boolean truth(TableSettings settings, Setting setting, boolean otherwise) {
        String text = setting == USERS_DELETED_VALUE ? settings.deletedValue() : settings.liveValue();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "" -> otherwise;
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw new ConfigurationException(settings.key(setting) + " is '" + text + "', but the column "
                        + settings.column(USERS_DELETED_AT_COLUMN) + " holds truth values: give true or false");
        };
    }

    private static String number(TableSettings settings, Setting setting, String otherwise) {
        String text = setting == USERS_DELETED_VALUE ? settings.deletedValue() : settings.liveValue();
        try {
            return text.isEmpty() ? otherwise : Long.toString(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    settings.key(setting) + " is '" + text + "', but the column "
                            + settings.column(USERS_DELETED_AT_COLUMN) + " holds numbers: give a whole number",
                    e);
        }
    }

    /** Whether a column of dates is by its name one that tells something else, such as {@code last_login}. */
    public static boolean tellsSomethingElse(String column) {
        List<String> words = List.of(column.replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT)
                .split("[^a-z]+"));
        return words.stream().anyMatch(OTHER_WORDS::contains) && words.stream().noneMatch(DELETION_WORDS::contains);
    }

    /** The condition that a row is deleted; not true for NULL. */
    public String isDeleted() {
        return isDeleted;
    }

    /** The condition that a row is live. */
    public String isLive() {
        return isLive;
    }

    /** The condition that the column holds something that is neither, as far as it is known what is what. */
    Optional<String> isUnknownMarker() {
        return oddValues.isEmpty() ? Optional.empty() : Optional.of(oddValues);
    }

    /** The condition that a row is live by a value that means something else, such as {@code blocked}; empty where there are none. */
    public Optional<String> isOther() {
        return isOther.isEmpty() ? Optional.empty() : Optional.of(isOther);
    }

    /** The value of a new row. */
    public String value(boolean isToBeDeleted) {
        return isToBeDeleted ? deleted : live;
    }

    /** Marks a row that is live as deleted. */
    public String delete() {
        return column + " = " + deleted;
    }

    /** Marks a row as live; where somebody has made it so since the lookup, what that one wrote stays. */
    public String restore() {
        return isDate
                ? column + " = " + NULL
                : column + " = CASE WHEN " + isDeleted + " THEN " + live + " ELSE " + column + " END";
    }

    /** What it goes by, for a message. */
    public String description() {
        return isDate ? "a date" : deleted + " (deleted) or " + live + " (live)";
    }
}
