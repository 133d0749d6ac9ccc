package io.github.ldapimport.run;

import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.changes.RunChanges;
import io.github.ldapimport.changes.UndoneRun;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.AccountStates;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.request.ImportRequest;
import io.github.ldapimport.request.Scope;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.SeenUsers;
import io.github.ldapimport.store.Recalled;
import io.github.ldapimport.store.RunLease;
import io.github.ldapimport.store.RunScope;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.tally.MappedPage;
import io.github.ldapimport.tally.PageResult;
import io.github.ldapimport.tally.RetryQueue;
import io.github.ldapimport.tally.RunCounters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.naming.ldap.LdapName;
import javax.sql.DataSource;

/**
 * One run of the import, as routes carry it in a variable: it gives access to the values that say what was asked for, what the run
 * works with, and what became of it so far, and answers what routes ask. For several threads at once.
 */
public final class ImportRun implements RunTasks {
    private final String id;
    private final String providerName;
    private final RunListener listener;
    private final BooleanSupplier runtimeStops;
    private final Instant startedAt;

    private final Guards guards = new Guards();
    private final Given<RunContext> context = new Given<>(guards, Guard.SETTINGS_READ);
    private final Given<UsersTable> table = new Given<>(guards, Guard.TABLE_CHECKED);
    private final Given<RunScope> covered = new Given<>(guards, Guard.TABLE_CHECKED);
    private final Given<Siblings> siblings = new Given<>(guards, Guard.TABLE_CHECKED);
    private final Given<String> pagesEndpoint = new Given<>(guards, Guard.ENDPOINT_CHECKED);
    private final Given<Recalled> recalled = new Given<>(guards, Guard.SCOPE_RECALLED);
    private final Given<LdapName> namingContext = new Given<>(guards, Guard.NAMING_CONTEXT);
    private final Given<AccountStates> accountStates = new Given<>(guards, Guard.DISABLED_SEARCHED);
    private final Given<PagedSearch> search = new Given<>(guards, Guard.SEARCHED);

    private final Given<UndoneRun> undone = new Given<>(guards, Guard.UNDO_BEGUN);

    private final RunFailure failure = new RunFailure();
    private final RunCounters counters = new RunCounters();
    private final RetryQueue retries = new RetryQueue();
    private final SeenUsers seen = new SeenUsers();
    private final RunLimits limits = new RunLimits(this);
    private final RunEvents events;
    private final RunChanges changes;

    private volatile RunLease lease = RunLease.Local.NONE;
    private volatile boolean isInterrupted;
    private volatile ImportSummary ended;

    ImportRun(String id, String providerName, RunListener listener, BooleanSupplier runtimeStops) {
        this(id, providerName, Instant.now(), listener, runtimeStops, id);
    }

    ImportRun(
            String id,
            String providerName,
            Instant startedAt,
            RunListener listener,
            BooleanSupplier runtimeStops,
            String eventPrefix) {
        this.id = id;
        this.providerName = providerName;
        this.startedAt = startedAt;
        this.listener = listener;
        this.runtimeStops = runtimeStops;
        this.events = new RunEvents(eventPrefix);
        this.changes = new RunChanges(eventPrefix);
    }

    public String id() {
        return id;
    }

    public String providerName() {
        return providerName;
    }

    /** When it began, by the clock of the node that runs it, in whole milliseconds. */
    public Instant startedAt() {
        return startedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    public RunListener listener() {
        return listener;
    }

    /** Which of the run's own guards have run. */
    @Override
    public Guards guards() {
        return guards;
    }

    void configured(RunContext read) {
        context.set(read);
    }

    public Provider provider() {
        return context.get().provider();
    }

    /** The same; empty where its settings could not be read. */
    public Optional<Provider> findProvider() {
        return context.find().map(RunContext::provider);
    }

    @Override
    public Directory directory() {
        return provider().directory();
    }

    @Override
    public ImportRequest request() {
        return context.get().request();
    }

    /** The bean that camel-spring-ldap is to use. */
    public String directoryBean() {
        return provider().directoryBean(providerName);
    }

    public DataSource dataSource() {
        return provider().getDatabase().dataSource();
    }

    /** Whom it is for; a run that ends before its request is read counts as one for everybody. */
    @Override
    public Scope scope() {
        return isUndo() ? Scope.FILTERED : context.find().map(RunContext::scope).orElse(Scope.FULL);
    }

    @Override
    public boolean isDryRun() {
        return context.find().map(its -> its.request().dryRun()).orElse(false);
    }

    void checked(UsersTable found) {
        table.set(found);
    }

    @Override
    public UsersTable table() {
        return table.get();
    }

    /** What the provider covers, as its settings say. */
    public Given<RunScope> covered() {
        return covered;
    }

    /** The other providers that write to the same table. */
    public Given<Siblings> siblings() {
        return siblings;
    }

    /** Where the run's pages go; given only if they may go anywhere. */
    public Given<String> pagesEndpoint() {
        return pagesEndpoint;
    }

    /** The run that this one sets back; given only if it does. */
    public Given<UndoneRun> undone() {
        return undone;
    }

    /** Whether this run sets another one back, in place of an import. */
    public boolean isUndo() {
        return undone.find().isPresent();
    }

    /** Whether pages go to workers on other nodes. */
    public boolean isDispatching() {
        return pagesEndpoint.find().isPresent() && context.get().mayDispatch();
    }

    /** What the run knows of earlier ones, and of whoever else writes to the table. */
    @Override
    public Given<Recalled> recalled() {
        return recalled;
    }

    /** The entry below which a GUID is looked for that may be nowhere in the directory. */
    public Given<LdapName> namingContext() {
        return namingContext;
    }

    /** Says who tells the states of accounts. */
    public void useAccountStates(AccountStates states) {
        accountStates.set(states);
    }

    /**
     * The states of the accounts that are found, by one time for the whole run.
     *
     * @throws IllegalStateException when the routes did not ask the directory for them: an entry alone does not tell
     */
    public AccountStates accountStates() {
        return accountStates.orElseSet(() -> {
            if (isToSearchDisabled()) {
                guards.require(Guard.DISABLED_SEARCHED);
            }
            return directory().accountStates(startedAt(), guid -> false);
        });
    }

    /** The search that is read at present, or was last. */
    public Given<PagedSearch> search() {
        return search;
    }

    /** Whom the run has found so far. */
    public SeenUsers seen() {
        return seen;
    }

    /** How much it may change, and how much that would be so far. */
    public RunLimits limits() {
        return limits;
    }

    /** Adds what became of the users of a page. */
    public void add(PageResult page) {
        counters.add(page);
        retries.add(page.again());
        limits.add(page.accountChanges());
    }

    /** What became of the users so far. */
    public RunCounters counters() {
        return counters;
    }

    /** Whether anybody was found and has a row that is as it should be. */
    @Override
    public boolean isAnyUserSaved() {
        return counters.counts().saved() > 0;
    }

    /** Rows that were refused and get a second try. */
    public RetryQueue retries() {
        return retries;
    }

    /** Whether refused rows wait for a further try. */
    public boolean isToRetry() {
        return retries.isDue();
    }

    /** The refused rows as one page, for {@code split}. */
    public List<MappedPage> retryBatches() {
        return retries.batches();
    }

    /** What entitles the run to write. */
    public RunLease lease() {
        return lease;
    }

    void holds(RunLease taken) {
        lease = taken;
    }

    /** Whether the run, be it on another node, is noted in the import's own tables, and so may use the outbox. */
    public boolean isLocked() {
        return lease.isNoted();
    }

    /** What its events have in common. */
    public RunEvents events() {
        return events;
    }

    /** What it keeps of its changes. */
    public RunChanges changes() {
        return changes;
    }

    /** Asks the run to end after the pages at hand. */
    public void interrupt() {
        isInterrupted = true;
    }

    /** Asked before each page is read. */
    public boolean isToStop() {
        return isInterrupted || runtimeStops.getAsBoolean() || hasFailed();
    }

    /** Notes why the run cannot go on; the first reason counts, and none once the run has its summary. */
    public void fail(Throwable cause) {
        if (ended == null) {
            failure.record(cause, findProvider().map(Provider::getDatabase));
        }
    }

    @Override
    public boolean hasFailed() {
        return failure.find().isPresent();
    }

    /** Why the run did not complete, if it did not. */
    public Optional<Throwable> failure() {
        return failure.find();
    }

    /** Makes the summary that the run ends with: from then on only undelivered events are added to it. */
    ImportSummary end() {
        ended = summary();
        return ended;
    }

    ImportSummary summary() {
        return (ended == null ? summaryOfNow() : ended).withUndeliveredEvents(events.undelivered());
    }

    private ImportSummary summaryOfNow() {
        return new ImportSummary(
                id,
                providerName,
                failure.isConfiguration()
                        ? null
                        : findProvider().map(Provider::domain).orElse(null),
                isDryRun(),
                failure.status(),
                failure.find().map(Throwable::getMessage).orElse(null),
                counters.counts()
                        .plus(Count.FOUND, undone.find().map(UndoneRun::read).orElseGet(() -> search.find()
                                .map(PagedSearch::found)
                                .orElse(0L))),
                startedAt().toString(),
                events.clock().millis(),
                counters.failures());
    }
}
