package io.github.ldapimport.group;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The table of pairs as it is in the database, and the statements that read and write pairs. A pair is a user, a group and the
 * constants of the settings; rows with other constants are none of the import's.
 */
final class PairTable {
    static final String GROUP = "pair_group";
    static final String USER = "pair_user";
    static final String COUNT = "pair_count";

    /** 1 of a pair that the import made, 0 of any other. */
    static final String OWN = "pair_own";

    private final Dialect dialect;
    private final String quotedName;
    private final Column user;
    private final Column group;
    private final Optional<Column> origin;
    private final Object mark;
    private final List<Column> constants;
    private final List<Object> constantValues;
    private final boolean isPresent;

    /**
     * @param name as the database spells it
     * @param columns of the table, without regard to case
     * @param mark what the column of the setting origin-column holds of the import's pairs; null without one
     */
    PairTable(
            MemberSettings settings,
            Dialect dialect,
            String name,
            boolean isPresent,
            Map<String, Column> columns,
            Object mark,
            List<Object> constantValues) {
        this.dialect = dialect;
        this.quotedName = dialect.quoteName(name);
        this.isPresent = isPresent;
        this.user = columns.get(settings.userColumn());
        this.group = columns.get(settings.groupColumn());
        this.origin = Optional.ofNullable(settings.origin().isEmpty() ? null : columns.get(settings.origin()));
        this.mark = mark;
        this.constants =
                settings.constants().keySet().stream().map(columns::get).toList();
        this.constantValues = List.copyOf(constantValues);
    }

    /** False on a dry run whose table would be made. */
    boolean isPresent() {
        return isPresent;
    }

    Dialect dialect() {
        return dialect;
    }

    /** A user's value in the form that the table holds. */
    Object userValue(Object value) {
        return user.convert(value);
    }

    /** A group's value in the form that the table holds. */
    Object groupValue(Object value) {
        return group.convert(value);
    }

    /** Equal for users that are the same to the table. */
    Object canonicalUser(Object value) {
        return user.canonical(value);
    }

    /** Equal for groups that are the same to the table. */
    Object canonicalGroup(Object value) {
        return group.canonical(value);
    }

    /** Counts the pairs of some groups, the import's and others. */
    List<SqlStatement> count(List<Object> groups) {
        String column = dialect.quote(group.name());
        return ofGroups(
                "SELECT " + column + " AS " + GROUP + ", COUNT(*) AS " + COUNT,
                List.of(),
                groups,
                " GROUP BY " + column);
    }

    /** Selects the pairs of some groups, the import's and others. */
    List<SqlStatement> select(List<Object> groups) {
        String own = origin.map(column -> "CASE WHEN " + dialect.quote(column.name()) + " = ? THEN 1 ELSE 0 END")
                .orElse("1");
        return ofGroups(
                "SELECT " + dialect.quote(group.name()) + " AS " + GROUP + ", " + dialect.quote(user.name()) + " AS "
                        + USER + ", " + own + " AS " + OWN,
                ofOrigin(),
                groups,
                "");
    }

    private List<SqlStatement> ofGroups(String select, List<Object> ofSelect, List<Object> groups, String end) {
        List<SqlStatement> statements = new ArrayList<>();
        String column = dialect.quote(group.name());
        for (int start = 0; start < groups.size(); start += dialect.maxInListSize()) {
            List<Object> some = groups.subList(start, Math.min(groups.size(), start + dialect.maxInListSize()));
            OneOf condition = isOneOf(group, column, some);
            List<Object> parameters = new ArrayList<>(ofSelect);
            parameters.addAll(condition.parameters());
            parameters.addAll(ofConstants());
            statements.add(new SqlStatement(
                    select + " FROM " + quotedName + " WHERE " + condition.sql() + andConstants() + end, parameters));
        }
        return statements;
    }

    /** A condition with all that it binds. */
    private record OneOf(String sql, List<Object> parameters) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return sql;
        }
    }

    private OneOf isOneOf(Column column, String expression, List<Object> values) {
        return dialect.isOneOf(column, expression, values)
                .map(array -> new OneOf(array.sql(), List.of(array.parameter())))
                .orElseGet(() -> {
                    List<Object> parameters = new ArrayList<>(values.size());
                    values.forEach(value -> parameters.add(dialect.compared(column, value)));
                    return new OneOf(expression + " IN (?" + ", ?".repeat(values.size() - 1) + ")", parameters);
                });
    }

    private String andConstants() {
        StringBuilder conditions = new StringBuilder();
        constants.forEach(column ->
                conditions.append(" AND ").append(dialect.quote(column.name())).append(" = ?"));
        return conditions.toString();
    }

    private List<Object> ofConstants() {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < constants.size(); i++) {
            values.add(dialect.compared(constants.get(i), constantValues.get(i)));
        }
        return values;
    }

    private List<Object> ofOrigin() {
        return origin.map(column -> List.of(dialect.compared(column, mark))).orElse(List.of());
    }

    /**
     * Adds pairs.
     *
     * @param pairs values of users and groups, in the forms that the table holds
     */
    Optional<SqlBatch> insert(Collection<Pair> pairs) {
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        List<Column> bound = new ArrayList<>(List.of(user, group));
        bound.addAll(constants);
        origin.ifPresent(bound::add);
        List<List<Object>> rows = new ArrayList<>(pairs.size());
        for (Pair pair : pairs) {
            List<Object> row = new ArrayList<>(bound.size());
            row.add(dialect.parameter(user, pair.user()));
            row.add(dialect.parameter(group, pair.group()));
            for (int i = 0; i < constants.size(); i++) {
                row.add(dialect.parameter(constants.get(i), constantValues.get(i)));
            }
            origin.ifPresent(column -> row.add(dialect.parameter(column, mark)));
            rows.add(row);
        }
        return Optional.of(dialect.insert(quotedName, bound, rows, "", ""));
    }

    /** Removes pairs of one group that the import made; one that is not there any more stays so. */
    List<SqlStatement> delete(Object groupValue, List<Object> users) {
        List<SqlStatement> statements = new ArrayList<>();
        String column = dialect.quote(user.name());
        int atOnce = dialect.maxInListSize();
        for (int start = 0; start < users.size(); start += atOnce) {
            List<Object> some = users.subList(start, Math.min(users.size(), start + atOnce));
            OneOf condition = exactly(column, some);
            List<Object> parameters = new ArrayList<>();
            parameters.add(dialect.compared(group, groupValue));
            parameters.addAll(condition.parameters());
            parameters.addAll(ofConstants());
            parameters.addAll(ofOrigin());
            statements.add(new SqlStatement(
                    "DELETE FROM " + quotedName + " WHERE " + dialect.quote(group.name()) + " = ? AND "
                            + condition.sql() + andConstants()
                            + origin.map(each -> " AND " + dialect.quote(each.name()) + " = ?")
                                    .orElse(""),
                    parameters));
        }
        return statements;
    }

    /** A login is removed as it is spelled: a collation may take another user's for the same. */
    private OneOf exactly(String column, List<Object> users) {
        if (!user.isText()) {
            return isOneOf(user, column, users);
        }
        StringJoiner places = new StringJoiner(", ", dialect.binaryComparable(column) + " IN (", ")");
        List<Object> parameters = new ArrayList<>(users.size());
        users.forEach(value -> {
            places.add(dialect.binaryComparable("?"));
            parameters.add(dialect.compared(user, value));
        });
        return new OneOf(places.toString(), parameters);
    }

    /**
     * A pair in the forms that the table holds.
     *
     * @param user what names the user
     * @param group what names the group
     */
    record Pair(Object user, Object group) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return "a pair";
        }
    }
}
