package io.github.ldapimport.group;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.rows.KeyedRow;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.table.UsersTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The memberships of a run: what is read of them, and what is to be done. Not for two threads at once. */
public final class Memberships {
    private static final Memberships NONE = new Memberships(null, null, null, null, null);

    private final MemberSettings settings;
    private final Provider ofUsers;
    private final UsersTable usersTable;
    private final PairTable pairs;
    private final Guards guards = new Guards();
    private final MemberUsers users = new MemberUsers();
    private final List<KeyedRow> groupRows = new ArrayList<>();
    private final Map<Object, Integer> groupRowByValue = new HashMap<>();
    private final MemberReader reader;
    private final List<Absence> absences = new ArrayList<>();
    private final Set<String> confirmed = new HashSet<>();
    private final Set<Integer> notWhole = new HashSet<>();
    private List<GroupChange> changes = List.of();
    private boolean isDue;
    private long own;

    private Memberships(
            MemberSettings settings, Provider ofUsers, Directory ofGroups, UsersTable usersTable, PairTable pairs) {
        this.settings = settings;
        this.ofUsers = ofUsers;
        this.usersTable = usersTable;
        this.pairs = pairs;
        this.reader = settings == null ? null : new MemberReader(settings, ofUsers.directory(), ofGroups, users);
    }

    /** Of a provider that has none. */
    static Memberships none() {
        return NONE;
    }

    /**
     * @param ofUsers the provider whose users are the members
     * @param ofGroups the directory of the groups
     */
    static Memberships of(
            MemberSettings settings, Provider ofUsers, Directory ofGroups, UsersTable usersTable, PairTable pairs) {
        Memberships memberships = new Memberships(settings, ofUsers, ofGroups, usersTable, pairs);
        memberships.isDue = true;
        return memberships;
    }

    /** Whether there is anything to compare: the provider has memberships, and the run is one for all groups. */
    public boolean isDue() {
        return isDue;
    }

    /** Leaves all memberships as they are. */
    void leave() {
        isDue = false;
    }

    Guards guards() {
        return guards;
    }

    MemberSettings settings() {
        return settings;
    }

    Provider ofUsers() {
        return ofUsers;
    }

    UsersTable usersTable() {
        return usersTable;
    }

    PairTable pairs() {
        return pairs;
    }

    MemberUsers users() {
        return users;
    }

    MemberReader reader() {
        return reader;
    }

    /** The bean that camel-spring-ldap is to use for the users' directory. */
    public String usersDirectoryBean() {
        return ofUsers.directoryBean(settings.of());
    }

    /** Whether who is a member is to be read from the users. */
    public boolean isToReadMemberOf() {
        return reader.isToReadMemberOf();
    }

    /** Whether groups that are none of the provider's may be in its groups. */
    public boolean isToReadFurtherGroups() {
        return settings.isNested() && !reader.isToReadMemberOf();
    }

    /**
     * Adds a row of a group.
     *
     * @param canonical what pairs name the group by, in a form that is equal for equal ones
     */
    void addGroupRow(KeyedRow row, Object canonical) {
        if (canonical == null || groupRowByValue.containsKey(canonical)) {
            // two groups by one name: the pairs are neither's
            groupRowByValue.put(canonical, OtherMembers.NO_GROUP);
            return;
        }
        groupRowByValue.put(canonical, groupRows.size());
        groupRows.add(row);
    }

    /** The rows of the groups whose pairs can be told apart. */
    List<KeyedRow> groupRows() {
        return groupRows;
    }

    /** The number of the row that a pair names; {@link OtherMembers#NO_GROUP} where that is none. */
    int groupRow(Object canonical) {
        return groupRowByValue.getOrDefault(canonical, OtherMembers.NO_GROUP);
    }

    void plan(List<GroupChange> planned) {
        changes = planned;
    }

    /** What is to be done, group by group. */
    List<GroupChange> changes() {
        return changes;
    }

    /**
     * Entries that show no value of an attribute, and would lose memberships by it.
     *
     * @param ofUsers whether they are users; else groups
     */
    public record Absence(String attribute, List<String> guids, boolean ofUsers) {
        public Absence {
            guids = List.copyOf(guids);
        }
    }

    /** Says what the directory has to confirm before anything is removed. */
    void toConfirm(List<Absence> absent) {
        absences.addAll(absent);
    }

    List<Absence> absences() {
        return List.copyOf(absences);
    }

    /** Notes that the directory says of an entry that it has no such attribute. */
    void confirm(String attribute, String guid) {
        confirmed.add(key(attribute, guid));
    }

    boolean isConfirmed(String attribute, String guid) {
        return confirmed.contains(key(attribute, guid));
    }

    private static String key(String attribute, String guid) {
        return attribute + "\n" + guid;
    }

    /** Notes that a group, by its number, may have members whom the directory does not show. */
    void mayHideMembers(int group) {
        notWhole.add(group);
    }

    /** Whether one may, itself or by a group in it. */
    boolean mayHide(int group) {
        if (group == OtherMembers.NO_GROUP || notWhole.isEmpty()) {
            return false;
        }
        for (int each : reader.graph().closure(group)) {
            if (notWhole.contains(each)) {
                return true;
            }
        }
        return false;
    }

    void countOwn(long pairsOfAGroup) {
        own += pairsOfAGroup;
    }

    /** The pairs that the import made before, of all groups that were compared. */
    long own() {
        return own;
    }

    /** The group of a change; empty where the directory does not have it. */
    Optional<FoundGroup> group(GroupChange change) {
        return change.group() == OtherMembers.NO_GROUP
                ? Optional.empty()
                : Optional.of(reader.groups().get(change.group()));
    }

    /** What a person knows a user by. */
    String shown(int user) {
        KeyedRow row = users.row(user);
        return row.label() == null ? KeyColumn.shown(row.id()) : row.label();
    }

    /** Without what is in them: values belong in no log. */
    @Override
    public String toString() {
        return "the memberships of " + groupRows.size() + " groups";
    }
}
