package io.github.ldapimport.trigger;

import io.github.ldapimport.sql.DatabaseProduct;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of Quartz's clustered store. Their statements are those that Quartz brings for each database, without the ones
 * that would drop what is there.
 */
final class QuartzTables {
    private static final String SCRIPTS = "/org/quartz/impl/jdbcjobstore/tables_";
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(--|#).*$");
    private static final Pattern MAKES =
            Pattern.compile("(?is)(?:CREATE\\s+TABLE|ALTER\\s+TABLE|CREATE\\s+INDEX\\s+\\w+\\s+ON)\\s+(QRTZ_\\w+).*");
    private static final Pattern IS_TABLE = Pattern.compile("(?is)CREATE\\s+TABLE.*");
    private static final Pattern DROPS = Pattern.compile("(?is).*\\bDROP\\b.*");

    private QuartzTables() {}

    /** What speaks to the database for Quartz. */
    static String delegate(String url) {
        return "org.quartz.impl.jdbcjobstore."
                + switch (DatabaseProduct.at(url)) {
                    case POSTGRESQL -> "PostgreSQLDelegate";
                    case SQL_SERVER -> "MSSQLDelegate";
                    case ORACLE -> "oracle.OracleDelegate";
                    case MYSQL, H2, OTHER -> "StdJDBCDelegate";
                };
    }

    /**
     * Makes the tables that are not there.
     *
     * @throws SQLException where the account may not, or Quartz has no statements that could be run here
     */
    static void create(Connection connection) throws SQLException {
        DatabaseProduct product = DatabaseProduct.named(connection.getMetaData().getDatabaseProductName());
        Set<String> made = new HashSet<>();
        for (String statement : statements(product)) {
            Matcher makes = MAKES.matcher(statement);
            if (!makes.matches()) {
                continue;
            }
            String table = makes.group(1).toUpperCase(Locale.ROOT).replaceFirst("^QRTZ_", ClusteredSchedule.PREFIX);
            boolean isTable = IS_TABLE.matcher(statement).matches();
            if (isTable ? isReadable(connection, table) : !made.contains(table)) {
                continue;
            }
            try (Statement execution = connection.createStatement()) {
                execution.execute(statement.replace("QRTZ_", ClusteredSchedule.PREFIX));
                made.add(table);
            } catch (SQLException e) {
                // another node may have made it meanwhile
                if (!isTable || !isReadable(connection, table)) {
                    throw e;
                }
            }
        }
    }

    static List<String> statements(DatabaseProduct product) throws SQLException {
        String script =
                switch (product) {
                    case POSTGRESQL -> "postgres";
                    case H2 -> "h2";
                    case MYSQL -> "mysql_innodb";
                    // made by an administrator, from the script that Quartz has for it
                    case SQL_SERVER, ORACLE, OTHER -> "";
                };
        if (script.isEmpty()) {
            return List.of();
        }
        try (InputStream file = QuartzTables.class.getResourceAsStream(SCRIPTS + script + ".sql")) {
            if (file == null) {
                throw new SQLException("Quartz does not bring " + SCRIPTS + script + ".sql");
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            List<String> statements = new ArrayList<>();
            for (String statement : COMMENT.matcher(text).replaceAll("").split(";")) {
                if (MAKES.matcher(statement.strip()).matches()
                        && !DROPS.matcher(statement).matches()) {
                    statements.add(statement.strip());
                }
            }
            return statements;
        } catch (IOException e) {
            throw new SQLException("The statements for Quartz's tables cannot be read", e);
        }
    }

    private static boolean isReadable(Connection connection, String table) {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            return none != null;
        } catch (SQLException e) {
            return false;
        }
    }
}
