package io.github.ldapimport.run;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.api.RunInProgressException;
import io.github.ldapimport.api.RunObserver;
import io.github.ldapimport.directory.Schema;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.request.ImportRequest;
import io.github.ldapimport.request.Preview;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.store.Recalled;
import io.github.ldapimport.store.RemoteRun;
import io.github.ldapimport.store.RunLease;
import io.github.ldapimport.store.RunLock;
import io.github.ldapimport.table.UsersTable;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/** The steps of route ldap-import, and its guards. */
public final class Runs implements CamelContextAware {
    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final SecureRandom random = new SecureRandom();
    private final Preflight preflight = new Preflight();
    private final RunGate gate = new RunGate();
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The runs that have begun and not ended. */
    public Collection<ImportRun> current() {
        return gate.current();
    }

    /**
     * Lets no run begin until {@link #resume}, so that what runs are made of can be exchanged.
     *
     * @return false where one is under way: then nothing is held
     */
    public boolean hold() {
        return gate.hold();
    }

    /** Lets runs begin again, those first that came meanwhile. */
    public void resume() {
        gate.resume();
    }

    /** Takes a page of another node's run in hand, which counts as a run for whoever wants to exchange what runs are made of. */
    public void enter() {
        gate.enter();
    }

    /** The page that was taken in hand is done with. */
    public void exit() {
        gate.exit();
    }

    /** Begins a run; it fails at nothing, so that every run ends with a summary. */
    public ImportRun begin(Exchange exchange) {
        Object name = exchange.getMessage().getHeader(Headers.PROVIDER);
        RunListener listener = exchange.getProperty(Headers.LISTENER_PROPERTY, RunListener.class);
        ImportRun run = new ImportRun(
                RUN_TIME.format(Instant.now()) + "-" + String.format("%08x", random.nextInt()),
                name == null || name.toString().isBlank() ? Provider.DEFAULT_NAME : name.toString(),
                listener == null ? new RunListener() {} : listener,
                () -> context.isStopping());
        run.events().muteIf(ImportRequest.asksForDryRun(exchange.getMessage().getHeader(Headers.DRY_RUN)));
        gate.begin(run);
        return run;
    }

    /** What a look at one user carries in place of a run: no run to others, so that none waits for it, and without events. */
    public ImportRun look(String providerName, RunListener listener) {
        ImportRun look = new ImportRun("why", providerName, listener, () -> context.isStopping());
        look.events().muteIf(true);
        return look;
    }

    /**
     * The part of a run of another node that a worker has: one page.
     *
     * @param neighbours the domains that others import into the table, as that node knows them
     * @param eventPrefix tells this worker's events of the page from those of another who had the page before
     */
    public static ImportRun ofPage(
            String runId,
            String providerName,
            Instant startedAt,
            RunContext context,
            UsersTable table,
            Map<String, String> neighbours,
            String eventPrefix,
            RemoteRun elsewhere,
            BooleanSupplier runtimeStops) {
        ImportRun run = new ImportRun(runId, providerName, startedAt, new RunListener() {}, runtimeStops, eventPrefix);
        run.configured(context);
        run.checked(table);
        run.recalled().set(Recalled.nothing(neighbours, context.provider().domain()));
        run.holds(elsewhere);
        return run;
    }

    /** Reads the settings and the request; connects to nothing. */
    public void checkSettings(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        if (!run.isUndo() && exchange.getMessage().getHeader(Headers.MAX_UNDONE) != null) {
            throw new ConfigurationException("The header " + Headers.MAX_UNDONE
                    + " is for direct:ldap-import-undo, an import sets nothing back: leave it out");
        }
        run.configured(preflight.read(
                context, run.providerName(), exchange.getMessage().getHeaders()));
        Searcher.offer(run.directory(), context.getRegistry(), run.directoryBean());
    }

    /**
     * Reads the settings and a request without running it; connects to nothing.
     *
     * @throws ConfigurationException naming what is wrong
     */
    public void requireSound(Map<String, Object> headers) {
        Object name = headers.get(Headers.PROVIDER);
        preflight.read(context, name == null ? Provider.DEFAULT_NAME : name.toString(), headers);
    }

    /**
     * Waits for nobody: a second run of the provider on this database is refused. A dry run is in nobody's way.
     *
     * @throws RefusedException naming the run that is under way
     */
    public void acquireLock(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.LOCK);
        if (run.isDryRun()) {
            return;
        }
        requireNoneInThisProcess(run);
        RunLock.take(
                        run.provider().getDatabase(),
                        run.table(),
                        run.providerName(),
                        run.provider().domain(),
                        run.id(),
                        run::fail)
                .ifPresent(run::holds);
        if (!run.isLocked()) {
            holdInThisProcess(run);
        }
    }

    /** What can be done where the account may not have the tables of the lock. */
    private synchronized void holdInThisProcess(ImportRun run) {
        requireNoneInThisProcess(run);
        if (run.lease() == RunLease.Local.NONE) {
            run.holds(RunLease.Local.IN_PROCESS);
        }
    }

    private void requireNoneInThisProcess(ImportRun run) {
        for (ImportRun other : gate.current()) {
            if (other != run
                    && other.lease() != RunLease.Local.NONE
                    && !other.isLocked()
                    && other.providerName().equals(run.providerName())
                    && other.dataSource() == run.dataSource()) {
                throw new RunInProgressException("Provider " + run.providerName() + " is being imported by run "
                        + other.id() + " of this process: wait for it to end");
            }
        }
    }

    /** Fails a run that has lost its lock: another one may have begun, and what this one did is not to be told. */
    public void requireLock(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.lease().requireHeld();
        run.guards().pass(Guard.LOCK_AT_END);
    }

    /** Lets the next run begin. */
    public void release(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        RunLease lease = run.lease();
        lease.release(run.summary(), run.scope().showsEverybody());
        run.holds(RunLease.Local.NONE);
    }

    /** Says that all checks are passed and the search begins. */
    public void started(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        ImportLog.started(run);
        run.listener().started(run);
    }

    /**
     * Refuses to look for missing users where another provider's rows would be taken for them.
     *
     * @throws ConfigurationException naming the settings that are alike
     */
    public void requireOwnDomain(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Preflight.requireOwnDomain(context, run);
    }

    /** All providers, by name. */
    public Map<String, Provider> providers() {
        return Providers.all(context);
    }

    /**
     * The provider of that name.
     *
     * @throws ConfigurationException naming those that exist
     */
    public Provider provider(String name) {
        return Providers.named(context, name);
    }

    /**
     * Takes the settings as they are now, for the runs that are to come.
     *
     * @throws ConfigurationException naming the setting that is wrong
     */
    public void readSettingsAgain() {
        Providers.readSettingsAgain(context);
    }

    /** Refuses settings that nothing reads, and values that cannot be what was meant. */
    public void refuseUnknownKeys() {
        Providers.refuseUnknownKeys(context);
    }

    /** Refuses a base or attributes that do not exist, and filters that match nobody, before anything is read. */
    public Schema checkDirectory(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return Preflight.checkDirectory(run);
    }

    /** The same, and refuses a table or columns that do not exist, before anything is written. */
    public void checkDirectoryAndTable(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Preflight.checkTable(context, run, Preflight.checkDirectory(run));
    }

    /** Refuses a table or columns that do not exist; asks no directory. */
    public void checkTable(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Preflight.checkTableAlone(context, run);
    }

    /** Fails the run unless something became of each user who was found: nobody gets lost on the way. */
    public void requireAllUsersCounted(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.ALL_USERS_COUNTED);
        failUnretriedRows(run);
        ImportSummary summary = run.summary();
        long counted = summary.counts().accountedFor();
        if (summary.status().equals(ImportSummary.COMPLETED) && counted != summary.found()) {
            run.fail(new IllegalStateException("Of " + summary.found() + " users found only " + counted
                    + " are accounted for: a step of the routes lost the others"));
        }
    }

    /** Counts rows that did not come to their second try as failed, with the reason of the first. */
    private static void failUnretriedRows(ImportRun run) {
        List<Failure> givenUp = new ArrayList<>();
        run.retries().takeAll().forEach((row, reason) -> {
            ImportLog.failed(run, row.accountName(), reason);
            givenUp.add(new Failure(row.name(), row.dn(), row.guid(), reason));
        });
        run.counters().giveUp(givenUp);
    }

    /** Notes why the run, or one of its pages, broke off; no further page is read. */
    public void broken(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        run.fail(caught(exchange));
    }

    private static Throwable caught(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    }

    /** Closes the search, and gives up rows that still wait for a further try. */
    public void giveUp(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        close(run);
        failUnretriedRows(run);
    }

    /** Ends the run, whatever became of it: its summary is made, and no failure after it counts. */
    public ImportSummary end(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        giveUp(run);
        RunGuards.requireForEnd(run);
        ImportSummary summary = run.end();
        ImportLog.ended(summary, run);
        // a run that another one kept from beginning is none
        if (providers().containsKey(run.providerName())
                && run.failure()
                        .filter(RunInProgressException.class::isInstance)
                        .isEmpty()) {
            context.getRegistry()
                    .findByType(RunObserver.class)
                    .forEach(observer -> observer.ended(summary, run.scope().showsEverybody()));
        }
        return summary;
    }

    /** Answers with the users that a preview found, and throws where it did not see them all. */
    public Preview preview(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        close(run);
        run.failure().ifPresent(why -> {
            throw new ImportException(run.summary(), why);
        });
        run.guards().require(Guard.DIRECTORY_CHECKED, Guard.WHOLE_SEARCH);
        return exchange.getMessage().getBody(Preview.class);
    }

    private void close(ImportRun run) {
        gate.end(run);
        run.search().find().ifPresent(PagedSearch::close);
    }

    /** Answers with the summary of a completed run, and throws that of any other. */
    public ImportSummary answer(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        Headers.VARIABLES_OF_A_RUN.forEach(exchange::removeVariable);
        ImportLog.undelivered(run);
        run.failure().ifPresent(why -> {
            throw new ImportException(run.summary(), why);
        });
        return run.summary();
    }
}
