package io.github.ldapimport.run;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.api.RunInProgressException;
import io.github.ldapimport.api.RunObserver;
import io.github.ldapimport.directory.Schema;
import io.github.ldapimport.mapping.ColumnPurposes;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.store.RunLock;
import io.github.ldapimport.store.RunScope;
import io.github.ldapimport.table.UsersTableInspector;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/** The steps of route ldap-import, and its guards. */
public final class Runs implements CamelContextAware {
    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final List<String> ROUTES = List.of(
            "ldap-import-preflight",
            "ldap-import-start",
            "ldap-import-require",
            "ldap-import-search",
            "ldap-import-delete",
            "ldap-import-retry",
            "ldap-import-restore",
            "ldap-import-end",
            "ldap-import-page",
            "ldap-import-page-map",
            "ldap-import-page-send",
            "ldap-import-page-save",
            "ldap-import-page-write",
            "ldap-import-page-order",
            "ldap-import-page-holders",
            "ldap-import-user",
            "ldap-import-count",
            "ldap-import-accounts-disabled",
            "ldap-import-accounts-restored",
            "ldap-import-accounts",
            "ldap-import-accounts-write",
            "ldap-import-search-disabled",
            "ldap-import-missing",
            "ldap-import-missing-delete",
            "ldap-import-scope-remember",
            "ldap-import-missing-neighbours",
            "ldap-import-confirm-missing",
            "ldap-import-confirm-enabled",
            "ldap-import-confirm-emptied",
            "ldap-import-first",
            "ldap-import-known",
            "ldap-import-other-domains",
            "ldap-import-shared-guids",
            "ldap-import-neighbour",
            "ldap-import-statement",
            "ldap-import-statement-batch",
            "ldap-import-events",
            "ldap-import-events-tell",
            "ldap-import-events-keep",
            "ldap-import-events-left",
            "ldap-import-events-send",
            "ldap-import-events-deliver",
            "ldap-import-events-dead-letter");

    private final SecureRandom random = new SecureRandom();
    private final RouteBlocks routeBlocks = new RouteBlocks();
    private final Set<ImportRun> current = ConcurrentHashMap.newKeySet();
    private CamelContext context;
    private boolean held;
    private int pagesOfOthers;

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
        return List.copyOf(current);
    }

    /**
     * Lets no run begin until {@link #resume}, so that what runs are made of can be exchanged.
     *
     * @return false where one is under way: then nothing is held
     */
    public boolean hold() {
        synchronized (current) {
            held = current.isEmpty() && pagesOfOthers == 0;
            return held;
        }
    }

    /** Lets runs begin again, those first that came meanwhile. */
    public void resume() {
        synchronized (current) {
            held = false;
            current.notifyAll();
        }
    }

    private void begins(ImportRun run) {
        synchronized (current) {
            awaitLetGo();
            current.add(run);
        }
    }

    /** Takes a page of another node's run in hand, which counts as a run for whoever wants to exchange what runs are made of. */
    public void enter() {
        synchronized (current) {
            awaitLetGo();
            pagesOfOthers++;
        }
    }

    /** The page that was taken in hand is done with. */
    public void exit() {
        synchronized (current) {
            pagesOfOthers--;
        }
    }

    private void awaitLetGo() {
        while (held) {
            try {
                current.wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The program stops", e);
            }
        }
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
        begins(run);
        return run;
    }

    /** Reads the settings and the request; connects to nothing. */
    public void checkSettings(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        Provider provider = configured(run.providerName());
        run.configured(provider, request(provider, exchange.getMessage().getHeaders()));
        Searcher.offer(provider.directory(), context.getRegistry(), run.directoryBean());
    }

    /**
     * Reads the settings and a request without running it; connects to nothing.
     *
     * @throws ConfigurationException naming what is wrong
     */
    public void requireSound(Map<String, Object> headers) {
        Object name = headers.get(Headers.PROVIDER);
        request(configured(name == null ? Provider.DEFAULT_NAME : name.toString()), headers);
    }

    private Provider configured(String name) {
        refuseMissingRoutes();
        routeBlocks.requireSteps(context);
        Provider provider = provider(name);
        refuseUnknownKeys();
        provider.configure();
        return provider;
    }

    private ImportRequest request(Provider provider, Map<String, Object> headers) {
        Settings settings = new Settings(context, provider.getSettings());
        ImportRequest request = ImportRequest.of(headers, settings);
        request.requirePairs(settings);
        return request;
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
            takeTurnInThisProcess(run);
        }
    }

    /** What can be done where the account may not have the tables of the lock. */
    private synchronized void takeTurnInThisProcess(ImportRun run) {
        requireNoneInThisProcess(run);
        run.turn();
    }

    private void requireNoneInThisProcess(ImportRun run) {
        for (ImportRun other : current) {
            if (other != run
                    && other.isHeldInProcess()
                    && other.providerName().equals(run.providerName())
                    && other.dataSource() == run.dataSource()) {
                throw new RunInProgressException("Provider " + run.providerName() + " is being imported by run "
                        + other.id() + " of this process: wait for it to end");
            }
        }
    }

    /** Fails a run that has lost its lock: another one may have begun, and what this one did is not to be told. */
    public void requireLock(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.requireLock();
        run.guards().pass(Guard.LOCK_AT_END);
    }

    /** Lets the next run begin. */
    public void release(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.release(run.summary());
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
        run.guards().pass(Guard.OWN_DOMAIN);
        if (!run.request().deleteMissing()) {
            return;
        }
        Settings own = new Settings(context, run.provider().getSettings());
        run.siblingProviders().forEach((name, its) -> {
            if (its.text(Setting.DOMAIN).equals(own.text(Setting.DOMAIN))) {
                throw new ConfigurationException("The providers " + run.providerName() + " and " + name
                        + " share the table " + own.text(Setting.USERS_TABLE) + " and the domain '"
                        + own.text(Setting.DOMAIN) + "', so each would take the other's users for missing: give them "
                        + own.key(Setting.DOMAIN) + " and " + its.key(Setting.DOMAIN) + " of their own");
            }
        });
    }

    /** What nobody answers at its address would otherwise be waited for, half a minute for each user. */
    private void refuseMissingRoutes() {
        Set<String> beginnings = context.getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointBaseUri())
                .collect(Collectors.toSet());
        for (String id : ROUTES) {
            if (context.getRoute(id) == null) {
                throw new ConfigurationException(
                        "There is no route " + id + ": put its file back into routes/, or its id back into the file");
            }
            if (!beginnings.contains("direct://" + id)) {
                throw new ConfigurationException("No route begins at direct:" + id
                        + ", where the bundle's routes send to: let the from: of the route " + id
                        + " have that uri again");
            }
        }
    }

    /** All providers, by name. */
    public Map<String, Provider> providers() {
        return Siblings.all(context);
    }

    /**
     * The provider of that name.
     *
     * @throws ConfigurationException naming those that exist
     */
    public Provider provider(String name) {
        Provider provider = context.getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + name, Provider.class);
        if (provider == null) {
            throw new ConfigurationException("There is no provider '" + name + "': use "
                    + String.join(" or ", new TreeSet<>(providers().keySet()))
                    + ", or add one to ldap-import-providers.camel.yaml; one user is named after the provider: "
                    + Provider.DEFAULT_NAME + " " + name);
        }
        return provider;
    }

    /**
     * Takes the settings as they are now, for the runs that are to come.
     *
     * @throws ConfigurationException naming the setting that is wrong
     */
    public void readSettingsAgain() {
        refuseUnknownKeys();
        providers().values().forEach(provider -> {
            provider.readSettingsAgain();
            // what a run that says nothing of it itself would take from them
            ImportRequest.of(Map.of(), new Settings(context, provider.getSettings()));
        });
    }

    /** Refuses settings that nothing reads, and values that cannot be what was meant. */
    public void refuseUnknownKeys() {
        Set<String> ofProviders = new TreeSet<>();
        context.getRegistry().findByType(Provider.class).forEach(provider -> ofProviders.add(provider.getSettings()));
        Set<String> ofDatabases = new TreeSet<>();
        context.getRegistry().findByType(Database.class).forEach(database -> ofDatabases.add(database.getSettings()));
        Map<Setting.Owner, Collection<String>> prefixes =
                Map.of(Setting.Owner.PROVIDER, ofProviders, Setting.Owner.DATABASE, ofDatabases);
        Settings.refuseUnknownKeys(context, prefixes);
        Settings.requireReadable(context, prefixes);
    }

    /** Refuses a base or attributes that do not exist, and filters that match nobody, before anything is read. */
    public Schema checkDirectory(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.DIRECTORY_CHECKED);
        return run.directory()
                .probe()
                .requireBaseAndAttributes(
                        attributeOrigins(run),
                        run.provider().mapping().attributes(),
                        run.request().filter());
    }

    /** The same, and refuses a table or columns that do not exist, before anything is written. */
    public void checkDirectoryAndTable(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Schema schema = checkDirectory(run);
        run.opened(UsersTableInspector.open(
                run.provider().getDatabase(), run.provider().table(), !run.isDryRun()));
        Map<String, Settings> siblings = Siblings.of(context, run.provider(), run.table());
        ColumnPurposes.requireAgreement(run.providerName(), run.provider().table(), siblings, context);
        run.covers(RunScope.of(run.providerName(), run.provider().domain(), run.table(), run.directory(), schema));
        run.withSiblings(siblings);
        run.directory().found().ifPresent(which -> ImportLog.note(run, which));
        run.directory().filterNotes().forEach(note -> ImportLog.note(run, note));
        run.provider().getDatabase().found().ifPresent(which -> ImportLog.note(run, which));
        run.table().requireRoomFor(run.directory().kind().guidAttribute());
        if (schema.isReadable() && run.request().softDeletes().any()) {
            run.directory().accountStateAttributes().stream()
                    .filter(attribute -> !schema.knows(attribute))
                    .forEach(attribute -> ImportLog.note(
                            run,
                            "The schema of " + run.directory().urls() + " has no attribute " + attribute
                                    + ", so no account shows as disabled: set directory.disabled-filter to what tells it"
                                    + " there"));
        }
        if (run.request().softDeletes().any() || run.request().deleteMissing()) {
            run.table().whyNoSoftDeletes().ifPresent(why -> ImportLog.note(run, why));
        }
    }

    private static Map<String, String> attributeOrigins(ImportRun run) {
        Map<String, String> origins = run.provider().attributeOrigins();
        run.request().filter().ifPresent(filter -> filter.attributes()
                .forEach(attribute -> origins.put(attribute, "--filter")));
        run.request().attributes().forEach(attribute -> origins.put(attribute, "--attributes"));
        return origins;
    }

    /** Fails the run unless something became of each user who was found: nobody gets lost on the way. */
    public void requireAllUsersCounted(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.ALL_USERS_COUNTED);
        run.failUnretriedRows();
        ImportSummary summary = run.summary();
        long counted = summary.imported() + summary.synchronizedUsers() + summary.skipped() + summary.failed();
        if (summary.status().equals(ImportSummary.COMPLETED) && counted != summary.found()) {
            run.fail(new IllegalStateException("Of " + summary.found() + " users found only " + counted
                    + " are accounted for: a step of the routes lost the others"));
        }
    }

    /** Notes why the run, or one of its pages, broke off; no further page is read. */
    public void broken(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        run.fail(caught(exchange));
    }

    private static Throwable caught(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    }

    /** Ends the run, whatever became of it. */
    public ImportSummary end(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        close(run);
        run.failUnretriedRows();
        RunGuards.requireForEnd(run);
        ImportSummary summary = run.summary();
        ImportLog.ended(summary, run);
        // a run that another one kept from beginning is none
        if (providers().containsKey(run.providerName()) && !(run.failure() instanceof RunInProgressException)) {
            context.getRegistry()
                    .findByType(RunObserver.class)
                    .forEach(observer -> observer.ended(summary, run.isFullRun()));
        }
        return summary;
    }

    /** Answers with the users that a preview found, and throws where it did not see them all. */
    public Preview preview(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        close(run);
        if (run.failure() != null) {
            throw new ImportException(run.summary(), run.failure());
        }
        run.guards().require(Guard.DIRECTORY_CHECKED, Guard.WHOLE_SEARCH);
        return exchange.getMessage().getBody(Preview.class);
    }

    private void close(ImportRun run) {
        current.remove(run);
        if (run.search() != null) {
            run.search().close();
        }
    }

    /** Answers with the summary of a completed run, and throws that of any other. */
    public ImportSummary answer(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Body ImportSummary summary, Exchange exchange) {
        Headers.VARIABLES_OF_A_RUN.forEach(exchange::removeVariable);
        if (run.failure() != null) {
            throw new ImportException(summary, run.failure());
        }
        return summary;
    }
}
