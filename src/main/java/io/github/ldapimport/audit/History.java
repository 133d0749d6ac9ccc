package io.github.ldapimport.audit;

import io.github.ldapimport.changes.ChangeTable;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.grace.Grace;
import io.github.ldapimport.history.HistoryDatabase;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.store.RunQueries;
import io.github.ldapimport.store.RunRecord;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.table.UsersTableInspector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the runs of a provider did. Runs and changes are read piece by piece, the last ones first or in their order, so that any
 * number of them takes the memory of one piece. Nothing is written, made or locked. Not for two threads at once.
 */
public final class History {
    private static final int MAX_RUNS_AT_ONCE = 200;
    private static final int MAX_NEAREST = 2;
    private static final String ALWAYS = "0";

    private final String name;
    private final Provider provider;
    private final HistoryDatabase database;

    private History(String name, Provider provider, HistoryDatabase database) {
        this.name = name;
        this.provider = provider;
        this.database = database;
    }

    /**
     * @param name the provider's
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting that is wrong
     * @throws io.github.ldapimport.sql.DatabaseException when the database does not answer
     */
    public static History of(String name, Provider provider) {
        return new History(name, provider, HistoryDatabase.open(provider.getDatabase()));
    }

    /** The provider's name. */
    public String providerName() {
        return name;
    }

    /**
     * The runs that the table of runs has, the last ones first.
     *
     * @param since those that began before are left out; null for all
     * @param wanted how many will be read at most, as far as it is known
     */
    public Iterator<RunRecord> runs(Instant since, int wanted) {
        int atOnce = Math.max(1, Math.min(MAX_RUNS_AT_ONCE, wanted));
        return database.hasRuns()
                ? database.pieces(
                        last -> RunQueries.backwards(database.dialect(), name, text(since), last, atOnce),
                        RunQueries::found,
                        atOnce)
                : Collections.emptyIterator();
    }

    /** Since when a user is missing whose row waits for the grace period, in words. */
    public Optional<String> missing(String guid) {
        return Grace.noticed(provider, name, guid, database::own);
    }

    /** How many runs {@link #runs} has. */
    public long countRuns(Instant since) {
        return database.hasRuns() ? number(RunQueries.count(name, text(since)), "run_count") : 0;
    }

    // a text that is the beginning of another comes before it, so that runs with and without a fraction of a second
    // compare alike
    private static String text(Instant since) {
        return since == null
                ? ALWAYS
                : since.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "");
    }

    /** The run of that id, as the table of runs has it. */
    public Optional<RunRecord> run(String runId) {
        return database.hasRuns()
                ? RunQueries.found(database.own(RunQueries.one(name, runId))).stream()
                        .findFirst()
                : Optional.empty();
    }

    /** The ids of runs that began shortly before and after one that is not there. */
    public List<String> nextTo(String runId) {
        List<String> ids = new ArrayList<>();
        if (database.hasRuns()) {
            for (boolean isLater : new boolean[] {false, true}) {
                database.own(RunQueries.nextTo(database.dialect(), name, runId, isLater, MAX_NEAREST))
                        .forEach(row -> ids.add(row.get("run_number").toString()));
            }
        }
        return ids;
    }

    /**
     * What a run did to rows, in order.
     *
     * @param afterId of the change after which to begin; null for the first
     */
    public Iterator<KeptChange> changesOfRun(String runId, String afterId) {
        return changes(last -> ChangeTable.ofRun(database.dialect(), name, runId, last == null ? afterId : last.id()));
    }

    /** How many changes of a run are kept. */
    public long countChangesOfRun(String runId) {
        return database.hasChanges() ? number(ChangeTable.count(name, runId), "change_count") : 0;
    }

    /**
     * What was done to the row of a GUID, the last change first.
     *
     * @param before the change before which to begin; null for the last
     */
    Iterator<KeptChange> changesOfUser(String guid, KeptChange before) {
        return changes(
                last -> ChangeTable.ofUserBackwards(database.dialect(), name, guid, last == null ? before : last));
    }

    private Iterator<KeptChange> changes(Function<KeptChange, SqlStatement> statement) {
        return database.hasChanges()
                ? database.pieces(statement, ChangeTable::found, ChangeTable.AT_ONCE)
                : Collections.emptyIterator();
    }

    /** Each kept change, those of the last run first. */
    void forEachChange(Consumer<KeptChange> consumer) {
        for (Optional<String> run = lastRun(null); run.isPresent(); run = lastRun(run.get())) {
            String runId = run.get();
            changes(last -> ChangeTable.ofRunBackwards(
                            database.dialect(), name, runId, last == null ? null : last.id()))
                    .forEachRemaining(consumer);
        }
    }

    private Optional<String> lastRun(String before) {
        if (!database.hasChanges()) {
            return Optional.empty();
        }
        Map<String, Object> row =
                database.own(ChangeTable.lastRun(name, before)).get(0);
        return Optional.ofNullable(row.get("change_run")).map(Object::toString);
    }

    /** The GUID that the row had before a change, in its stored form; empty where the change did not replace one. */
    Optional<String> formerGuid(KeptChange change) {
        String column = provider.table().column(Setting.USERS_GUID_COLUMN);
        return change.columns().entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(column))
                .map(each -> each.getValue().from().textValue())
                .filter(former -> former != null && !former.isBlank())
                .map(Guid::canonical)
                .filter(former -> !former.equals(guid(change)))
                .findFirst();
    }

    /**
     * The settings whose values are others than in the last run before that changed rows, as far as those of both are known: one of
     * the {@value #MAX_RUNS_AT_ONCE} before it.
     */
    public List<String> otherSettings(RunRecord run) {
        Map<String, String> settings = settings(run.runId());
        if (settings.isEmpty()) {
            return List.of();
        }
        // by the time at which they began: an id has only the second of it
        SqlStatement before = RunQueries.backwards(database.dialect(), name, ALWAYS, run, MAX_RUNS_AT_ONCE);
        Map<String, String> former = RunQueries.found(database.own(before)).stream()
                .map(earlier -> settings(earlier.runId()))
                .filter(known -> !known.isEmpty())
                .findFirst()
                .orElse(settings);
        Set<String> keys = new TreeSet<>(settings.keySet());
        keys.addAll(former.keySet());
        keys.removeIf(key -> Objects.equals(settings.get(key), former.get(key)));
        return List.copyOf(keys);
    }

    private Map<String, String> settings(String runId) {
        return database.hasChanges()
                ? database.own(ChangeTable.settingsOf(name, runId)).stream()
                        .findFirst()
                        .map(ChangeTable::settings)
                        .orElse(Map.of())
                : Map.of();
    }

    /** The GUID of a change's row, in its stored form. */
    static String guid(KeptChange change) {
        return ChangeTable.fromAscii(change.guid());
    }

    /**
     * The users table, to look users up in.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException when the table or a column is missing
     */
    UsersTable table() {
        return UsersTableInspector.open(provider.getDatabase(), provider.table(), false);
    }

    HistoryDatabase database() {
        return database;
    }

    private long number(SqlStatement statement, String label) {
        return ((Number) database.own(statement).get(0).get(label)).longValue();
    }

    /** Why there are no runs to show, or fewer than expected; empty where there is no such reason. */
    public Optional<String> whyNoRuns() {
        return database.hasRuns()
                ? Optional.empty()
                : Optional.of(absent(BundleTables.RUNS, "the first run makes it, where the account may"));
    }

    /** Why there are no changes to show, or fewer than expected; empty where there is no such reason. */
    public Optional<String> whyNoChanges() {
        String key = provider.getSettings() + "." + Setting.CHANGES_KEEP.key();
        if (!provider.changes().isOn()) {
            return Optional.of("Provider " + name + ": " + key + " is empty, so what runs change is not kept");
        }
        return database.hasChanges()
                ? Optional.empty()
                : Optional.of(absent(
                        BundleTables.CHANGES, "the next run makes it, where the account may; check has the statement"));
    }

    private String absent(String table, String remedy) {
        return "Provider " + name + ": the table " + table + " in "
                + provider.getDatabase().url() + " is not there, or the account may not read it: " + remedy;
    }

    /** How long changes are kept, as the setting has it. */
    public String keptFor() {
        return provider.changes()
                .keep()
                .map(keep -> keep.toDays() > 0 ? keep.toDays() + " days" : keep.toString())
                .orElse("not at all");
    }
}
