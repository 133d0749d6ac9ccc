package io.github.ldapimport.plan;

import io.github.ldapimport.handover.UniqueStatements;
import io.github.ldapimport.match.PageTable;
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
    List<SqlBatch> inOrder(List<List<UserWrite>> units) {
        List<SqlBatch> batches = new ArrayList<>();
        List<UserWrite> ring = new ArrayList<>();
        List<UserWrite> users = new ArrayList<>();
        for (List<UserWrite> unit : units) {
            users.addAll(unit);
            if (unit.size() > 1) {
                ring.addAll(unit);
            }
        }
        if (!ring.isEmpty()) {
            batches.addAll(uniqueStatements.park(
                    ring.stream().map(UserWrite::change).map(values::giver).toList()));
        }
        List<UserWrite> inserted = new ArrayList<>();
        List<UserWrite> alike = new ArrayList<>();
        for (UserWrite user : users) {
            if (user.change().action() == UserChange.Action.IMPORT) {
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
    private static List<Object> shape(UserWrite user) {
        boolean adopt = user.change().action() != UserChange.Action.IMPORT
                && user.change().existing().guid() == null;
        return List.of(
                List.copyOf(user.change().values().keySet()),
                adopt,
                user.needsPassword(),
                user.change().mark());
    }

    /**
     * The statements that write some users' rows, in as few as the rows' columns allow. Updates come first: they may free an
     * address that a new row wants.
     */
    List<SqlBatch> of(List<UserWrite> some) {
        Map<List<Object>, List<UserWrite>> updates = new LinkedHashMap<>();
        Map<List<Object>, List<UserWrite>> inserts = new LinkedHashMap<>();
        for (UserWrite user : some) {
            (user.change().action() == UserChange.Action.IMPORT ? inserts : updates)
                    .computeIfAbsent(shape(user), any -> new ArrayList<>())
                    .add(user);
        }
        List<SqlBatch> batches = new ArrayList<>();
        updates.values().forEach(group -> batches.add(statements.update(group, page.domain())));
        inserts.values().forEach(group -> batches.add(statements.insert(group, page.domain())));
        return batches;
    }
}
