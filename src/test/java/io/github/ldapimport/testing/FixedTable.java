package io.github.ldapimport.testing;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.MappedUsers;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.match.PageMatches;
import io.github.ldapimport.match.RowMatching;
import io.github.ldapimport.match.RowPolicy;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.table.UsersTables;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A users table of the domain {@code default} without a database: rows that never change, behind {@link Statements}. It understands a
 * lookup of unique values, and otherwise finds a row by its key, its GUID or its address among a statement's parameters.
 */
public final class FixedTable implements Statements {
    public static final String ADA = "0e5c40f1-6a8b-4c3d-9a51-9b8f0a4c2d11";
    public static final String BOB = "1f6d51a2-7b9c-4d4e-8b62-0c9f1b5d3e22";
    public static final String EVE = "2a7e62b3-8cad-4e5f-9c73-1daf2c6e4f33";
    public static final RowPolicy USUAL = new RowPolicy(Map.of(), false, false, row -> false);

    private static final Pattern COLUMN = Pattern.compile("\"(\\w+)\" AS (row_\\w+)");
    private static final Pattern NUMBER = Pattern.compile("\\b(\\d+) AS (row_\\w+)");
    private static final Pattern EQUALS = Pattern.compile("(lower\\()?\"(\\w+)\"\\)? = (?:lower\\()?\\?");

    private final Map<String, String> settings = new TreeMap<>(Map.of(
            "sync-attributes", "name=cn,email=mail", "sync-existing", "email=mail", "deleted-at-column", "deleted_at"));
    private final Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<UniqueKey> keys = new ArrayList<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<SqlStatement> asked = new ArrayList<>();
    private final Set<Object> refused = new HashSet<>();
    private RowPolicy policy = USUAL;
    private boolean ignoresCase;
    private StoredGuids stored = StoredGuids.CANONICAL;
    private UsersTable table;

    public FixedTable() {
        for (String name : List.of("id", "guid", "domain", "name", "email", "password")) {
            columns.put(name, new Column(name, Types.VARCHAR, "varchar", true));
        }
        for (String name : List.of("created_at", "updated_at", "deleted_at")) {
            columns.put(name, new Column(name, Types.TIMESTAMP, "timestamp", true));
        }
    }

    /** Sets one of the settings of users, without {@code users.} before its name. */
    public FixedTable set(String key, String value) {
        table = null;
        settings.put(key, value);
        return this;
    }

    /** Adds a column, or changes it. */
    public FixedTable column(Column column) {
        table = null;
        columns.put(column.name(), column);
        return this;
    }

    /** Makes columns unique together. */
    public FixedTable unique(String... names) {
        return key("", "", names);
    }

    /** Makes the texts of a column unique without regard to case. */
    public FixedTable uniqueInLowerCase(String name) {
        return key("lower", "", name);
    }

    /** Makes a column unique among the rows of a condition. */
    public FixedTable uniqueAmong(String condition, String name) {
        return key("", condition, name);
    }

    private FixedTable key(String function, String condition, String... names) {
        table = null;
        keys.add(new UniqueKey(Stream.of(names).map(columns::get).toList(), function, condition));
        return this;
    }

    /** Says in which forms the rows hold GUIDs. */
    public FixedTable stored(StoredGuids forms) {
        table = null;
        stored = forms;
        return this;
    }

    /** Finds addresses without regard to case, as the collation of a database may. */
    public FixedTable ignoringCase() {
        ignoresCase = true;
        return this;
    }

    /** Says which rows the users may have; {@link #USUAL} without. */
    public FixedTable policy(RowPolicy which) {
        policy = which;
        return this;
    }

    /** Adds a row with a password. */
    public FixedTable add(long id, String guid, String domain, boolean deleted, String email, String name) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("guid", guid);
        row.put("domain", domain);
        row.put("password", "x");
        row.put("deleted_at", deleted ? java.sql.Timestamp.valueOf("2024-02-29 12:00:00") : null);
        row.put("email", email);
        row.put("name", name);
        rows.add(row);
        return this;
    }

    /** Changes a column of the row that was added last. */
    public FixedTable with(String column, Object value) {
        rows.get(rows.size() - 1).put(column, value);
        return this;
    }

    /** Takes all rows away. */
    public FixedTable clear() {
        rows.clear();
        asked.clear();
        return this;
    }

    /** Refuses statements with that value, as where the database's encoding lacks a letter of it. */
    public FixedTable refuse(Object value) {
        refused.add(value);
        return this;
    }

    /** The statements since it was made. */
    public List<SqlStatement> asked() {
        return asked;
    }

    /** The table as the catalogue of H2 would describe it. */
    public UsersTable table() {
        if (table == null) {
            Properties properties = new Properties();
            settings.forEach((key, value) -> properties.put("ldap-import.users." + key, value));
            DefaultCamelContext context = new DefaultCamelContext();
            context.getPropertiesComponent().setOverrideProperties(properties);
            table = UsersTables.of(
                    new TableSettings(new Settings(context, Setting.BUNDLE_PREFIX), context),
                    Dialect.of("H2", "\"", true),
                    stored,
                    columns,
                    List.copyOf(keys));
        }
        return table;
    }

    /** A user with a name, and the address made of it. */
    public static MappedUser user(String guid, String name) {
        return user(guid, name, AccountState.ENABLED);
    }

    /** The same with the state of the account. */
    public static MappedUser user(String guid, String name, AccountState state) {
        String email = name.toLowerCase(Locale.ROOT) + "@example.com";
        MappedUser user = MappedUsers.user(guid, name, state, List.of(List.of(email)));
        MappedUsers.set(user, "name", name);
        MappedUsers.set(user, "email", email);
        return user;
    }

    /** What the rows and a page of users make of each other. */
    public PageMatches matches(MappedUser... users) {
        if (table().settings().syncExisting().isEmpty()) {
            List.of(users).forEach(user -> MappedUsers.setKeys(user, List.of()));
        }
        return RowMatching.of(table(), "default", policy, List.of(users), this);
    }

    /** What is to be done with a page of users; no date of a deletion changes. */
    public PagePlan plan(MappedUser... users) {
        return plan(SoftDeletePolicy.NONE, users);
    }

    /** The same with what becomes of the rows of disabled and enabled users. */
    public PagePlan plan(SoftDeletePolicy softDeletes, MappedUser... users) {
        return PagePlan.of(matches(users), softDeletes);
    }

    /** Passes the guards without which a page's rows are not written. */
    public static PagePlan guarded(PagePlan plan) {
        List.of(Guard.FEW_CHANGED, Guard.ABSENCE_CONFIRMED, Guard.ABSENCE_REQUIRED)
                .forEach(plan.guards()::pass);
        return plan;
    }

    @Override
    public List<Map<String, Object>> rows(SqlStatement statement) {
        asked.add(statement);
        if (statement.parameters().stream().anyMatch(refused::contains)) {
            throw new IllegalStateException("the database knows no such letter");
        }
        List<Map<String, Object>> found = new ArrayList<>();
        Iterator<Object> parameters = statement.parameters().iterator();
        for (String select : statement.sql().split(" UNION ALL ", -1)) {
            Predicate<Map<String, Object>> isWanted = select.contains(" AS row_want")
                    ? hasUniqueValues(select, parameters)
                    : row -> isNamed(row, statement.parameters());
            rows.stream().filter(isWanted).forEach(row -> found.add(labelled(select, row)));
        }
        return found;
    }

    private Predicate<Map<String, Object>> hasUniqueValues(String select, Iterator<Object> parameters) {
        Predicate<Map<String, Object>> all = row -> true;
        Matcher condition = EQUALS.matcher(select);
        while (condition.find()) {
            String name = condition.group(2);
            Object value = parameters.next();
            boolean ignoresCase =
                    condition.group(1) != null || columns.get(name).typeName().equals("varchar_ignorecase");
            all = all.and(row -> ignoresCase
                    ? String.valueOf(value).equalsIgnoreCase(String.valueOf(row.get(name)))
                    : value.equals(row.get(name)));
        }
        return all;
    }

    private boolean isNamed(Map<String, Object> row, List<Object> parameters) {
        String guid = (String) row.get("guid");
        return parameters.contains(row.get("id"))
                || parameters.contains(row.get("email"))
                || (ignoresCase
                        && parameters.stream().anyMatch(value -> String.valueOf(value)
                                .equalsIgnoreCase(String.valueOf(row.get("email")))))
                || (guid != null
                        && (parameters.contains(guid)
                                || parameters.contains(guid.strip())
                                || parameters.contains(
                                        guid.toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", ""))));
    }

    private Map<String, Object> labelled(String select, Map<String, Object> row) {
        Map<String, Object> result = new HashMap<>();
        Matcher number = NUMBER.matcher(select);
        while (number.find()) {
            result.put(number.group(2), Integer.valueOf(number.group(1)));
        }
        Matcher column = COLUMN.matcher(select);
        while (column.find()) {
            result.put(column.group(2), row.get(column.group(1)));
        }
        result.put("row_has_password", row.get("password") == null ? 0 : 1);
        result.put("row_has_guid", row.get("guid") == null ? 0 : 1);
        result.put("row_is_deleted", isDeleted(row) ? 1 : 0);
        return result;
    }

    private boolean isDeleted(Map<String, Object> row) {
        Object mark = row.get(settings.get("deleted-at-column"));
        String deleted = settings.get("deleted-value");
        return deleted == null ? mark != null : deleted.equals(mark);
    }
}
