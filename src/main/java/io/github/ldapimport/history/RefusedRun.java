package io.github.ldapimport.history;

import io.github.ldapimport.changes.ChangeKind;
import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.SqlStatement;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.util.InetAddressUtil;

/** A run that a limit refused, with all that it wanted to do, for a person who may approve it. */
public final class RefusedRun {
    private static final Map<ChangeKind, String> WORDS = Map.of(
            ChangeKind.DELETED_MISSING, "soft-delete %d row(s) of missing users",
            ChangeKind.DELETED, "soft-delete %d row(s) of disabled users",
            ChangeKind.RESTORED, "restore %d row(s)");

    private final String runId;
    private final String providerName;
    private final Provider provider;
    private final CamelContext context;
    private final HistoryDatabase database;
    private final Map<ChangeKind, Integer> counts = new EnumMap<>(ChangeKind.class);

    private RefusedRun(String runId, String providerName, Provider provider, CamelContext context) {
        this.runId = runId;
        this.providerName = providerName;
        this.provider = provider;
        this.context = context;
        this.database = HistoryDatabase.open(provider.getDatabase());
    }

    /**
     * Looks a refused run up.
     *
     * @throws ConfigurationException where there is nothing to approve: no such run, none that a limit on soft deletes or restorations
     *     refused, one whose settings are not those of today, or one that was approved and used
     */
    public static RefusedRun of(Runs runs, CamelContext context, String runId) {
        String name = KeptRuns.requireProviderOf(runs, runId);
        Provider provider = runs.provider(name);
        provider.configure();
        RefusedRun refused = new RefusedRun(runId, name, provider, context);
        refused.count();
        return refused;
    }

    private void count() {
        wanted().forEachRemaining(wanted -> wanted.kind().ifPresent(kind -> counts.merge(kind, 1, Integer::sum)));
        if (counts.isEmpty()) {
            throw new ConfigurationException("Nothing of the run " + runId
                    + " can be approved: only what max-missing, max-disabled or max-restored has refused is kept for that."
                    + " For other limits, use the option that its message names");
        }
        List<String> different = Approvals.different(provider, context, providerName, runId, database::own);
        if (!different.isEmpty()) {
            throw new ConfigurationException("The run " + runId
                    + " cannot be approved, because settings were changed since, and its rows may be others': "
                    + String.join(", ", different) + ". Run again, and approve what that run is refused");
        }
        boolean isUsed = ChangeTable.found(database.own(ChangeTable.approvals(providerName))).stream()
                .anyMatch(each -> each.id().equals(runId) && !each.kind().equals(ChangeTable.APPROVED));
        if (isUsed) {
            throw new ConfigurationException("The run " + runId
                    + " was approved before, and a run has done what it wanted: an approval is for once");
        }
    }

    private Iterator<WantedRows.Wanted> wanted() {
        return database.hasChanges()
                ? WantedRows.of(database.dialect(), providerName, runId, database::own)
                : Collections.emptyIterator();
    }

    public String provider() {
        return providerName;
    }

    /** How long an approval waits for a run, as the settings say it. */
    public String valid() {
        return new Settings(context, provider.getSettings()).text(Setting.APPROVAL_VALID);
    }

    /** What the run wanted, with numbers. */
    public String words() {
        return counts.entrySet().stream()
                .map(each -> String.format(
                        WORDS.getOrDefault(each.getKey(), each.getKey().text() + " %d row(s)"), each.getValue()))
                .collect(Collectors.joining(" and to "));
    }

    /** Each row, for a person, in the order in which the run found them. */
    public void rows(Consumer<String> line) {
        wanted().forEachRemaining(wanted -> line.accept(shown(wanted.change())));
    }

    private static String shown(KeptChange change) {
        String where = change.dn() == null ? "row id = " + change.key() : change.dn();
        return change.shown()
                + (change.name() == null || change.name().equals(change.shown()) ? "" : ", " + change.name())
                + " (" + where + ")";
    }

    /**
     * Approves the run, from now on, for as long as an approval waits.
     *
     * @param who approves
     */
    public void approve(String who) {
        String by = who + " on " + InetAddressUtil.getLocalHostNameSafe();
        Approvals.valid(provider, context);
        for (SqlStatement statement :
                List.of(ChangeTable.withdraw(providerName), ChangeTable.approve(providerName, runId, by))) {
            database.write(statement);
        }
    }
}
