package io.github.ldapimport.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** MariaDB and MySQL. */
final class MySqlDialect extends Dialect {
    private static final List<Instant> DST_PROBES =
            List.of(Instant.parse("2026-01-01T12:00:00Z"), Instant.parse("2026-07-01T12:00:00Z"));
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String LOCK_NAME = "CONCAT('ldap-import-', ?)";

    MySqlDialect(String quote, boolean foldsToUpperCase) {
        super(quote, foldsToUpperCase);
    }

    @Override
    public Object folded(Column column, Object value) {
        return TextFolding.byCollation(value);
    }

    @Override
    public String binaryComparable(String expression) {
        return "CAST(" + anyText(expression) + " AS BINARY)";
    }

    @Override
    public String anyText(String expression) {
        return "CONVERT(" + expression + " USING utf8mb4)";
    }

    @Override
    public boolean truthIsNumber() {
        return true;
    }

    @Override
    public String keyColumnType() {
        return "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY";
    }

    /** A TIMESTAMP ends in 2038 and may change by itself. */
    @Override
    public String timestampColumnType() {
        return "DATETIME";
    }

    @Override
    public String longTextColumnType() {
        return "LONGTEXT";
    }

    @Override
    public String changeColumn(String table, String column, String type) {
        return "ALTER TABLE " + table + " MODIFY " + column + " " + type;
    }

    @Override
    public int jdbcType(int type, String typeName) {
        return type == Types.TIMESTAMP && typeName.equals("TIMESTAMP") ? Types.TIMESTAMP_WITH_TIMEZONE : type;
    }

    /**
     * There, digits that are no text of a list would stand for the place of one. The bytes of a text's type are counted, those of a
     * varchar are not. A floating number of fixed digits, such as {@code float(7,3)}, is rounded in binary.
     */
    @Override
    public Map<String, TextRules> texts(Connection connection, FoundTable table) throws SQLException {
        Map<String, TextRules> rules = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_SET_NAME, CHARACTER_OCTET_LENGTH FROM"
                        + " information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                        + " AND (CHARACTER_SET_NAME IS NOT NULL OR DATA_TYPE IN ('inet4', 'inet6')"
                        + " OR (DATA_TYPE IN ('float', 'double') AND COLUMN_TYPE LIKE '%(%'))")) {
            select.setString(1, table.catalog());
            select.setString(2, table.table());
            try (ResultSet columns = select.executeQuery()) {
                while (columns.next()) {
                    String type = columns.getString(2).toLowerCase(Locale.ROOT);
                    boolean isSet = type.equals("set");
                    rules.put(
                            columns.getString(1),
                            new TextRules(
                                    isSet || type.equals("enum") ? TextRules.listedIn(columns.getString(3)) : List.of(),
                                    isSet,
                                    true,
                                    Objects.requireNonNullElse(columns.getString(4), ""),
                                    type.endsWith("text") ? columns.getLong(5) : 0,
                                    columns.getString(4) == null ? columns.getString(3) : ""));
                }
            }
        }
        return rules;
    }

    @Override
    public boolean dependsOnSessionTimeZone(Column column) {
        return column.isZoned();
    }

    @Override
    public boolean sessionUsesZone(Connection connection, ZoneId zone) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT CAST(FROM_UNIXTIME(?) AS CHAR(19))")) {
            for (Instant instant : DST_PROBES) {
                select.setLong(1, instant.getEpochSecond());
                try (ResultSet clock = select.executeQuery()) {
                    String local = LocalDateTime.ofInstant(instant, zone).format(CLOCK);
                    if (!clock.next() || !local.equals(clock.getString(1))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Override
    public String limitClause(int rows) {
        return "LIMIT " + rows;
    }

    /** MariaDB does not know FOR SHARE. */
    @Override
    public String selectForShare(String columns, String table, String where) {
        return select(columns, table) + " WHERE " + where + " LOCK IN SHARE MODE";
    }

    @Override
    public boolean sharesRowLocks() {
        return true;
    }

    @Override
    public String endIdleSessionAfter(int seconds) {
        return "SET SESSION wait_timeout = " + seconds;
    }

    @Override
    public String takeNamedLock() {
        return "SELECT GET_LOCK(" + LOCK_NAME + ", 0)";
    }

    /** Taken once more, it would have to be released twice. */
    @Override
    public String hasNamedLock() {
        return "SELECT IS_USED_LOCK(" + LOCK_NAME + ") = CONNECTION_ID()";
    }

    @Override
    public String releaseNamedLock() {
        return "SELECT RELEASE_LOCK(" + LOCK_NAME + ")";
    }

    @Override
    public String namedLockHolder() {
        return "SELECT CONCAT('session ', l.id, COALESCE(CONCAT(' of account ', p.user, ' at ', p.host), ''))"
                + " FROM (SELECT IS_USED_LOCK(" + LOCK_NAME + ") AS id) l"
                + " LEFT JOIN information_schema.processlist p ON p.id = l.id";
    }
}
