package io.github.ldapimport.run;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.AccountStates;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.plan.AccountChange;
import io.github.ldapimport.plan.EmptiedValues;
import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.plan.PagePlan;
import io.github.ldapimport.rows.RowCounts;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.SeenUsers;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.store.RemoteRun;
import io.github.ldapimport.store.RunLock;
import io.github.ldapimport.store.RunScope;
import io.github.ldapimport.store.ScopeMemory;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.UsersTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.naming.ldap.LdapName;
import javax.sql.DataSource;

/** One run of the import: what was asked for, what it works with, and what became of it so far. */
public final class ImportRun {
    /**
     * Refused rows kept for a second try; what is beyond fails at once. They are planned together at the end of the run, which
     * takes some 4 KB each, and may fill a third of the memory: with 256 MB they are 20,000.
     */
    private static final int MAX_RETRIES =
            (int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / 12_800);

    private static final int MAX_LOCK_TIMEOUTS = 5;

    private final String id;
    private final String providerName;
    private final RunListener listener;
    private final BooleanSupplier runtimeStops;
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();

    private Provider provider;
    private ImportRequest request;
    private Map<String, Settings> siblingProviders;
    private final Map<String, String> neighbours = new HashMap<>();
    private UsersTable table;
    private PagedSearch search;
    private volatile AccountStates accountStates;

    private final Set<String> failedEndpoints = ConcurrentHashMap.newKeySet();
    private volatile boolean interrupted;
    private Throwable failure;
    private long imported;
    private long changed;
    private long unchanged;
    private long skipped;
    private long failed;
    private final List<Failure> failures = new ArrayList<>();
    private final Map<MappedUser, String> again = new LinkedHashMap<>();
    private int reservedRetries;
    private int lastRetries = Integer.MAX_VALUE;
    private long deleted;
    private long restored;
    private long deletedMissing;
    private long adopted;
    private final List<Failure> givenUp = new ArrayList<>();

    private final Guards guards = new Guards();
    private final SeenUsers seen = new SeenUsers();
    private Map<String, RowCounts> countsBefore;
    private final ValueLimits valueLimits = new ValueLimits(this);
    private final AccountChanges toDelete = new AccountChanges();
    private final AccountChanges toRestore = new AccountChanges();
    private LdapName relinksBelow;
    private long unknownLive;

    private RunScope scope;
    private Optional<ScopeMemory> scopeMemory;

    private RunLock lock;
    private RemoteRun elsewhere;
    private String pagesEndpoint;
    private String eventPrefix;
    private volatile boolean turn;
    private int lockTimeouts;
    private final AtomicLong events = new AtomicLong();

    ImportRun(String id, String providerName, RunListener listener, BooleanSupplier runtimeStops) {
        this(id, providerName, Instant.now(), listener, runtimeStops);
    }

    private ImportRun(
            String id, String providerName, Instant startedAt, RunListener listener, BooleanSupplier runtimeStops) {
        this.id = id;
        this.startedAt = startedAt;
        this.providerName = providerName;
        this.listener = listener;
        this.runtimeStops = runtimeStops;
        this.eventPrefix = id;
    }

    /**
     * The part of a run of another node that a worker has: one page.
     *
     * @param eventPrefix tells this worker's events of the page from those of another who had the page before
     */
    public static ImportRun ofPage(
            String runId,
            String providerName,
            Instant startedAt,
            Map<String, String> neighbours,
            String eventPrefix,
            RemoteRun elsewhere,
            BooleanSupplier runtimeStops) {
        ImportRun run = new ImportRun(runId, providerName, startedAt, new RunListener() {}, runtimeStops);
        run.elsewhere = elsewhere;
        run.eventPrefix = eventPrefix;
        run.neighbours.putAll(neighbours);
        return run;
    }

    /** Whether it is for all users of its provider, not for one or for those of a filter. */
    public boolean isFullRun() {
        return request == null || (request.user().isEmpty() && request.filter().isEmpty());
    }

    /** When it began, by the clock of the node that runs it, in whole milliseconds. */
    public Instant startedAt() {
        return startedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    public String id() {
        return id;
    }

    public String providerName() {
        return providerName;
    }

    /** The bean that camel-spring-ldap is to use. */
    public String directoryBean() {
        return provider.directoryBean(providerName);
    }

    public Provider provider() {
        return provider;
    }

    public Directory directory() {
        return provider.directory();
    }

    public DataSource dataSource() {
        return provider.getDatabase().dataSource();
    }

    public ImportRequest request() {
        return request;
    }

    public boolean isDryRun() {
        return request != null && request.dryRun();
    }

    /** Whether one user was asked for by name. */
    public boolean isSingleUser() {
        return request.user().isPresent();
    }

    public UsersTable table() {
        return table;
    }

    /** How many users must be found before anything is written; for a single user no number says anything. */
    public int minUsers() {
        return isSingleUser() ? 0 : request.minUsers();
    }

    /** Whether users whom the directory does not have are to be looked for. */
    public boolean isToDeleteMissing() {
        return request.deleteMissing() && !isSingleUser() && table.softDeletes() && table.isPresent();
    }

    /** Whether anybody was found and has a row that is as it should be. */
    public synchronized boolean isAnyUserSaved() {
        return imported + changed + unchanged > 0;
    }

    /** Whether users were found whose row is a new one, was refused or failed: with relink, theirs may be an old one. */
    public synchronized boolean isAnyUserWithoutOldRow() {
        return imported + failed + again.size() > 0;
    }

    /** Whether the directory is to know some of the rows before anything is written; with relink it need not. */
    public boolean isToRequireKnown() {
        return table.isPresent() && !request.relink();
    }

    /** Whether entries may share a GUID, because it is no attribute that the server gives by itself. */
    public boolean isToFindSharedGuids() {
        return !directory().makesGuids();
    }

    /** Whether rows without a GUID may be those of users; with relink or scope-changed a person has said whose they are. */
    public boolean isToLookAtUnclaimed() {
        return table.isPresent() && !request.relink() && !request.scopeChanged();
    }

    /** Whether rows of this domain may get another GUID, where the directory does not have theirs. */
    public boolean isToRelink() {
        return request.relink();
    }

    /** Says below which entry a GUID is to be looked for that may be nowhere in the directory. */
    public void relinksBelow(LdapName context) {
        relinksBelow = context;
    }

    /** @throws IllegalStateException when the routes did not look whether the account may read all below it */
    public LdapName relinksBelow() {
        if (relinksBelow == null) {
            throw new IllegalStateException("The naming context was not looked at before rows get other GUIDs: put"
                    + " requireNamingContext back into ldap-import-require.camel.yaml");
        }
        return relinksBelow;
    }

    /** Whether rows of domains that no provider imports may be those of this provider's users. */
    public boolean isToLookAtOtherDomains() {
        return table.isPresent();
    }

    /** Whether this is a page of another node's run. */
    public boolean isElsewhere() {
        return elsewhere != null;
    }

    /** Which of the run's own guards have run. */
    public Guards guards() {
        return guards;
    }

    /** Whom the run has found so far. */
    public SeenUsers seen() {
        return seen;
    }

    /** Whether the directory is to be asked whom the settings' own filter for disabled accounts matches. */
    public boolean isToSearchDisabled() {
        return request.softDeletes().any() && directory().disabledFilter().isPresent();
    }

    /** Says who tells the states of accounts. */
    public void useAccountStates(AccountStates states) {
        accountStates = states;
    }

    /**
     * The states of the accounts that are found, by one time for the whole run.
     *
     * @throws IllegalStateException when the routes did not ask the directory for them: an entry alone does not tell
     */
    public AccountStates accountStates() {
        if (accountStates == null) {
            if (isToSearchDisabled()) {
                throw new IllegalStateException("The directory was not asked which accounts are disabled: put the step"
                        + " direct:ldap-import-search-disabled back into ldap-import-require.camel.yaml");
            }
            accountStates = directory().accountStates(startedAt(), guid -> false);
        }
        return accountStates;
    }

    /** Whether rows of disabled users are to be soft-deleted. */
    public boolean isToDelete() {
        return request.delete() && table.softDeletes() && table.isPresent();
    }

    /** Whether rows of enabled users are to be restored. */
    public boolean isToRestore() {
        return request.restore() && table.softDeletes() && table.isPresent();
    }

    /** Notes that the rows are counted, and what was found so far, by their domain. */
    public synchronized void countedBefore(Map<String, RowCounts> counts) {
        countsBefore = countsBefore == null ? new HashMap<>() : countsBefore;
        countsBefore.putAll(counts);
    }

    /**
     * Rows of the domain before anything was written.
     *
     * @throws IllegalStateException when the routes did not count them: without the number no guard can judge
     */
    public synchronized RowCounts countsBefore() {
        if (countsBefore == null) {
            throw new IllegalStateException(
                    "The rows were not counted before the import, so no limit can judge: put the step"
                            + " direct:ldap-import-count back into ldap-import-require.camel.yaml");
        }
        return countsBefore.getOrDefault(provider.domain(), RowCounts.NONE);
    }

    /** Rows that were live, with a GUID, before anything was written, where missing users are looked for. */
    public synchronized long liveBefore() {
        countsBefore();
        long live = domains().stream()
                .mapToLong(domain ->
                        countsBefore.getOrDefault(domain, RowCounts.NONE).live())
                .sum();
        return Math.max(0, live - unknownLive);
    }

    /** Takes rows out of that number whose GUIDs are none of this directory: nothing says whether their users are there. */
    public synchronized void leaveOutOfLive(long rows) {
        unknownLive = rows;
    }

    /** The rows of a page that would lose or change values for attributes that their entries do not show, in pieces. */
    public List<EmptiedValues> unconfirmed(PagePlan plan) {
        return EmptiedValues.of(plan, table.settings(), provider.attributesOfHandlers());
    }

    /** What the run has done to values so far. */
    public ValueLimits valueLimits() {
        return valueLimits;
    }

    /** The rows whose soft-delete date is to change in that way. */
    public AccountChanges accountChanges(SoftDeletePolicy.Mark mark) {
        return mark == SoftDeletePolicy.Mark.DELETE ? toDelete : toRestore;
    }

    /** Whether this is the part of another node's run that a worker has. */
    public boolean isOfAnotherNode() {
        return elsewhere != null;
    }

    public synchronized void deletedMissing(long rows) {
        deletedMissing = rows;
    }

    void covers(RunScope itsScope) {
        scope = itsScope;
    }

    /** What the provider covers, as its settings say. */
    public RunScope scope() {
        return scope;
    }

    /** @param memory null where nothing can be remembered */
    public void recalled(ScopeMemory memory) {
        scopeMemory = Optional.ofNullable(memory);
    }

    /**
     * What earlier runs covered; null where nothing can be remembered.
     *
     * @throws IllegalStateException when the routes did not ask: without it no guard can judge
     */
    public ScopeMemory scopeMemory() {
        if (scopeMemory == null) {
            throw new IllegalStateException(
                    "What earlier runs covered was not recalled, so nobody is deleted as missing: put"
                            + " the step recall of ldap-import-preflight.camel.yaml back after acquireLock");
        }
        return scopeMemory.orElse(null);
    }

    /** The domains whose rows missing users are looked for among. */
    public List<String> domains() {
        ScopeMemory memory = scopeMemory();
        return memory == null ? List.of(provider.domain()) : memory.domains();
    }

    /** Whether this run makes its scope the accepted one: it looked for missing users, or there was none before. */
    public synchronized boolean isScopeToAccept() {
        return guards.isPassed(Guard.SAME_SCOPE) || scopeMemory().accepted().isEmpty();
    }

    /** Whether this run, which was for everybody and completed, says what is to be known of its scope. */
    public synchronized boolean isScopeToRemember() {
        return scopeMemory != null
                && scopeMemory.isPresent()
                && !isDryRun()
                && isFullRun()
                && isAnyUserSaved()
                && failure == null
                && (isScopeToAccept() || scopeMemory().withColumns(false).isPresent());
    }

    /** Notes that runs which had the domain's lock before, and did not end, are dead. */
    public void recordAbandonedRuns(Connection connection, List<String> runIds) throws SQLException {
        lock.recordAbandonedRuns(connection, runIds);
    }

    void holds(RunLock itsLock) {
        lock = itsLock;
    }

    /** Whether the run, be it on another node, is noted in the import's own tables, and so may use the outbox. */
    public boolean isLocked() {
        return (lock != null && lock.isNoted()) || elsewhere != null;
    }

    /**
     * Throws where the run, be it on another node, has lost its lock, has ended or died: asked within a transaction, before the
     * first write, and holds until its end.
     */
    public void requireUnderWay() {
        if (elsewhere != null) {
            elsewhere.keepUnderWay();
        } else if (lock != null) {
            lock.keepUnderWay();
        }
    }

    /**
     * Whether what the run does may be told. Where its lock is lost, the run fails, and what was kept is the next run's to tell.
     *
     * @param now false where an answer that is a second old will do
     */
    public boolean maySendEvents(boolean now) {
        try {
            if (elsewhere != null) {
                elsewhere.requireUnderWay(now);
            } else if (lock != null && now) {
                lock.requireHeld();
            } else if (lock != null) {
                lock.requireHeldOfLate();
            }
            return true;
        } catch (DatabaseException | WorkerException e) {
            fail(e);
            return false;
        }
    }

    /** Says where the run's pages go; null for nowhere. */
    public void dispatchTo(String endpoint) {
        pagesEndpoint = endpoint;
    }

    public String pagesEndpoint() {
        return pagesEndpoint;
    }

    /**
     * Whether pages go to workers on other nodes. Those of a dry run, of a single user and of a run that relinks do not: the first
     * wants to show each user, the second is not worth it, and the third asks the directory. Nor do pages where each changed row
     * counts ({@code max-changed}), or rows of other domains may be taken over ({@code scope-changed}).
     */
    public boolean isDispatching() {
        return pagesEndpoint != null
                && !isDryRun()
                && !isSingleUser()
                && !request.relink()
                && !request.scopeChanged()
                && request.maxChanged().allowsEverything();
    }

    /** Notes that no other run of this process may begin, where the database keeps no lock. */
    void turn() {
        turn = true;
    }

    boolean isHeldInProcess() {
        return turn;
    }

    /** Throws where the lock was taken and is lost. */
    public void requireLock() {
        if (lock != null) {
            lock.requireHeld();
        }
    }

    void release(ImportSummary summary) {
        if (lock != null) {
            lock.release(summary, isFullRun());
            lock = null;
        }
    }

    /** Counts rows that somebody else held for too long; true when it was too often to be a matter of single rows. */
    public synchronized boolean tooManyLockTimeouts() {
        return ++lockTimeouts > MAX_LOCK_TIMEOUTS;
    }

    /** An id that no other event has; those of a run sort in their order. */
    public String nextEventId() {
        return eventPrefix + "-" + String.format("%09d", events.incrementAndGet());
    }

    /** Endpoints of events that stayed down in this run; may be added to by any thread. */
    public Set<String> failedEndpoints() {
        return failedEndpoints;
    }

    public RunListener listener() {
        return listener;
    }

    public PagedSearch search() {
        return search;
    }

    public void configured(Provider itsProvider, ImportRequest itsRequest) {
        provider = itsProvider;
        request = itsRequest;
    }

    /** @param others the settings of the other providers that write to the same table, by the providers' names */
    void withSiblings(Map<String, Settings> others) {
        siblingProviders = others;
        others.forEach((name, its) -> neighbours.put(its.text(Setting.DOMAIN), name));
    }

    /**
     * The settings of the other providers that write to the same table, by the providers' names.
     *
     * @throws IllegalStateException when nobody has looked for them yet
     */
    public Map<String, Settings> siblingProviders() {
        if (siblingProviders == null) {
            throw new IllegalStateException("The table was not looked at before the guard on its domains: put the step"
                    + " requireOwnDomain of ldap-import-preflight.camel.yaml after checkDirectoryAndTable");
        }
        return siblingProviders;
    }

    /** The domains that they import, each with its provider's name. */
    public Map<String, String> neighbours() {
        return neighbours;
    }

    public void opened(UsersTable itsTable) {
        table = itsTable;
    }

    public void searching(PagedSearch itsSearch) {
        search = itsSearch;
    }

    /** Asks the run to end after the pages at hand. */
    public void interrupt() {
        interrupted = true;
    }

    /** Asked before each page is read. */
    public boolean isToStop() {
        return interrupted || runtimeStops.getAsBoolean() || hasFailed();
    }

    /** Notes why the run cannot go on; the first reason counts. */
    public synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = explain(cause);
        }
    }

    public synchronized boolean hasFailed() {
        return failure != null;
    }

    /** Asks leave to keep a refused row for the second try. */
    public synchronized boolean tryReserveRetry() {
        if (reservedRetries == MAX_RETRIES) {
            return false;
        }
        reservedRetries++;
        return true;
    }

    /** For the message of a row that {@link #tryReserveRetry} refused. */
    public String noRetryReason() {
        return "; no further row can wait for a second try, " + MAX_RETRIES
                + " do already: run again, or give Java more" + " memory (LDAP_IMPORT_JAVA_OPTS=-Xmx1g)";
    }

    public synchronized void add(PageResult tally) {
        imported += tally.imported();
        changed += tally.changed();
        unchanged += tally.unchanged();
        skipped += tally.skipped();
        deleted += tally.deleted();
        restored += tally.restored();
        adopted += tally.adopted();
        failed += tally.failures().size();
        for (Failure each : tally.failures()) {
            if (failures.size() < ImportSummary.MAX_FAILURES) {
                failures.add(each);
            }
        }
        again.putAll(tally.again());
        addAccountChanges(tally.accountChanges());
    }

    private void addAccountChanges(List<AccountChange> changes) {
        changes.forEach(change -> accountChanges(change.mark()).add(change));
        for (SoftDeletePolicy.Mark mark : List.of(SoftDeletePolicy.Mark.DELETE, SoftDeletePolicy.Mark.RESTORE)) {
            if (countsBefore != null && isTooMany(mark)) {
                // nothing of the kind will be done: what is told now need not be kept
                ImportLog.wouldBe(this, accountChanges(mark).takeAll());
            }
        }
    }

    /** Whether more rows are to be deleted, or restored, than the run may. */
    public synchronized boolean isTooMany(SoftDeletePolicy.Mark mark) {
        long count = accountChanges(mark).count();
        return mark == SoftDeletePolicy.Mark.DELETE
                ? request.maxDisabled().isExceeded(count, countsBefore().live())
                : request.maxRestored().isExceeded(count, countsBefore().all());
    }

    /** Counts what became of such rows; each user was counted with the values of the row before, and counts once. */
    public synchronized void accountsChanged(
            SoftDeletePolicy.Mark mark, List<AccountChange> done, List<Failure> itsFailures) {
        for (AccountChange change : done) {
            if (change.isOtherwiseSame()) {
                unchanged--;
                changed++;
            }
        }
        if (mark == SoftDeletePolicy.Mark.DELETE) {
            deleted += done.size();
        } else {
            restored += done.size();
        }
        failed += itsFailures.size();
        for (Failure each : itsFailures) {
            if (failures.size() < ImportSummary.MAX_FAILURES) {
                failures.add(each);
            }
        }
    }

    /** Takes users back whose row could not be deleted or restored: they count as failed. */
    public synchronized void takeBack(List<AccountChange> changes) {
        for (AccountChange change : changes) {
            if (change.isOtherwiseSame()) {
                unchanged--;
            } else {
                changed--;
            }
        }
    }

    /** Whether refused rows wait for a further try: the first, or one after a try that left fewer of them. */
    public synchronized boolean isToRetry() {
        return !again.isEmpty() && again.size() < lastRetries;
    }

    /** The refused rows as one page, for {@code split}; they are kept until {@link #markRetried}. */
    public synchronized List<MappedPage> retryBatches() {
        lastRetries = again.size();
        return List.of(MappedPage.again(List.copyOf(again.keySet())));
    }

    /** Notes that refused rows have had their second try, whatever came of it. */
    public synchronized void markRetried(List<MappedUser> rows) {
        rows.forEach(again::remove);
    }

    /** Counts rows that did not come to their second try as failed, with the reason of the first. */
    synchronized void failUnretriedRows() {
        again.forEach((row, reason) -> {
            failed++;
            ImportLog.failed(this, row.accountName(), reason);
            Failure given = new Failure(row.name(), row.dn(), row.guid(), reason);
            givenUp.add(given);
            if (failures.size() < ImportSummary.MAX_FAILURES) {
                failures.add(given);
            }
        });
        again.clear();
    }

    /** The users of those rows. */
    public synchronized List<Failure> givenUp() {
        return List.copyOf(givenUp);
    }

    /** Why the run did not complete, or null. */
    public synchronized Throwable failure() {
        return failure;
    }

    synchronized ImportSummary summary() {
        String status = failure == null
                ? ImportSummary.COMPLETED
                : failure instanceof RefusedException ? ImportSummary.REFUSED : ImportSummary.FAILED;
        return new ImportSummary(
                id,
                providerName,
                failure instanceof ConfigurationException || provider == null ? null : provider.domain(),
                isDryRun(),
                status,
                failure == null ? null : failure.getMessage(),
                search == null ? 0 : search.found(),
                imported,
                changed + unchanged,
                changed,
                unchanged,
                skipped,
                failed,
                deleted,
                restored,
                deletedMissing,
                adopted,
                startedAt().toString(),
                (System.nanoTime() - startedNanos) / 1_000_000,
                List.copyOf(failures));
    }

    /** Finds the exception made for a person among those that Camel wrapped around it, or makes one. */
    private Throwable explain(Throwable thrown) {
        boolean ofDatabase = false;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException
                    || cause instanceof DirectoryException
                    || cause instanceof DatabaseException
                    || cause instanceof RefusedException
                    || cause instanceof WorkerException) {
                return cause;
            }
            ofDatabase |= cause instanceof SQLException;
        }
        return ofDatabase
                ? DatabaseFailures.explain(
                        "The database " + provider.getDatabase().url() + " stopped the run, rows already written stay",
                        provider.getDatabase(),
                        thrown,
                        "mend that and run again")
                : new IllegalStateException("The run broke off: " + RunFailures.words(thrown), thrown);
    }
}
