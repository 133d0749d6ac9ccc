package io.github.ldapimport.group;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.rows.KeyedRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.GuidLookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members who may be there without being shown. An entry that shows no value of an attribute has none, or hides it from the account;
 * only the directory's own word tells: no answer is not an empty one.
 */
final class HiddenMembers {
    /** Of more members that are no groups which were read, it is not asked whether they are groups. */
    private static final int MAX_LOOKUPS = 2_000;

    private HiddenMembers() {}

    /** What has to be asked before anything is removed, in pieces. */
    static List<Memberships.Absence> absences(Memberships memberships) {
        MemberReader reader = memberships.reader();
        Map<String, Set<String>> ofGroups = new LinkedHashMap<>();
        Set<String> ofUsers = new LinkedHashSet<>();
        for (GroupChange change : memberships.changes()) {
            if (change.removed().isEmpty() || change.group() == OtherMembers.NO_GROUP) {
                continue;
            }
            for (String attribute : reader.possibleAttributes()) {
                if (attribute.equalsIgnoreCase(MemberSettings.Source.OF_USERS)) {
                    change.removed().stream()
                            .filter(removed -> !reader.showsMemberOf(removed.user()))
                            .forEach(removed -> ofUsers.add(
                                    memberships.users().row(removed.user()).guid()));
                } else {
                    hiding(memberships, change, attribute)
                            .forEach(group -> ofGroups.computeIfAbsent(attribute, any -> new LinkedHashSet<>())
                                    .addAll(group.guids()));
                }
            }
        }
        List<Memberships.Absence> pieces = new ArrayList<>();
        ofGroups.forEach((attribute, guids) -> GuidLookup.pieces(List.copyOf(guids))
                .forEach(piece -> pieces.add(new Memberships.Absence(attribute, piece, false))));
        GuidLookup.pieces(List.copyOf(ofUsers))
                .forEach(piece -> pieces.add(new Memberships.Absence(MemberSettings.Source.OF_USERS, piece, true)));
        return pieces;
    }

    /** Those of a group and the groups in it that show no value of an attribute. */
    private static List<FoundGroup> hiding(Memberships memberships, GroupChange change, String attribute) {
        List<FoundGroup> hiding = new ArrayList<>();
        for (int each : memberships.reader().graph().closure(change.group())) {
            FoundGroup group = memberships.reader().anyGroup(each);
            if (!group.isShown(attribute)) {
                hiding.add(group);
            }
        }
        return hiding;
    }

    /**
     * Finds members of groups that would lose some which are groups themselves and were not read: of those it is not known who is in
     * them.
     */
    static void lookForGroups(Directory directory, Memberships memberships) {
        if (!memberships.settings().isNested()) {
            return;
        }
        OtherMembers others = memberships.reader().others();
        Map<String, Set<Integer>> unread = new LinkedHashMap<>();
        for (GroupChange change : memberships.changes()) {
            if (!change.removed().isEmpty() && change.group() != OtherMembers.NO_GROUP) {
                for (int each : memberships.reader().graph().closure(change.group())) {
                    IntBag inside = memberships.reader().anyGroup(each).others();
                    for (int i = 0; i < inside.size(); i++) {
                        int other = inside.get(i);
                        if (others.group(other) == OtherMembers.NO_GROUP
                                && others.name(other).contains("=")) {
                            unread.computeIfAbsent(others.name(other), any -> new HashSet<>())
                                    .add(each);
                        }
                    }
                }
            }
        }
        List<String> asked = unread.keySet().stream().limit(MAX_LOOKUPS).toList();
        Set<String> groups = asked.isEmpty() ? Set.of() : directory.probe().possibleGroups(asked);
        unread.forEach((dn, in) -> {
            if (!asked.contains(dn) || groups.contains(dn)) {
                in.forEach(memberships::mayHideMembers);
            }
        });
    }

    /** Keeps the memberships of groups and users of which it is not known that the directory has them no more. */
    static void keep(ImportRun run, Memberships memberships) {
        List<GroupChange> changes = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        long pairs = 0;
        for (GroupChange change : memberships.changes()) {
            GroupChange left = certain(memberships, change);
            if (left.removed().size() < change.removed().size()) {
                kept.add(change.row().shown());
                pairs += change.removed().size() - left.removed().size();
            }
            if (left.isAny()) {
                changes.add(left);
            }
        }
        memberships.plan(changes);
        if (pairs > 0) {
            ImportLog.note(
                    run,
                    pairs
                            + " memberships stay that the directory does not show any more, because it does not confirm that they"
                            + " are gone: let " + run.directory().account()
                            + " read and search the members of " + MemberLog.some(kept));
        }
    }

    private static GroupChange certain(Memberships memberships, GroupChange change) {
        if (change.removed().isEmpty() || change.group() == OtherMembers.NO_GROUP) {
            return change;
        }
        MemberReader reader = memberships.reader();
        if (reader.knowsNestingByMemberOf() || isAmbiguous(memberships, change)) {
            return change.withRemovals(List.of());
        }
        List<GroupChange.Removed> removed = withLogins(memberships, change);
        for (String attribute : reader.possibleAttributes()) {
            if (attribute.equalsIgnoreCase(MemberSettings.Source.OF_USERS)) {
                removed = removed.stream()
                        .filter(each -> isCertain(memberships, each.user()))
                        .toList();
            } else if (hiding(memberships, change, attribute).stream().anyMatch(group -> group.guids().stream()
                    .noneMatch(guid -> memberships.isConfirmed(attribute, guid)))) {
                return change.withRemovals(List.of());
            }
        }
        return memberships.mayHide(change.group()) ? change.withRemovals(List.of()) : change.withRemovals(removed);
    }

    /** Whether a member's name means several users: it may mean any of those who would lose a pair. */
    private static boolean isAmbiguous(Memberships memberships, GroupChange change) {
        for (int each : memberships.reader().graph().closure(change.group())) {
            if (memberships.reader().anyGroup(each).ambiguous() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Where members are known by their logins, a user who shows none may be a member. */
    private static List<GroupChange.Removed> withLogins(Memberships memberships, GroupChange change) {
        boolean hasLogins = false;
        for (int each : memberships.reader().graph().closure(change.group())) {
            hasLogins |= memberships.reader().anyGroup(each).isShown(MemberSettings.Source.LOGINS);
        }
        if (!hasLogins) {
            return change.removed();
        }
        return change.removed().stream()
                .filter(removed -> memberships.users().row(removed.user()).state() == KeyedRow.State.DELETED
                        || memberships.users().showsLogin(removed.user()))
                .toList();
    }

    private static boolean isCertain(Memberships memberships, int user) {
        KeyedRow row = memberships.users().row(user);
        return row.state() == KeyedRow.State.DELETED
                || memberships.reader().showsMemberOf(user)
                || memberships.isConfirmed(MemberSettings.Source.OF_USERS, row.guid());
    }
}
