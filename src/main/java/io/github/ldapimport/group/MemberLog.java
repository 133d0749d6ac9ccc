package io.github.ldapimport.group;

import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import java.util.ArrayList;
import java.util.List;

/** What the log and a person's terminal are told of memberships. */
final class MemberLog {
    private static final int MAX_NAMES = 20;

    private MemberLog() {}

    /** The first of some names, and how many more there are. */
    static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
        return names.size() > MAX_NAMES ? first + " and " + (names.size() - MAX_NAMES) + " more" : first;
    }

    /** What was committed. */
    static void written(ImportRun run, MemberWrite write) {
        for (MemberWrite.Part part : write.parts()) {
            ImportLog.members(
                    run,
                    part.change().row().shown(),
                    names(write.memberships(), part.added()),
                    names(
                            write.memberships(),
                            part.removed().stream()
                                    .map(GroupChange.Removed::user)
                                    .toList()));
        }
    }

    private static List<String> names(Memberships memberships, List<Integer> users) {
        List<String> names = new ArrayList<>(users.size());
        users.forEach(user -> names.add(memberships.shown(user)));
        return names;
    }

    /** What a dry run would do, or a run that is refused. */
    static void show(ImportRun run, Memberships memberships) {
        for (GroupChange change : memberships.changes()) {
            List<String> added = new ArrayList<>();
            for (int i = 0; i < change.added().size(); i++) {
                added.add(memberships.shown(change.added().get(i)));
            }
            List<String> removed = new ArrayList<>();
            change.removed().forEach(each -> removed.add(memberships.shown(each.user())));
            run.listener().members(change.row().shown(), added, removed);
            ImportLog.membersWouldBe(run, change.row().shown(), added, removed);
        }
    }

    /** Members of groups that are no users of the provider: they are no errors, and no memberships either. */
    static void others(ImportRun run, Memberships memberships) {
        MemberReader reader = memberships.reader();
        List<String> groups = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        List<String> outside = new ArrayList<>();
        for (int i = 0; i < reader.others().size(); i++) {
            if (reader.others().group(i) != OtherMembers.NO_GROUP) {
                groups.add(reader.others().name(i));
            } else {
                (reader.others().isForeign(i) ? foreign : outside)
                        .add(reader.others().name(i));
            }
        }
        if (!memberships.settings().isNested()) {
            tell(run, groups, "groups in groups, whose members count with members.nested=true alone");
        }
        if (reader.ofOutsideGroups() > 0) {
            ImportLog.say(
                    run, reader.ofOutsideGroups() + " values of memberOf name groups that are none of the provider's");
        }
        tell(run, foreign, "accounts of other domains");
        tell(
                run,
                outside,
                "no users of provider " + memberships.settings().of()
                        + " (outside of its base or filter, without a row, or gone)");
        long withoutRow = 0;
        long ambiguous = 0;
        for (FoundGroup group : reader.groups()) {
            withoutRow += group.withoutRow();
            ambiguous += group.ambiguous();
        }
        if (withoutRow > 0) {
            ImportLog.note(
                    run,
                    withoutRow + " memberships are of users of provider "
                            + memberships.settings().of() + " who have no row: import them first");
        }
        if (ambiguous > 0) {
            ImportLog.note(
                    run,
                    ambiguous
                            + " memberships name users of whom there are several by one DN, login or GUID: they stay as they"
                            + " are");
        }
    }

    private static void tell(ImportRun run, List<String> members, String what) {
        if (!members.isEmpty()) {
            ImportLog.say(run, members.size() + " members of groups are " + what + ": " + some(members));
        }
    }
}
