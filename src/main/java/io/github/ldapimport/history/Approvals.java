package io.github.ldapimport.history;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.changes.Approval;
import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.store.BundleTables;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** The step that lets a run do what a person approved of an earlier one that was refused. */
public final class Approvals {
    static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    /** Looks for an approval that no run has used, that is not too old, and of a run with the same settings. */
    public void look(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        if (!run.provider().changes().isOn()
                || !run.table().isPresent()
                || !BundleTables.isReadable(run.provider().getDatabase(), BundleTables.CHANGES)) {
            return;
        }
        Statements database = new RouteStatements(exchange);
        CamelContext context = exchange.getContext();
        Optional<KeptChange> approved = newest(run, database, context);
        if (approved.isEmpty()) {
            return;
        }
        String refused = approved.get().id();
        List<String> different = different(run.provider(), context, run.providerName(), refused, database);
        if (!different.isEmpty()) {
            ImportLog.note(
                    run,
                    "The approval of run " + refused + " is void, because settings were changed since: "
                            + String.join(", ", different));
            return;
        }
        Map<ChangeKind, Set<String>> guids = new EnumMap<>(ChangeKind.class);
        WantedRows.of(run.table().dialect(), run.providerName(), refused, database)
                .forEachRemaining(
                        wanted -> wanted.kind().ifPresent(kind -> guids.computeIfAbsent(kind, any -> new HashSet<>())
                                .add(ChangeTable.fromAscii(wanted.change().guid()))));
        String by = approved.get().field(ChangeTable.APPROVED_BY);
        run.changes().approve(new Approval(refused, by, guids));
        ImportLog.note(
                run,
                "What the refused run " + refused + " wanted was approved by " + by + " at "
                        + approved.get().changedAt() + ": its "
                        + guids.values().stream().mapToInt(Set::size).sum()
                        + " rows do not count for the limits of this run");
    }

    private static Optional<KeptChange> newest(ImportRun run, Statements database, CamelContext context) {
        Duration valid = valid(run.provider(), context);
        Instant now = Instant.now();
        String first = ChangeTable.text(now.minus(valid));
        // one of the future was written by another clock, or by hand
        String last = ChangeTable.text(now.plus(MAX_CLOCK_DIFFERENCE));
        List<KeptChange> approvals;
        try {
            approvals = ChangeTable.found(database.rows(ChangeTable.approvals(run.providerName())));
        } catch (IllegalStateException e) {
            ImportLog.note(run, "No approval is used: " + e.getMessage() + ": approve the run again");
            return Optional.empty();
        }
        return approvals.stream()
                .filter(each -> each.kind().equals(ChangeTable.APPROVED))
                .filter(each -> each.changedAt().compareTo(first) >= 0
                        && each.changedAt().compareTo(last) <= 0)
                .max(Comparator.comparing(KeptChange::changedAt));
    }

    /** How long an approval waits for a run. */
    static Duration valid(Provider provider, CamelContext context) {
        Settings settings = new Settings(context, provider.getSettings());
        return settings.span(Setting.APPROVAL_VALID)
                .orElseThrow(() -> settings.wrong(Setting.APPROVAL_VALID, "", "give a time span such as 24h"));
    }

    /** The settings that are not those of a run any more. */
    static List<String> different(
            Provider provider, CamelContext context, String name, String runId, Statements database) {
        List<Map<String, Object>> kept = database.rows(ChangeTable.settingsOf(name, runId));
        return kept.isEmpty()
                ? List.of("those of that run are not known")
                : SettingsDigest.differences(
                        ChangeTable.settings(kept.get(0)), SettingsDigest.ofRows(provider, context));
    }
}
