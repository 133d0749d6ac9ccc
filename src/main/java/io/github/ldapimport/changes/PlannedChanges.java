package io.github.ldapimport.changes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** What a kept dry run would have done to some rows. A change that differs from it in anything is none of it. */
public final class PlannedChanges {
    private final ChangePolicy policy;
    private final Map<List<String>, KeptChange> changes = new HashMap<>();

    /**
     * @param policy which values are kept
     * @param planned as the table has them
     */
    public PlannedChanges(ChangePolicy policy, List<KeptChange> planned) {
        this.policy = policy;
        planned.forEach(change -> changes.put(List.of(change.kind(), change.guid()), change));
    }

    /** Why a change is none of the plan; empty where it is the same, from the same values to the same values. */
    public Optional<String> refusal(RowChange change) {
        KeptChange planned =
                changes.get(List.of(PlanTable.PLANNED + change.kind().text(), ChangeTable.inAscii(change.guid())));
        if (planned == null) {
            return Optional.of("the plan has no such change (" + change.kind().text() + ")");
        }
        KeptChange now = new KeptChange("", "", "", planned.kind(), planned.guid(), KeptChange.detail(change, policy));
        if (!now.notKept().isEmpty() || !planned.notKept().isEmpty()) {
            List<String> names = now.notKept().isEmpty() ? planned.notKept() : now.notKept();
            return Optional.of("the values of " + String.join(", ", names)
                    + " are not kept (changes.without), so they cannot be compared with the plan");
        } else if (change.kind() != ChangeKind.IMPORTED && !Objects.equals(now.key(), planned.key())) {
            return Optional.of("the plan is about another row (" + planned.key() + ")");
        } else if (now.mark() != planned.mark()) {
            return Optional.of("its account is not as in the plan");
        }
        Map<String, KeptChange.Values> theirs = planned.columns();
        Map<String, KeptChange.Values> ours = now.columns();
        TreeSet<String> different = new TreeSet<>(theirs.keySet());
        different.addAll(ours.keySet());
        different.removeIf(column -> Objects.equals(theirs.get(column), ours.get(column)));
        return different.isEmpty()
                ? Optional.empty()
                : Optional.of("the values of " + String.join(", ", different) + " are not those of the plan");
    }

    /** Their number: values belong in no log. */
    @Override
    public String toString() {
        return changes.size() + " planned changes";
    }
}
