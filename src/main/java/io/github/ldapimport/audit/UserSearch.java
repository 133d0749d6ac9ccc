package io.github.ldapimport.audit;

import static io.github.ldapimport.settings.Setting.USERS_GUID_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_ID_COLUMN;
import static io.github.ldapimport.settings.Setting.USERS_PASSWORD_COLUMN;

import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.mapping.ColumnSource;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the users whom a text means: an account name, a person's name, a row's key, an address or a GUID, as the users table has it
 * now or a kept change had it then. Letters count alike in upper and lower case. A user whose row got another GUID is one user.
 */
public final class UserSearch {
    /** How many users are told apart; of further ones it is only known that they are there. */
    public static final int MAX_USERS = 50;

    private static final List<String> NAMING_ATTRIBUTES =
            List.of("cn", "uid", "sAMAccountName", "userPrincipalName", "name", "displayName", "mail", "otherMailbox");

    private final String text;
    private final String guid;
    private final Map<String, KnownUser> users = new LinkedHashMap<>();
    private final Map<String, String> laterGuids = new HashMap<>();
    private boolean hasFurther;

    /** @param text what a person typed; it is data alone */
    public UserSearch(String text) {
        this.text = text;
        this.guid = Guid.canonical(text);
    }

    /** Looks into a provider's table and its kept changes. */
    public void lookInto(History history) {
        UsersTable table = history.table();
        if (table.isPresent()) {
            lookInto(table, history);
        }
        history.forEachChange(change -> look(change, history));
    }

    /** Those who were found, in the order in which they were found. */
    public Collection<KnownUser> users() {
        return List.copyOf(users.values());
    }

    /** Whether there are more than {@link #MAX_USERS}. */
    public boolean hasFurther() {
        return hasFurther;
    }

    private void add(KnownUser user) {
        KnownUser known = users.get(user.guid());
        if (known != null) {
            users.put(user.guid(), known.completedBy(user));
        } else if (users.size() < MAX_USERS) {
            users.put(user.guid(), user);
        } else {
            hasFurther = true;
        }
    }

    private void look(KeptChange change, History history) {
        String its = laterGuids.getOrDefault(History.guid(change), History.guid(change));
        String former = history.formerGuid(change).orElse(null);
        if (users.containsKey(its) || fits(change, former)) {
            add(new KnownUser(its, change.key(), change.account(), change.name(), change.dn()));
            if (former != null && users.containsKey(its) && !former.equals(its)) {
                laterGuids.putIfAbsent(former, its);
                users.remove(former);
            }
        }
    }

    private boolean fits(KeptChange change, String former) {
        return isText(change.account())
                || isText(change.name())
                || text.equals(change.key())
                || guid.equals(History.guid(change))
                || guid.equals(former)
                || (text.indexOf('@') >= 0
                        && change.columns().values().stream()
                                .anyMatch(values -> isText(values.from().textValue())
                                        || isText(values.to().textValue())));
    }

    private boolean isText(String value) {
        return text.equalsIgnoreCase(value);
    }

    private void lookInto(UsersTable table, History history) {
        Set<String> naming = namingColumns(table);
        // a text that the database's encoding lacks, or that is none of a column's values, is no row's
        Lookup<String> byColumn = new Lookup<>(List.copyOf(naming), columns -> byText(table, columns));
        if (!naming.isEmpty()) {
            history.database().look(byColumn);
        }
        List<Map<String, Object>> rows = new ArrayList<>(byColumn.rows());
        for (Map.Entry<Column, Object> each : exact(table).entrySet()) {
            Lookup<Object> lookup =
                    new Lookup<>(List.of(each.getValue()), values -> byValue(table, each.getKey(), values.get(0)));
            history.database().look(lookup);
            rows.addAll(lookup.rows());
        }
        for (Map<String, Object> row : rows) {
            String stored = table.guidColumn().text(row.get("row_guid"));
            // a row that no import has touched has no history
            if (stored != null && !stored.isBlank()) {
                add(new KnownUser(
                        Guid.canonical(stored),
                        KeyColumn.shown(row.get("row_id")),
                        shown(row.get("row_account")),
                        shown(row.get("row_label")),
                        null));
            }
        }
    }

    private static String shown(Object value) {
        return value == null ? null : value.toString();
    }

    /** The columns of key and GUID with what the text is there; without those that can hold nothing like it. */
    private Map<Column, Object> exact(UsersTable table) {
        Map<Column, Object> values = new LinkedHashMap<>();
        if (table.guidColumn().takes(guid)) {
            values.put(table.column(USERS_GUID_COLUMN), table.guidColumn().value(guid));
        }
        try {
            Column key = table.column(USERS_ID_COLUMN);
            Object value = key.convert(text);
            if (value != null) {
                values.put(key, value);
            }
        } catch (IllegalArgumentException e) {
            // a text that is no key, such as a name where keys are numbers
            return values;
        }
        return values;
    }

    /** The columns of text that hold what people call a user by. */
    private static Set<String> namingColumns(UsersTable table) {
        TableSettings settings = table.settings();
        Set<String> columns = new LinkedHashSet<>();
        settings.accountColumn().ifPresent(columns::add);
        List<ColumnSource> pairs = settings.syncAttributes();
        for (int i = 0; i < pairs.size(); i++) {
            Set<String> attributes = pairs.get(i).source().attributes();
            boolean isNaming = !attributes.isEmpty()
                    && attributes.stream()
                            .allMatch(each -> NAMING_ATTRIBUTES.stream().anyMatch(each::equalsIgnoreCase));
            if (i == 0 || isNaming) {
                columns.add(pairs.get(i).column());
            }
        }
        columns.removeIf(name -> name.equalsIgnoreCase(settings.column(USERS_PASSWORD_COLUMN))
                || !table.column(name).isText()
                || table.column(name).texts().isClosed());
        return columns;
    }

    private SqlStatement byText(UsersTable table, List<String> columns) {
        List<String> conditions = columns.stream()
                .map(column -> "LOWER(" + table.quoted(column) + ") = LOWER(?)")
                .toList();
        List<Object> parameters = new ArrayList<>();
        columns.forEach(column -> parameters.add(text));
        return select(table, String.join(" OR ", conditions), parameters);
    }

    private static SqlStatement byValue(UsersTable table, Column column, Object value) {
        return select(table, table.quoted(column.name()) + " = ?", List.of(value));
    }

    private static SqlStatement select(UsersTable table, String condition, List<Object> parameters) {
        TableSettings settings = table.settings();
        List<ColumnSource> pairs = settings.syncAttributes();
        return new SqlStatement(
                "SELECT " + table.quoted(USERS_ID_COLUMN) + " AS row_id, " + table.quoted(USERS_GUID_COLUMN)
                        + " AS row_guid, "
                        + (pairs.isEmpty() ? "NULL" : table.quoted(pairs.get(0).column())) + " AS row_label, "
                        + settings.accountColumn().map(table::quoted).orElse("NULL") + " AS row_account FROM "
                        + table.quotedName() + " WHERE " + condition + " ORDER BY " + table.quoted(USERS_ID_COLUMN)
                        + " " + table.dialect().limitClause(MAX_USERS + 1),
                parameters);
    }
}
