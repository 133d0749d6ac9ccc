package io.github.ldapimport.mapping;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.table.UsersTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * The users table as the settings describe it, checked for form; whether the database agrees is {@link UsersTable}'s
 * business. An optional column is empty where the settings name none.
 */
public final class TableSettings {
    // quoted by the database's own rules later; what could end a quotation or a parameter's place is not let in
    private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$ -]{0,127}");

    // it stands in statements as it is, so nothing is let in that could end a text there
    private static final Pattern MARK = Pattern.compile("[A-Za-z0-9 ._+/-]{0,64}");

    private static final List<Setting> NEEDED_COLUMNS =
            List.of(USERS_ID_COLUMN, USERS_GUID_COLUMN, USERS_DOMAIN_COLUMN);
    private static final List<Setting> OPTIONAL_COLUMNS =
            List.of(USERS_PASSWORD_COLUMN, USERS_CREATED_AT_COLUMN, USERS_UPDATED_AT_COLUMN, USERS_DELETED_AT_COLUMN);

    private final Settings settings;
    private final String table;
    // read once: a look into the settings for every row would cost more than the row
    private final Map<Setting, String> columns = new EnumMap<>(Setting.class);
    private final List<ColumnSource> syncAttributes;
    private final List<ColumnSource> insertAttributes;
    private final List<ColumnSource> syncExisting;
    private final AdoptFilter adoptFilter;
    private final List<String> releaseColumns;

    /** @throws ConfigurationException naming the setting that is wrong */
    public TableSettings(Settings settings, CamelContext context) {
        this.settings = settings;
        this.table = settings.requiredText(USERS_TABLE, "give the table's name");
        for (String part : table.split("\\.", -1)) {
            checkIdentifier(part, settings.key(USERS_TABLE));
        }
        if (table.split("\\.", -1).length > 2) {
            throw settings.wrong(USERS_TABLE, table, "give a table, or schema.table");
        }
        for (Setting mark : List.of(USERS_DELETED_VALUE, USERS_LIVE_VALUE)) {
            if (!MARK.matcher(settings.text(mark)).matches()) {
                throw settings.wrong(mark, settings.text(mark), "give up to 64 letters, digits, blanks or . _ + / -");
            }
        }
        if (!deletedValue().isEmpty() && deletedValue().equalsIgnoreCase(liveValue())) {
            throw settings.wrong(
                    USERS_LIVE_VALUE,
                    liveValue(),
                    "that is the value of " + settings.key(USERS_DELETED_VALUE)
                            + ", so a restored row would stay deleted; make them differ");
        }
        for (Setting column : NEEDED_COLUMNS) {
            columns.put(column, settings.requiredText(column, "give the column's name"));
        }
        for (Setting column : OPTIONAL_COLUMNS) {
            columns.put(column, settings.text(column));
        }
        columns.forEach((setting, column) -> {
            if (!column.isEmpty()) {
                checkIdentifier(column, settings.key(setting));
            }
        });
        requireChoice(USERS_CREATE_TABLE);
        passwordCost();
        requireChoice(USERS_ID_VALUE);
        requireChoice(USERS_PASSWORD_VALUE);
        this.syncAttributes = ColumnSource.parse(settings, USERS_SYNC_ATTRIBUTES, context);
        this.insertAttributes = ColumnSource.parse(settings, USERS_INSERT_ATTRIBUTES, context);
        this.syncExisting = ColumnSource.parse(settings, USERS_SYNC_EXISTING, context);
        if (!syncExisting.isEmpty()
                && syncExisting.stream().allMatch(pair -> pair.source().isConstant())) {
            throw settings.wrong(
                    USERS_SYNC_EXISTING,
                    settings.text(USERS_SYNC_EXISTING),
                    "it says nothing of the user, so a row would go to the first who comes; add a column with an attribute");
        }
        this.adoptFilter = AdoptFilter.parse(settings);
        this.releaseColumns = settings.list(USERS_RELEASE_COLUMNS);
        for (String column : releaseColumns) {
            checkIdentifier(column, settings.key(USERS_RELEASE_COLUMNS));
        }
        ColumnPurposes.requireOneEach(this);
    }

    private void requireChoice(Setting setting) {
        List<String> words = setting.choices();
        if (!words.contains(settings.text(setting))) {
            int last = words.size() - 1;
            throw settings.wrong(
                    setting,
                    settings.text(setting),
                    "give " + String.join(", ", words.subList(0, last)) + " or " + words.get(last));
        }
    }

    /** @throws ConfigurationException when no table or column can be called that */
    public static void checkIdentifier(String name, String key) {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new ConfigurationException(
                    key + ": '" + name
                            + "' cannot be a name in a table: use letters, digits, _, $, - and blanks, beginning with a letter or _");
        }
    }

    public String table() {
        return table;
    }

    /** The import's own columns, by their settings; empty texts where there are none. */
    Map<Setting, String> columns() {
        return columns;
    }

    /** The column that a setting names, or an empty text. */
    public String column(Setting setting) {
        return columns.get(setting);
    }

    /** Whether the import itself writes a column, or leaves it to others on purpose. */
    public boolean isOwnColumn(String name) {
        return columns.values().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** The column that holds the account attribute as it is, such as a login; empty where there is none. */
    public Optional<String> accountColumn() {
        String ofType = DirectoryType.named(settings.text(DIRECTORY_TYPE))
                .map(DirectoryType::accountAttribute)
                .orElse("");
        String attribute = settings.text(DIRECTORY_ACCOUNT_ATTRIBUTE, ofType);
        return Stream.concat(syncAttributes.stream(), insertAttributes.stream())
                .filter(pair -> pair.source().isAttribute()
                        && pair.source().attributes().stream().allMatch(attribute::equalsIgnoreCase))
                .map(ColumnSource::column)
                .findFirst();
    }

    /** The key of the provider's domain. */
    public String domainKey() {
        return settings.key(DOMAIN);
    }

    public String key(Setting setting) {
        return settings.key(setting);
    }

    /** What the soft-delete column holds for a deleted row, or an empty text. */
    public String deletedValue() {
        return settings.text(USERS_DELETED_VALUE);
    }

    /** What it holds for a live row, or an empty text. */
    public String liveValue() {
        return settings.text(USERS_LIVE_VALUE);
    }

    /** What the domain column of the provider's rows holds. */
    public String domain() {
        return settings.text(DOMAIN);
    }

    /** Whether the import makes the keys of new rows; else the database does. */
    public boolean makesKeys() {
        return settings.text(USERS_ID_VALUE).equals("uuid");
    }

    /** Whether rows get a password text that no password is known for, in place of a hash. */
    public boolean hasUnusablePasswords() {
        return settings.text(USERS_PASSWORD_VALUE).equals("unusable");
    }

    public int passwordCost() {
        return settings.number(USERS_PASSWORD_COST, 4, 31);
    }

    public boolean mayCreateTable(boolean embedded) {
        String create = settings.text(USERS_CREATE_TABLE);
        return create.equals("always") || (embedded && create.equals("embedded"));
    }

    public List<ColumnSource> syncAttributes() {
        return syncAttributes;
    }

    /** Columns that new rows get, and no other row. */
    public List<ColumnSource> insertAttributes() {
        return insertAttributes;
    }

    public List<ColumnSource> syncExisting() {
        return syncExisting;
    }

    /** Which rows sync-existing may adopt. */
    public AdoptFilter adoptFilter() {
        return adoptFilter;
    }

    /** The columns that are emptied when a row is soft-deleted. */
    public List<String> releaseColumns() {
        return releaseColumns;
    }

    /** Whether a column is one of them. */
    public boolean isReleased(String column) {
        return !releaseColumns.isEmpty() && releaseColumns.stream().anyMatch(column::equalsIgnoreCase);
    }

    /** The columns that sync-attributes writes, each once. */
    public List<String> syncColumns() {
        return syncAttributes.stream().map(ColumnSource::column).distinct().toList();
    }
}
