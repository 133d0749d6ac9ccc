package io.github.ldapimport.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns by which the rows of a users table are told apart, as the database names them, and the values that tell deleted rows from
 * live ones. One that is null is not known: an earlier release remembered none, and a table without soft deletes has none.
 *
 * @param deletedValue that of {@code users.deleted-value}; empty where a date tells deleted rows
 * @param liveValue that of {@code users.live-value}; empty where a date tells deleted rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableColumns(
        String id,
        String guid,
        String domain,
        String deletedAt,
        String deletedValue,
        String liveValue,
        String password) {
    public static TableColumns of(UsersTable table) {
        boolean isSoft = table.softDeletes();
        return new TableColumns(
                table.column(Setting.USERS_ID_COLUMN).name(),
                table.column(Setting.USERS_GUID_COLUMN).name(),
                table.column(Setting.USERS_DOMAIN_COLUMN).name(),
                isSoft ? table.deletedAtColumn() : null,
                isSoft ? table.settings().deletedValue() : null,
                isSoft ? table.settings().liveValue() : null,
                table.has(Setting.USERS_PASSWORD_COLUMN)
                        ? table.column(Setting.USERS_PASSWORD_COLUMN).name()
                        : null);
    }

    /** What differs from earlier ones, with both names and the setting, for a person. */
    List<String> changesSince(TableColumns before) {
        List<String> changes = new ArrayList<>();
        addChange(changes, Setting.USERS_ID_COLUMN, before.id, id);
        addChange(changes, Setting.USERS_GUID_COLUMN, before.guid, guid);
        addChange(changes, Setting.USERS_DOMAIN_COLUMN, before.domain, domain);
        addChange(changes, Setting.USERS_DELETED_AT_COLUMN, before.deletedAt, deletedAt);
        addChange(changes, Setting.USERS_DELETED_VALUE, before.deletedValue, deletedValue);
        addChange(changes, Setting.USERS_LIVE_VALUE, before.liveValue, liveValue);
        addChange(changes, Setting.USERS_PASSWORD_COLUMN, before.password, password);
        return changes;
    }

    private static void addChange(List<String> changes, Setting setting, String before, String now) {
        if (before != null && now != null && !before.equals(now)) {
            changes.add(setting.key() + " was " + shown(before) + " and is " + shown(now));
        }
    }

    private static String shown(String value) {
        return value.isEmpty() ? "empty" : value;
    }

    /** These, and where one is not known what is known of it from before. */
    TableColumns orElse(TableColumns before) {
        return before == null
                ? this
                : new TableColumns(
                        first(id, before.id),
                        first(guid, before.guid),
                        first(domain, before.domain),
                        first(deletedAt, before.deletedAt),
                        first(deletedValue, before.deletedValue),
                        first(liveValue, before.liveValue),
                        first(password, before.password));
    }

    private static String first(String now, String before) {
        return now == null ? before : now;
    }

    /** The same without the soft-delete column, where it is doubtful which one that is. */
    public TableColumns withoutDeletedAt() {
        return new TableColumns(id, guid, domain, null, deletedValue, liveValue, password);
    }
}
