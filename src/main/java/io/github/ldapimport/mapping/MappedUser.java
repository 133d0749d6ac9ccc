package io.github.ldapimport.mapping;

import io.github.ldapimport.ldap.AccountState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a directory entry becomes: values for columns, and whose they are. A route may change it with {@link #with}.
 * Column names match without regard to case. A column that the row does not name is left as it is in the table.
 */
public final class MappedUser {
    private final String guid;
    private final String dn;
    private final String name;
    private final String accountName;
    private final Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, List<Object>> alternatives = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private Map<String, Object> insertValues = Map.of();
    private Map<String, String> insertFailures = Map.of();
    private List<List<Object>> existingKeys = List.of();
    private Set<String> setByRoute = Set.of();
    private Set<String> notShown;
    private AccountState accountState = AccountState.UNKNOWN;

    public MappedUser(String guid, String dn, String name, String accountName) {
        this.guid = guid;
        this.dn = dn;
        this.name = name;
        this.accountName = accountName;
    }

    /** The GUID in its stored form. */
    public String guid() {
        return guid;
    }

    public String dn() {
        return dn;
    }

    /** The person's name. */
    public String name() {
        return name;
    }

    /** The login, for log lines. */
    public String accountName() {
        return accountName;
    }

    /** Sets a column's value; null empties it. Answers with this row. */
    public MappedUser with(String column, Object value) {
        if (setByRoute.isEmpty()) {
            setByRoute = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        }
        setByRoute.add(column);
        return withMapped(column, value);
    }

    /** Sets a column as the settings say. */
    MappedUser withMapped(String column, Object value) {
        values.put(column, value);
        alternatives.remove(column);
        return this;
    }

    /** Whether a step has set the column, from whatever it read. */
    public boolean isSetByRoute(String column) {
        return setByRoute.contains(column);
    }

    /**
     * The attributes that the entry did not show, of those that expressions, beans and steps may read; empty where the row was
     * not made by the mapping, and so nobody has looked.
     */
    public Optional<Set<String>> notShown() {
        return Optional.ofNullable(notShown);
    }

    void setNotShown(Set<String> attributes) {
        notShown = attributes;
    }

    /**
     * Sets a column to one of several values that the directory does not order (RFC 4512, 2.2): the first, unless the
     * table already holds one of them.
     */
    MappedUser withAnyOf(String column, List<Object> anyOf) {
        values.put(column, anyOf.get(0));
        alternatives.put(column, List.copyOf(anyOf));
        return this;
    }

    /** Sets what a new row gets in a column; an existing row's is not looked at. */
    void withInserted(String column, Object value) {
        if (insertValues.isEmpty()) {
            insertValues = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        }
        insertValues.put(column, value);
    }

    /** Says why a new row cannot have a value in one of those columns. */
    void failInserted(String column, String message) {
        if (insertFailures.isEmpty()) {
            insertFailures = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        }
        insertFailures.put(column, message);
    }

    /**
     * What a new row gets: the values, and those for new rows only in columns that no step has set. This object stays as it is: when
     * the user is retried, there may be a row.
     *
     * @throws IllegalArgumentException when one of them cannot be made of the entry
     */
    public Map<String, Object> valuesOfNewRow() {
        insertFailures.forEach((column, message) -> {
            if (!values.containsKey(column)) {
                throw new IllegalArgumentException(message);
            }
        });
        if (insertValues.isEmpty()) {
            return values();
        }
        Map<String, Object> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(insertValues);
        all.putAll(values);
        return all;
    }

    /** Leaves a column as it is in the table, and in a new row to the database. Answers with this row. */
    public MappedUser without(String column) {
        values.remove(column);
        alternatives.remove(column);
        if (!insertValues.isEmpty()) {
            insertValues.remove(column);
        }
        if (!insertFailures.isEmpty()) {
            insertFailures.remove(column);
        }
        return this;
    }

    public Object get(String column) {
        return values.get(column);
    }

    public Set<String> columns() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    public List<Object> alternatives(String column) {
        return alternatives.isEmpty() ? List.of() : alternatives.getOrDefault(column, List.of());
    }

    /**
     * The values by which a row without a GUID may be adopted, each list in the order of sync-existing: several where an
     * attribute has several values, which have no order; none where one has no value.
     */
    public List<List<Object>> existingKeys() {
        return existingKeys;
    }

    void setExistingKeys(List<List<Object>> keys) {
        existingKeys = keys;
    }

    /** Whether the user may sign in; unknown to a run that does not need to know. */
    public AccountState accountState() {
        return accountState;
    }

    void setAccountState(AccountState state) {
        accountState = state;
    }

    /** The DN alone: values belong in no log. */
    @Override
    public String toString() {
        return dn;
    }
}
