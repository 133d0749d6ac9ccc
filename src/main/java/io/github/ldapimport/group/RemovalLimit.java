package io.github.ldapimport.group;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.request.Limit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How many memberships a run may remove: of all that the import made, and of those of a group. */
final class RemovalLimit {
    /** Of fewer members of a group a share says too little. */
    static final int MIN_MEMBERS_TO_JUDGE = 10;

    private static final int MAX_EXAMPLES = 5;

    private RemovalLimit() {}

    /**
     * Why nothing may be removed, in words; empty where it may.
     *
     * @param own how many memberships the import made, of all groups
     */
    static Optional<String> refusal(Limit limit, long own, List<GroupChange> changes) {
        long removed = 0;
        for (GroupChange change : changes) {
            removed += change.removed().size();
        }
        if (limit.isExceeded(removed, own)) {
            return Optional.of(words(limit, removed + " of " + own + " memberships", removed, changes));
        }
        for (GroupChange change : changes) {
            // one that was soft-deleted was judged then
            boolean isJudged =
                    change.group() != OtherMembers.NO_GROUP && limit.isShare() && change.own() >= MIN_MEMBERS_TO_JUDGE;
            if (isJudged && limit.isExceeded(change.removed().size(), change.own())) {
                return Optional.of(words(
                        limit,
                        change.removed().size() + " of the " + change.own() + " memberships of group "
                                + change.row().shown(),
                        removed,
                        List.of(change)));
            }
        }
        return Optional.empty();
    }

    private static String words(Limit limit, String what, long removed, List<GroupChange> changes) {
        List<GroupChange> some =
                changes.stream().filter(change -> !change.removed().isEmpty()).toList();
        String examples = some.stream()
                .limit(MAX_EXAMPLES)
                .map(change -> change.row().shown() + " (" + change.removed().size() + ")")
                .collect(Collectors.joining(", "));
        return what + " would be removed, more than max-removed=" + limit
                + " allows: no membership was changed. Groups: "
                + examples + (some.size() > MAX_EXAMPLES ? " and " + (some.size() - MAX_EXAMPLES) + " more" : "")
                + ". Look at them with ldap-import import --dry-run; if it is meant, allow it for one run with --max-removed="
                + (limit.isShare() ? "100%" : String.valueOf(removed)) + " (" + Headers.MAX_REMOVED + ")";
    }
}
