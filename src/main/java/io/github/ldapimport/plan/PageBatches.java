package io.github.ldapimport.plan;

import io.github.ldapimport.handover.UniqueStatements;
import io.github.ldapimport.sql.SqlBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The statements that write the rows of a page's users. */
final class PageBatches {
    private final PageTable page;
    private final WantedValues values;
    private final WriteStatements statements;
    private final UniqueStatements uniqueStatements;

    PageBatches(PageTable page, WantedValues values) {
        this.page = page;
        this.values = values;
        this.statements = new WriteStatements(page.table());
        this.uniqueStatements = new UniqueStatements(page.table());
    }

    /**
     * The statements that write rows whose unique values change hands: users of a ring first let go of what they hold; then all
     * get what they want, holders before those who want what they hold, and new rows last.
     */
    List<SqlBatch> inOrder(List<List<UserChange>> units) {
        List<SqlBatch> batches = new ArrayList<>();
        List<UserChange> ring = new ArrayList<>();
        List<UserChange> users = new ArrayList<>();
        for (List<UserChange> unit : units) {
            users.addAll(unit);
            if (unit.size() > 1) {
                ring.addAll(unit);
            }
        }
        if (!ring.isEmpty()) {
            batches.addAll(
                    uniqueStatements.park(ring.stream().map(values::giver).toList()));
        }
        List<UserChange> inserted = new ArrayList<>();
        List<UserChange> alike = new ArrayList<>();
        for (UserChange user : users) {
            if (user.action() == UserChange.Action.IMPORT) {
                inserted.add(user);
                continue;
            }
            if (!alike.isEmpty() && !shape(user).equals(shape(alike.get(0)))) {
                batches.add(statements.update(alike, page.domain()));
                alike = new ArrayList<>();
            }
            alike.add(user);
        }
        if (!alike.isEmpty()) {
            batches.add(statements.update(alike, page.domain()));
        }
        batches.addAll(of(inserted));
        return batches;
    }

    /** What users have in common whose rows one statement can write. */
    private static List<Object> shape(UserChange user) {
        boolean adopt =
                user.action() != UserChange.Action.IMPORT && user.existing().guid() == null;
        return List.of(List.copyOf(user.values().keySet()), adopt, user.needsPassword(), user.mark());
    }

    /**
     * The statements that write some users' rows, in as few as the rows' columns allow. Updates come first: they may free an
     * address that a new row wants.
     */
    List<SqlBatch> of(List<UserChange> some) {
        Map<List<Object>, List<UserChange>> updates = new LinkedHashMap<>();
        Map<List<Object>, List<UserChange>> inserts = new LinkedHashMap<>();
        for (UserChange user : some) {
            (user.action() == UserChange.Action.IMPORT ? inserts : updates)
                    .computeIfAbsent(shape(user), any -> new ArrayList<>())
                    .add(user);
        }
        List<SqlBatch> batches = new ArrayList<>();
        updates.values().forEach(group -> batches.add(statements.update(group, page.domain())));
        inserts.values().forEach(group -> batches.add(statements.insert(group, page.domain())));
        return batches;
    }
}
