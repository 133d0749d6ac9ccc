package io.github.ldapimport.table;

import java.util.List;

/** Rows that one transaction writes: those of a page, and where the database refuses them, of half a page, down to one. */
public final class PageWrite {
    private final PagePlan plan;
    private final List<UserPlan> users;
    private boolean committed;

    PageWrite(PagePlan plan, List<UserPlan> users) {
        this.plan = plan;
        this.users = users;
    }

    public List<UserPlan> users() {
        return users;
    }

    /** The statements. */
    public List<Batch> batches() {
        return plan.batches(users);
    }

    /** The same rows in two pieces: so one bad row among a thousand costs some twenty transactions, not a thousand. */
    public List<PageWrite> halves() {
        int middle = users.size() / 2;
        return List.of(
                new PageWrite(plan, users.subList(0, middle)),
                new PageWrite(plan, users.subList(middle, users.size())));
    }

    public boolean isCommitted() {
        return committed;
    }

    /** Notes that the transaction was committed. */
    public void settle() {
        committed = true;
        users.forEach(UserPlan::written);
    }

    /**
     * Notes that the only row was refused.
     *
     * @param words the database's; not its exception, because of an object whose methods take one Camel keeps a thousand
     */
    public void refused(String words) {
        users.get(0).refuse(words + plan.whatDoesNotFit(users.get(0)));
    }
}
