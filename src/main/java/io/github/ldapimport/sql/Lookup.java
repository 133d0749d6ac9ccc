package io.github.ldapimport.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Rows that are looked up by several values at once. Where the database cannot compare one of them, such as a letter that its
 * encoding lacks, the others are looked up without it. Not for two threads at once.
 *
 * @param <T> a value, as a key of a hash map
 */
public final class Lookup<T> {
    private final List<T> values;
    private final Function<List<T>, SqlStatement> statements;
    private final SqlStatement statement;
    private final List<Map<String, Object>> rows;
    private final Map<T, String> refused;

    /**
     * @param values one or more
     * @param statements makes the statement that finds the rows of some values
     */
    public Lookup(List<T> values, Function<List<T>, SqlStatement> statements) {
        this(values, statements, new ArrayList<>(), new LinkedHashMap<>());
    }

    private Lookup(
            List<T> values,
            Function<List<T>, SqlStatement> statements,
            List<Map<String, Object>> rows,
            Map<T, String> refused) {
        this.values = List.copyOf(values);
        this.statements = statements;
        this.statement = statements.apply(this.values);
        this.rows = rows;
        this.refused = refused;
    }

    /** What finds the rows. */
    public SqlStatement statement() {
        return statement;
    }

    boolean isDivisible() {
        return values.size() > 1;
    }

    /** The same values in two pieces, whose rows are found for the whole. */
    List<Lookup<T>> halves() {
        int middle = values.size() / 2;
        return List.of(
                new Lookup<>(values.subList(0, middle), statements, rows, refused),
                new Lookup<>(values.subList(middle, values.size()), statements, rows, refused));
    }

    /** Takes the rows that the statement found. */
    void found(List<Map<String, Object>> results) {
        rows.addAll(results);
    }

    /**
     * Notes that the database cannot compare these values.
     *
     * @param words the database's
     */
    void refuse(String words) {
        values.forEach(value -> refused.put(value, words));
    }

    /** All rows that were found, by this or by its pieces. */
    public List<Map<String, Object>> rows() {
        return rows;
    }

    /** The values that cannot be compared, each with the database's words. */
    public Map<T, String> refused() {
        return refused;
    }
}
