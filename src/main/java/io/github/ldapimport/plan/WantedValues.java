package io.github.ldapimport.plan;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.handover.Giver;
import io.github.ldapimport.handover.UniqueStatements;
import io.github.ldapimport.handover.Want;
import io.github.ldapimport.match.PageTable;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.Lookup;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UniqueKey;
import java.util.ArrayList;
import java.util.List;

/** The values of unique keys that users' rows will have, as far as they do not have them yet. */
final class WantedValues {
    private final PageTable page;

    WantedValues(PageTable page) {
        this.page = page;
    }

    /** Whether there are any such keys. */
    boolean areUnique() {
        return !page.uniqueKeys().isEmpty();
    }

    /** What some users want, each value with its user's place among them. */
    List<Want> of(List<UserWrite> users) {
        List<Want> wants = new ArrayList<>();
        for (int user = 0; user < users.size(); user++) {
            for (UniqueKey key : page.uniqueKeys()) {
                List<Object> values = wanted(users.get(user).change(), key);
                if (!values.isEmpty()) {
                    wants.add(new Want(wants.size(), user, key, values));
                }
            }
        }
        return wants;
    }

    /** What a row of a ring gives up. */
    Giver giver(UserChange user) {
        return new Giver(
                user.id(),
                user.values().keySet(),
                user.id() == null
                        ? List.of()
                        : page.uniqueKeys().stream()
                                .filter(key -> changes(user, key))
                                .toList());
    }

    /** Whether a user's row will have other values in a key than now. */
    boolean changes(UserChange user, UniqueKey key) {
        return user.existing() == null || user.changes().stream().anyMatch(change -> key.has(change.column()));
    }

    /** What a user's row will have in a key and does not have yet; empty where that is nothing, or NULL in part. */
    private List<Object> wanted(UserChange user, UniqueKey key) {
        if (!changes(user, key)) {
            return List.of();
        }
        List<Object> wanted = new ArrayList<>(key.columns().size());
        for (Column column : key.columns()) {
            Object value = willHave(user, column.name());
            if (value == null) {
                return List.of();
            }
            wanted.add(value);
        }
        return wanted;
    }

    private Object willHave(UserChange user, String column) {
        if (column.equalsIgnoreCase(page.table().settings().column(Setting.USERS_DOMAIN_COLUMN))) {
            return user.domain(page.domain());
        } else if (page.table().isMarkerValue(column) && !user.values().containsKey(column)) {
            return user.existing() != null && user.mark() == SoftDeletePolicy.Mark.NONE
                    ? page.value(user.existing(), column)
                    : page.table().markerOf(user.mark() == SoftDeletePolicy.Mark.DELETE);
        } else if (user.values().containsKey(column) || user.existing() == null) {
            // what a column's default gives to a new row is not known
            return user.value(column);
        }
        return page.value(user.existing(), column);
    }

    /** The values of a key in a form that is equal for values which are equal to the table. */
    List<Object> canonical(UniqueKey key, List<Object> values) {
        List<Object> comparable = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            comparable.add(key.columns().get(i).canonical(key.applied(values.get(i))));
        }
        return comparable;
    }

    /** The same, as the database compares texts, as far as that is known. */
    List<Object> folded(UniqueKey key, List<Object> values) {
        List<Object> folded = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            folded.add(
                    key.folded(key.columns().get(i), values.get(i), page.table().dialect()));
        }
        return folded;
    }

    /** The domain of the users' rows. */
    String domain() {
        return page.domain();
    }

    /** A row's key in a form that is equal for equal ones. */
    Object key(Object id) {
        return page.key(id);
    }

    List<Lookup<Want>> selectHolders(List<Want> wants) {
        return new UniqueStatements(page.table()).selectHolders(wants);
    }
}
