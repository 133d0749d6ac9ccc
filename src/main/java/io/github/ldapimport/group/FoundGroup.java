package io.github.ldapimport.group;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A group as the directory shows it: who is in it directly, and what is in it that is no user. */
final class FoundGroup {
    private final List<String> guids;
    private final String dn;
    private final String name;
    private final String sid;
    private final Set<String> shown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final IntBag users = new IntBag();
    private final IntBag others = new IntBag();
    private int withoutRow;
    private int ambiguous;

    /**
     * @param guids in their stored form
     * @param sid Active Directory's objectSid as a text; null elsewhere
     */
    FoundGroup(List<String> guids, String dn, String name, String sid) {
        this.guids = List.copyOf(guids);
        this.dn = dn;
        this.name = name;
        this.sid = sid;
    }

    List<String> guids() {
        return guids;
    }

    String dn() {
        return dn;
    }

    String name() {
        return name;
    }

    String sid() {
        return sid;
    }

    /** Notes that the entry shows values of an attribute. */
    void shows(String attribute) {
        shown.add(attribute);
    }

    boolean isShown(String attribute) {
        return shown.contains(attribute);
    }

    /** @param user a number of {@link MemberUsers}, or one of its constants but that for unknown */
    void addUser(int user) {
        if (user == MemberUsers.WITHOUT_ROW) {
            withoutRow++;
        } else if (user == MemberUsers.AMBIGUOUS) {
            ambiguous++;
        } else {
            users.add(user);
        }
    }

    /** @param other number of a member that is no user of the provider, see {@link OtherMembers} */
    void addOther(int other) {
        others.add(other);
    }

    /** All values of the entry are read. */
    void complete() {
        users.trim();
        others.trim();
    }

    IntBag users() {
        return users;
    }

    IntBag others() {
        return others;
    }

    /** Members who are users of the provider and have no row. */
    int withoutRow() {
        return withoutRow;
    }

    /** Members whose DN or login means several users or rows. */
    int ambiguous() {
        return ambiguous;
    }

    /** The group as messages name it. */
    @Override
    public String toString() {
        return dn;
    }
}
