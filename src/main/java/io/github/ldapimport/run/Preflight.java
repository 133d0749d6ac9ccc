package io.github.ldapimport.run;

import io.github.ldapimport.directory.Schema;
import io.github.ldapimport.mapping.ColumnPurposes;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.request.ImportRequest;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.store.Recalled;
import io.github.ldapimport.store.RunScope;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.table.UsersTableInspector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/** All that may refuse a run before anything is read: routes, settings, the request, the directory and the table. */
final class Preflight {
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
            "ldap-import-page-foresee",
            "ldap-import-user",
            "ldap-import-changes-keep",
            "ldap-import-changes-settle",
            "ldap-import-kept-plan",
            "ldap-import-count",
            "ldap-import-accounts-disabled",
            "ldap-import-accounts-restored",
            "ldap-import-accounts",
            "ldap-import-accounts-write",
            "ldap-import-search-disabled",
            "ldap-import-missing",
            "ldap-import-missing-delete",
            "ldap-import-grace-notice",
            "ldap-import-grace-seen",
            "ldap-import-members",
            "ldap-import-members-ask",
            "ldap-import-members-write",
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

    private final RouteBlocks routeBlocks = new RouteBlocks();

    /**
     * Reads the settings and a request; connects to nothing.
     *
     * @throws ConfigurationException naming what is wrong
     */
    RunContext read(CamelContext context, String name, Map<String, Object> headers) {
        refuseMissingRoutes(context);
        routeBlocks.requireSteps(context);
        Provider provider = Providers.named(context, name);
        Providers.refuseUnknownKeys(context);
        provider.configure();
        Settings settings = new Settings(context, provider.getSettings());
        ImportRequest request = ImportRequest.of(headers, settings);
        request.requirePairs(settings);
        return new RunContext(provider, request);
    }

    /** What nobody answers at its address would otherwise be waited for, half a minute for each user. */
    private static void refuseMissingRoutes(CamelContext context) {
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

    /** Refuses a base or attributes that do not exist, and filters that match nobody. */
    static Schema checkDirectory(ImportRun run) {
        run.guards().pass(Guard.DIRECTORY_CHECKED);
        return run.directory()
                .probe()
                .requireBaseAndAttributes(
                        attributeOrigins(run),
                        run.provider().mapping().attributes(),
                        run.request().filter());
    }

    private static Map<String, String> attributeOrigins(ImportRun run) {
        Map<String, String> origins = run.provider().attributeOrigins();
        run.request().filter().ifPresent(filter -> filter.attributes()
                .forEach(attribute -> origins.put(attribute, "--filter")));
        run.request().attributes().forEach(attribute -> origins.put(attribute, "--attributes"));
        return origins;
    }

    /** Refuses a table or columns that do not exist or cannot hold what they are for. */
    static void checkTable(CamelContext context, ImportRun run, Schema schema) {
        Provider provider = run.provider();
        UsersTable table = UsersTableInspector.open(provider.getDatabase(), provider.table(), !run.isDryRun());
        run.checked(table);
        Siblings siblings = Siblings.of(context, provider, table);
        ColumnPurposes.requireAgreement(run.providerName(), provider.table(), siblings.settings(), context);
        run.covered().set(RunScope.of(run.providerName(), provider.domain(), table, run.directory(), schema));
        run.siblings().set(siblings);
        run.directory().found().ifPresent(which -> ImportLog.note(run, which));
        run.directory().filterNotes().forEach(note -> ImportLog.note(run, note));
        provider.getDatabase().found().ifPresent(which -> ImportLog.note(run, which));
        table.requireRoomFor(run.directory().kind().guidAttribute());
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
            table.whyNoSoftDeletes().ifPresent(why -> ImportLog.note(run, why));
        }
    }

    /** The same where no entry is looked at, as for setting rows back. */
    static void checkTableAlone(CamelContext context, ImportRun run) {
        Provider provider = run.provider();
        UsersTable table = UsersTableInspector.open(provider.getDatabase(), provider.table(), false);
        if (!table.isPresent()) {
            throw new ConfigurationException(
                    "There is no table " + provider.table().table() + " in "
                            + provider.getDatabase().url() + ", so there is nothing to set back: check "
                            + provider.table().key(Setting.USERS_TABLE));
        }
        run.checked(table);
        Siblings siblings = Siblings.of(context, provider, table);
        run.siblings().set(siblings);
        run.recalled().set(Recalled.nothing(siblings.domains(), provider.domain()));
        provider.getDatabase().found().ifPresent(which -> ImportLog.note(run, which));
    }

    /**
     * Refuses to look for missing users where another provider's rows would be taken for them.
     *
     * @throws ConfigurationException naming the settings that are alike
     */
    static void requireOwnDomain(CamelContext context, ImportRun run) {
        run.guards().pass(Guard.OWN_DOMAIN);
        if (!run.request().deleteMissing()) {
            return;
        }
        Settings own = new Settings(context, run.provider().getSettings());
        run.siblings().get().settings().forEach((name, its) -> {
            if (its.text(Setting.DOMAIN).equals(own.text(Setting.DOMAIN))) {
                throw new ConfigurationException("The providers " + run.providerName() + " and " + name
                        + " share the table " + own.text(Setting.USERS_TABLE) + " and the domain '"
                        + own.text(Setting.DOMAIN) + "', so each would take the other's users for missing: give them "
                        + own.key(Setting.DOMAIN) + " and " + its.key(Setting.DOMAIN) + " of their own");
            }
        });
    }
}
