package io.github.ldapimport.group;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.table.FoundColumns;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Finds the table of pairs in the database, and refuses one that cannot hold what the settings say. */
final class PairTableInspector {
    /** What marks a pair that the import made, in a column of text. */
    private static final String MARK = "ldap";

    private static final Set<Integer> NUMBERS =
            Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL);

    private PairTableInspector() {}

    /**
     * Looks at the table, and makes it where the settings of the groups' table allow that.
     *
     * @param mayWrite false on a dry run: a table that would be made is then taken as empty
     * @throws ConfigurationException when the table or a column is missing, or cannot hold what it is for
     * @throws io.github.ldapimport.sql.DatabaseException when the database does not answer
     */
    static PairTable open(
            Database database, MemberSettings settings, UsersTable users, UsersTable groups, boolean mayWrite) {
        if (!mayWrite && !database.exists()) {
            return absent(settings, Dialect.embedded(), users, groups);
        }
        try (Connection connection = database.getConnection()) {
            Dialect dialect = Dialect.of(connection.getMetaData());
            Optional<FoundTable> found = FoundTable.find(connection, dialect, settings.table());
            if (found.isEmpty()) {
                String create = createStatement(settings, dialect, users, groups);
                if (!groups.settings().mayCreateTable(database.isEmbedded())) {
                    throw new ConfigurationException("The database " + database.url() + " has no table "
                            + settings.table() + " (" + settings.key(MEMBERS_TABLE)
                            + "): correct the name, or make the table, such as by " + create);
                } else if (!mayWrite) {
                    return absent(settings, dialect, users, groups);
                }
                try (java.sql.Statement statement = connection.createStatement()) {
                    statement.execute(create);
                }
                found = FoundTable.find(connection, dialect, settings.table());
            }
            FoundTable table = found.orElseThrow(() -> new SQLException("it was made, and is not to be seen"));
            Map<String, Column> columns = FoundColumns.of(connection, dialect, table);
            requireColumns(settings, table, columns, FoundColumns.required(connection, table, dialect));
            requireLike(settings, MEMBERS_USER_COLUMN, columns.get(settings.userColumn()), userColumn(settings, users));
            requireLike(
                    settings, MEMBERS_GROUP_COLUMN, columns.get(settings.groupColumn()), groupColumn(settings, groups));
            return table(settings, dialect, table.name(), true, columns);
        } catch (SQLException e) {
            throw DatabaseFailures.explain(
                    "Cannot look at the table " + settings.table() + " in " + database.url(),
                    database,
                    e,
                    "let the account read and write it: GRANT SELECT, INSERT, DELETE on the table");
        }
    }

    private static PairTable table(
            MemberSettings settings, Dialect dialect, String name, boolean isPresent, Map<String, Column> columns) {
        List<Object> constants = new ArrayList<>();
        settings.constants()
                .forEach((column, value) ->
                        constants.add(converted(settings.key(MEMBERS_CONSTANTS), columns.get(column), value)));
        Object mark = settings.origin().isEmpty() ? null : mark(settings, columns.get(settings.origin()), dialect);
        return new PairTable(settings, dialect, name, isPresent, columns, mark, constants);
    }

    private static PairTable absent(MemberSettings settings, Dialect dialect, UsersTable users, UsersTable groups) {
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns.put(settings.userColumn(), userColumn(settings, users));
        columns.put(settings.groupColumn(), groupColumn(settings, groups));
        List<String> texts = new ArrayList<>(settings.constants().keySet());
        if (!settings.origin().isEmpty()) {
            texts.add(settings.origin());
        }
        texts.forEach(name -> columns.put(name, new Column(name, Types.VARCHAR, "VARCHAR", true)));
        return table(settings, dialect, settings.table(), false, columns);
    }

    private static String createStatement(
            MemberSettings settings, Dialect dialect, UsersTable users, UsersTable groups) {
        String user = dialect.quote(dialect.newName(settings.userColumn()));
        String group = dialect.quote(dialect.newName(settings.groupColumn()));
        StringJoiner definitions = new StringJoiner(", ");
        definitions.add(user + " " + type(dialect, userColumn(settings, users)) + " NOT NULL");
        definitions.add(group + " " + type(dialect, groupColumn(settings, groups)) + " NOT NULL");
        StringJoiner key = new StringJoiner(", ").add(user).add(group);
        settings.constants().keySet().forEach(name -> {
            String quoted = dialect.quote(dialect.newName(name));
            definitions.add(quoted + " " + dialect.textColumnType(128) + " NOT NULL");
            key.add(quoted);
        });
        if (!settings.origin().isEmpty()) {
            definitions.add(dialect.quote(dialect.newName(settings.origin())) + " " + dialect.textColumnType(16));
        }
        return "CREATE TABLE " + dialect.quoteName(dialect.newName(settings.table())) + " (" + definitions
                + ", PRIMARY KEY (" + key + "))";
    }

    private static String type(Dialect dialect, Column like) {
        if (like.isText()) {
            return dialect.textColumnType(255);
        }
        return NUMBERS.contains(like.jdbcType()) ? "BIGINT" : like.typeShown();
    }

    /** The column of the users' rows that a pair names them by. */
    static Column userColumn(MemberSettings settings, UsersTable users) {
        return column(settings, MEMBERS_USER_VALUE, settings.userValue(), users);
    }

    /** The same of the groups. */
    static Column groupColumn(MemberSettings settings, UsersTable groups) {
        return column(settings, MEMBERS_GROUP_VALUE, settings.groupValue(), groups);
    }

    private static Column column(MemberSettings settings, Setting setting, String name, UsersTable table) {
        if (name.isEmpty()) {
            return table.column(USERS_ID_COLUMN);
        } else if (!table.hasColumn(name)) {
            throw settings.settings()
                    .wrong(setting, name, "the table " + table.settings().table() + " has no such column: correct it");
        }
        return table.column(name);
    }

    private static void requireColumns(
            MemberSettings settings, FoundTable table, Map<String, Column> columns, Set<String> required) {
        List<String> written = new ArrayList<>();
        written.add(requireColumn(settings, MEMBERS_USER_COLUMN, settings.userColumn(), table, columns));
        written.add(requireColumn(settings, MEMBERS_GROUP_COLUMN, settings.groupColumn(), table, columns));
        settings.constants()
                .keySet()
                .forEach(name -> written.add(requireColumn(settings, MEMBERS_CONSTANTS, name, table, columns)));
        if (!settings.origin().isEmpty()) {
            written.add(requireColumn(settings, MEMBERS_ORIGIN_COLUMN, settings.origin(), table, columns));
        }
        for (int i = 0; i < written.size(); i++) {
            if (written.subList(0, i).stream().anyMatch(written.get(i)::equalsIgnoreCase)) {
                throw new ConfigurationException(
                        "The column " + written.get(i) + " of " + table.name() + " has two purposes in "
                                + settings.key(MEMBERS_TABLE).replaceFirst("\\.table$", ".*") + ": give each its own");
            }
        }
        required.stream()
                .filter(name -> written.stream().noneMatch(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigurationException("The column " + name + " of the table " + table.name()
                            + " takes no NULL and has no default, so no pair can be added: give it a value in "
                            + settings.key(MEMBERS_CONSTANTS) + ", or a default in the database");
                });
    }

    private static String requireColumn(
            MemberSettings settings, Setting setting, String name, FoundTable table, Map<String, Column> columns) {
        if (!columns.containsKey(name)) {
            throw settings.settings()
                    .wrong(
                            setting,
                            name,
                            "the table " + table.name() + " has no such column, it has "
                                    + String.join(", ", columns.keySet()));
        }
        return name;
    }

    /** Refuses a column that cannot hold what a pair names its user or its group by: each such pair would fail. */
    private static void requireLike(MemberSettings settings, Setting setting, Column column, Column named) {
        if (column.isText() || NUMBERS.contains(column.jdbcType()) == NUMBERS.contains(named.jdbcType())) {
            return;
        }
        throw settings.settings()
                .wrong(
                        setting,
                        column.name(),
                        "it is " + column.typeShown() + ", and " + named.name() + " whose values it is to hold is "
                                + named.typeShown() + ": name another column, or another value by "
                                + settings.key(
                                        setting == MEMBERS_USER_COLUMN ? MEMBERS_USER_VALUE : MEMBERS_GROUP_VALUE));
    }

    private static Object mark(MemberSettings settings, Column column, Dialect dialect) {
        if (column.isText()) {
            return converted(settings.key(MEMBERS_ORIGIN_COLUMN), column, MARK);
        }
        return converted(settings.key(MEMBERS_ORIGIN_COLUMN), column, dialect.isTruth(column) ? "true" : "1");
    }

    private static Object converted(String key, Column column, String value) {
        try {
            Object converted = column.convert(value);
            column.misfit(converted).ifPresent(why -> {
                throw new IllegalArgumentException("column " + column.name() + " " + why);
            });
            return converted;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(key + ": " + e.getMessage());
        }
    }
}
