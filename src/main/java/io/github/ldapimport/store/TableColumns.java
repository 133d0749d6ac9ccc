package io.github.ldapimport.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns by which the rows of a users table are told apart, as the database names them. One that is null is not known: an
 * earlier release remembered none, and a table without soft deletes has none.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableColumns(String id, String guid, String domain, String deletedAt) {
    public static TableColumns of(UsersTable table) {
        return new TableColumns(
                table.column(Setting.USERS_ID_COLUMN).name(),
                table.column(Setting.USERS_GUID_COLUMN).name(),
                table.column(Setting.USERS_DOMAIN_COLUMN).name(),
                table.softDeletes() ? table.deletedAtColumn() : null);
    }

    /** What differs from earlier ones, with both names and the setting, for a person. */
    List<String> changesSince(TableColumns before) {
        List<String> changes = new ArrayList<>();
        addChange(changes, Setting.USERS_ID_COLUMN, before.id, id);
        addChange(changes, Setting.USERS_GUID_COLUMN, before.guid, guid);
        addChange(changes, Setting.USERS_DOMAIN_COLUMN, before.domain, domain);
        addChange(changes, Setting.USERS_DELETED_AT_COLUMN, before.deletedAt, deletedAt);
        return changes;
    }

    private static void addChange(List<String> changes, Setting setting, String before, String now) {
        if (before != null && now != null && !before.equals(now)) {
            changes.add(setting.key() + " was " + before + " and is " + now);
        }
    }

    /** These, and where one is not known what is known of it from before. */
    TableColumns orElse(TableColumns before) {
        return before == null
                ? this
                : new TableColumns(
                        id == null ? before.id : id,
                        guid == null ? before.guid : guid,
                        domain == null ? before.domain : domain,
                        deletedAt == null ? before.deletedAt : deletedAt);
    }

    /** The same without the soft-delete column, where it is doubtful which one that is. */
    public TableColumns withoutDeletedAt() {
        return new TableColumns(id, guid, domain, null);
    }
}
