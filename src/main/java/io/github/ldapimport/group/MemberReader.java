package io.github.ldapimport.group;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes from the entries of users and groups who is a member of what. Values are turned into numbers as they come. */
final class MemberReader {
    private static final String LOGIN = "uid";
    private static final String SID = "objectSid";
    private static final String PRIMARY_GROUP = "primaryGroupID";

    private final MemberSettings settings;
    private final Directory ofUsers;
    private final Directory ofGroups;
    private final MemberUsers users;
    private final OtherMembers others = new OtherMembers();
    private final List<FoundGroup> groups = new ArrayList<>();
    private final Map<String, Integer> byDn = new HashMap<>();
    private final Set<String> inUse = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    // members of Active Directory's primary groups, by the groups' security identifiers
    private final Map<String, IntBag> primary = new HashMap<>();
    private final List<Parent> parents = new ArrayList<>();
    // each DN of a group comes once for each member
    private final Map<String, Integer> bySpelling = new HashMap<>();
    private final BitSet showsMemberOf = new BitSet();
    private int groupsOfProvider;
    private long ofOutsideGroups;

    /**
     * A group that another one is in, as the other one says.
     *
     * @param dn in its normal form
     * @param child number of the other one
     */
    private record Parent(String dn, int child) {}

    MemberReader(MemberSettings settings, Directory ofUsers, Directory ofGroups, MemberUsers users) {
        this.settings = settings;
        this.ofUsers = ofUsers;
        this.ofGroups = ofGroups;
        this.users = users;
    }

    /** The attributes by which users are known as members. */
    List<String> attributesOfUsers() {
        List<String> attributes = new ArrayList<>();
        if (hasLogins()) {
            attributes.add(LOGIN);
        }
        if (ofUsers.kind().isActiveDirectory()) {
            attributes.add(SID);
            attributes.add(PRIMARY_GROUP);
        }
        return attributes;
    }

    private boolean hasLogins() {
        return settings.source().attributes().contains(MemberSettings.Source.LOGINS);
    }

    /** Whether groups say which groups they are in, for the case that users do. */
    private boolean groupsSayMemberOf() {
        return settings.isNested()
                && (settings.source() == MemberSettings.Source.AUTO
                        || settings.source() == MemberSettings.Source.MEMBER_OF);
    }

    /** Takes a user of the provider. */
    void user(Entry entry) {
        int user = users.ofGuids(ofUsers.guids(entry));
        List<String> logins = new ArrayList<>(0);
        if (hasLogins()) {
            entry.values(LOGIN).forEach(login -> logins.add(login.toString()));
        }
        users.found(user, entry.dn(), logins);
        if (user >= 0 && ofUsers.kind().isActiveDirectory()) {
            primaryGroup(entry).ifPresent(sid -> primary.computeIfAbsent(sid, any -> new IntBag())
                    .add(user));
        }
    }

    /** The security identifier of the group that an account is in without being its member ([MS-ADTS] 3.1.1.4.5.x). */
    private static Optional<String> primaryGroup(Entry entry) {
        String sid = entry.sid(SID);
        String group = entry.text(PRIMARY_GROUP);
        return sid == null || group == null
                ? Optional.empty()
                : Optional.of(sid.substring(0, sid.lastIndexOf('-') + 1) + group);
    }

    /** The attributes by which the members of groups are known. */
    List<String> attributesOfGroups() {
        List<String> attributes = new ArrayList<>(settings.source().attributes());
        if (groupsSayMemberOf()) {
            attributes.add(MemberSettings.Source.OF_USERS);
        }
        if (ofGroups.kind().isActiveDirectory()) {
            attributes.add(SID);
        }
        return attributes;
    }

    /** Takes a group; all users are known by then. */
    void group(Entry entry) {
        FoundGroup group = new FoundGroup(
                ofGroups.guids(entry),
                entry.dn(),
                ofGroups.displayName(entry),
                ofGroups.kind().isActiveDirectory() ? entry.sid(SID) : null);
        int number = groups.size();
        groups.add(group);
        byDn.putIfAbsent(NormalDn.of(group.dn()), number);
        for (String attribute : settings.source().attributes()) {
            List<Object> values = entry.values(attribute);
            if (!values.isEmpty()) {
                group.shows(attribute);
                inUse.add(attribute);
            }
            for (Object value : values) {
                add(group, value.toString(), attribute.equals(MemberSettings.Source.LOGINS));
            }
        }
        IntBag ofPrimary = group.sid() == null ? null : primary.get(group.sid());
        for (int i = 0; ofPrimary != null && i < ofPrimary.size(); i++) {
            group.addUser(ofPrimary.get(i));
        }
        if (groupsSayMemberOf()) {
            for (Object value : entry.values(MemberSettings.Source.OF_USERS)) {
                parents.add(new Parent(NormalDn.of(value.toString()), number));
            }
        }
        group.complete();
    }

    private void add(FoundGroup group, String value, boolean isLogin) {
        String name = isLogin ? value : withoutUniqueIdentifier(value);
        int user = isLogin ? users.ofLogin(name) : users.ofDn(name);
        if (user == MemberUsers.UNKNOWN) {
            group.addOther(others.number(name));
        } else {
            group.addUser(user);
        }
    }

    /** The DN of a value of uniqueMember, which may have bits behind it (RFC 4517, 3.3.21). */
    private static String withoutUniqueIdentifier(String value) {
        int hash = value.lastIndexOf("#'");
        return hash > 0 && value.endsWith("'B") ? value.substring(0, hash) : value;
    }

    /** The groups of the provider have been read; what is read after them has no rows. */
    void groupsEnd() {
        groupsOfProvider = groups.size();
        linkGroups();
    }

    /** Takes a group that may be in one of the provider's, and is none itself. */
    void furtherGroup(Entry entry) {
        if (!byDn.containsKey(NormalDn.of(entry.dn()))) {
            group(entry);
        }
    }

    /** Those have been read. */
    void furtherGroupsEnd() {
        linkGroups();
    }

    private void linkGroups() {
        for (int i = 0; i < others.size(); i++) {
            Integer group = byDn.get(NormalDn.of(others.name(i)));
            if (group != null) {
                others.isGroup(i, group);
            }
        }
    }

    /** The groups of the provider. */
    List<FoundGroup> groups() {
        return groups.subList(0, groupsOfProvider);
    }

    /** A group by its number, of the provider or in one of its groups. */
    FoundGroup anyGroup(int group) {
        return groups.get(group);
    }

    /** Whether who is a member is to be read from the users. */
    boolean isToReadMemberOf() {
        return settings.source() == MemberSettings.Source.MEMBER_OF
                || (settings.source() == MemberSettings.Source.AUTO && inUse.isEmpty() && groupsOfProvider > 0);
    }

    /** Takes the groups that a user is in. */
    void memberOf(Entry entry) {
        int user = users.ofGuids(ofUsers.guids(entry));
        List<Object> values = entry.values(MemberSettings.Source.OF_USERS);
        if (!values.isEmpty()) {
            inUse.add(MemberSettings.Source.OF_USERS);
            if (user >= 0) {
                showsMemberOf.set(user);
            }
        }
        for (Object value : values) {
            Integer group = groupOf(value.toString());
            if (group == null) {
                ofOutsideGroups++;
            } else {
                groups.get(group).addUser(user);
            }
        }
    }

    private Integer groupOf(String dn) {
        Integer known = bySpelling.get(dn);
        if (known == null) {
            known = byDn.getOrDefault(NormalDn.of(dn), OtherMembers.NO_GROUP);
            bySpelling.put(dn, known);
        }
        return known == OtherMembers.NO_GROUP ? null : known;
    }

    /** All users have said which groups they are in: groups in groups are those that say so themselves. */
    void memberOfEnds() {
        for (Parent parent : parents) {
            Integer group = byDn.get(parent.dn());
            if (group != null) {
                int other = others.number(groups.get(parent.child()).dn());
                others.isGroup(other, parent.child());
                groups.get(group).addOther(other);
            }
        }
        groups.forEach(FoundGroup::complete);
    }

    /** Whether a user shows the groups that the account may see. */
    boolean showsMemberOf(int user) {
        return showsMemberOf.get(user);
    }

    /**
     * All attributes that could have said who is a member: one that no entry shows may be hidden from the account as well as absent.
     */
    Set<String> possibleAttributes() {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        settings.source().attributes().stream().filter(ofGroups::mayHave).forEach(all::add);
        if (isToReadMemberOf()) {
            all.add(MemberSettings.Source.OF_USERS);
        }
        return all;
    }

    /** Whether groups in groups are known by what these say of themselves alone, which nothing confirms. */
    boolean knowsNestingByMemberOf() {
        return settings.isNested() && isToReadMemberOf();
    }

    OtherMembers others() {
        return others;
    }

    /** Whether no group shows the attribute that the settings name, so that it may be the wrong one. */
    boolean showsNoneOfNamedSource() {
        boolean isNamed =
                settings.source() != MemberSettings.Source.AUTO && settings.source() != MemberSettings.Source.MEMBER_OF;
        return isNamed && inUse.isEmpty() && groupsOfProvider > 0;
    }

    /** Members who are in a group, by memberOf, that is none of the provider's. */
    long ofOutsideGroups() {
        return ofOutsideGroups;
    }

    GroupGraph graph() {
        return new GroupGraph(groups, others, settings.isNested());
    }

    /** The number of the group with one of some GUIDs; {@link OtherMembers#NO_GROUP} without one. */
    Map<String, Integer> groupsByGuid() {
        Map<String, Integer> byGuid = new HashMap<>();
        for (int i = 0; i < groupsOfProvider; i++) {
            for (String guid : groups.get(i).guids()) {
                // an entry whose GUID is another's, too, is none's
                byGuid.merge(guid, i, (one, other) -> OtherMembers.NO_GROUP);
            }
        }
        return byGuid;
    }
}
