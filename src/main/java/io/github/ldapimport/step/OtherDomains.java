package io.github.ldapimport.step;

import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.missing.OtherDomainRows;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.search.GuidLookup;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.LabelRowMapperFactory;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.store.ScopeMemory;
import io.github.ldapimport.table.UsersTable;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The steps of route ldap-import-other-domains, and its guard: with a slip in its domain a provider would take the rows of the
 * right one, one by one.
 */
public final class OtherDomains {
    private static final int MAX_NAMES = 3;

    /** Begins to look at the rows of domains that no provider is known to import. */
    public OtherDomainRows begin(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Set<String> claimed = new HashSet<>(run.recalled().get().neighbours().keySet());
        claimed.add(run.provider().domain());
        return new OtherDomainRows(run.table(), claimed);
    }

    /** Counts the rows of each domain. */
    public void count(@Variable(Headers.OTHER_ROWS_VARIABLE) OtherDomainRows rows, Exchange exchange) {
        rows.count(new RouteStatements(exchange));
    }

    /** The message that makes camel-spring-ldap show some users, whatever the run's own filter says. */
    public Map<String, Object> users(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return new Searcher(run.directory()).message(users(run.directory(), run::isToStop));
    }

    private static SearchRequest users(Directory directory, BooleanSupplier stop) {
        return new SearchRequest(
                directory.base(), directory.users(), directory.guidAlone(), OtherDomainRows.MAX_ROWS, stop);
    }

    /** Looks for the rows of those users. */
    public void lookForRows(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.OTHER_ROWS_VARIABLE) OtherDomainRows rows,
            @Body PagedSearch search,
            Exchange exchange) {
        rows.lookForRowsOf(
                GuidLookup.some(run.directory(), search, OtherDomainRows.MAX_ROWS), new RouteStatements(exchange));
    }

    /** Reads some rows of each domain, whose GUIDs to look up, in pieces. */
    public List<List<LiveUserRow>> some(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.OTHER_ROWS_VARIABLE) OtherDomainRows rows,
            Exchange exchange) {
        return possible(run.directory(), rows.some(new RouteStatements(exchange)));
    }

    private static List<List<LiveUserRow>> possible(Directory directory, List<List<LiveUserRow>> pieces) {
        return pieces.stream()
                .map(piece -> piece.stream()
                        .filter(row -> !directory.possible(row.guidVariants()).isEmpty())
                        .toList())
                .filter(piece -> !piece.isEmpty())
                .toList();
    }

    /** The message that makes camel-spring-ldap look for those rows' GUIDs, under the provider's base and filters. */
    public Map<String, Object> look(@Variable(Headers.RUN_VARIABLE) ImportRun run, @Body List<LiveUserRow> rows) {
        return new Searcher(run.directory()).message(look(run.directory(), rows, run::isToStop));
    }

    private static SearchRequest look(Directory directory, List<LiveUserRow> rows, BooleanSupplier stop) {
        return directory
                .guidQueries()
                .lookup(
                        rows.stream()
                                .flatMap(row -> directory.possible(row.guidVariants()).stream())
                                .distinct()
                                .toList(),
                        stop);
    }

    /** @throws io.github.ldapimport.connection.DirectoryException when the look did not end whole */
    public void recordLookup(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.OTHER_ROWS_VARIABLE) OtherDomainRows rows,
            @Variable(Headers.LOOKED_UP_VARIABLE) List<LiveUserRow> some,
            @Body PagedSearch search) {
        rows.recordLookup(some, GuidLookup.found(run.directory(), search));
    }

    /** Refuses to take rows of another domain, unless a person has said that they may go over. */
    public void requireNoneOfUsers(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.OTHER_ROWS_VARIABLE) OtherDomainRows rows) {
        run.guards().pass(Guard.OTHER_DOMAINS);
        if (rows.domainsOfUsers().isEmpty()) {
            return;
        }
        String found = words(
                run.provider(), run.providerName(), rows, run.recalled().get().memory());
        if (run.request().scopeChanged()) {
            ImportLog.note(run, found + ": they go over, which --scope-changed allows");
            return;
        }
        throw new RefusedException(found + ": nothing was written. If that is this provider's domain, set "
                + domainKey(run.provider()) + " to it; if the rows are to go over to domain '"
                + run.provider().domain() + "', allow it for one run with --scope-changed (" + Headers.SCOPE_CHANGED
                + ")");
    }

    private static String domainKey(Provider provider) {
        return new Settings(provider.getCamelContext(), provider.getSettings()).key(Setting.DOMAIN);
    }

    private static String words(Provider provider, String name, OtherDomainRows rows, Optional<ScopeMemory> memory) {
        String domain = provider.domain();
        return "Users of provider " + name + ", whose domain is '" + domain + "', have rows of another domain: "
                + rows.domainsOfUsers().stream()
                        .map(other -> "'" + other + "'" + (isAlike(domain, other) ? " (another spelling)" : "")
                                + " with "
                                + rows.rows(other) + " rows, of which "
                                + rows.ofUsers(other).size() + " or more are theirs, such as "
                                + names(rows.ofUsers(other))
                                + memory.flatMap(its -> its.before(other))
                                        .map(before -> "; the domain was " + other + " and is " + domain + " since run "
                                                + before.lastRun() + " (" + before.lastAt() + ", " + before.holder()
                                                + ")")
                                        .orElse(""))
                        .collect(Collectors.joining("; and "));
    }

    private static String names(List<LiveUserRow> rows) {
        return rows.stream().limit(MAX_NAMES).map(LiveUserRow::shown).collect(Collectors.joining(", "));
    }

    /** Whether two domains differ in what a person hardly sees. */
    static boolean isAlike(String one, String other) {
        return bare(one).equals(bare(other));
    }

    private static String bare(String domain) {
        return Normalizer.normalize(domain, Normalizer.Form.NFKD)
                .replaceAll("[\\p{M}\\p{Z}\\s]", "")
                .toLowerCase(Locale.ROOT);
    }

    /** What {@code check} has to say of it; nothing where there is no such row. */
    static Optional<CheckLine> look(Provider provider, String name, UsersTable table, ScopeMemory memory) {
        Set<String> claimed = new HashSet<>(memory.siblingDomains());
        claimed.addAll(memory.neighbours().keySet());
        claimed.add(provider.domain());
        OtherDomainRows rows = new OtherDomainRows(table, claimed);
        Statements database = statement -> query(provider, statement);
        rows.count(database);
        if (!rows.isToLook()) {
            return Optional.empty();
        }
        Directory directory = provider.directory();
        Searcher searcher = new Searcher(directory);
        List<String> guids = GuidLookup.some(
                directory,
                searcher.apply(directory.template(), users(directory, () -> false)),
                OtherDomainRows.MAX_ROWS);
        rows.lookForRowsOf(guids, database);
        possible(directory, rows.some(database))
                .forEach(some -> rows.recordLookup(
                        some,
                        GuidLookup.found(
                                directory, searcher.apply(directory.template(), look(directory, some, () -> false)))));
        return rows.domainsOfUsers().isEmpty()
                ? Optional.empty()
                : Optional.of(new CheckLine(
                        CheckLine.Verdict.FAIL,
                        "domain",
                        words(provider, name, rows, Optional.of(memory))
                                + ": a run is refused. If that is this provider's domain, set " + domainKey(provider)
                                + " to it; if the rows are to go over to domain '" + provider.domain()
                                + "', allow it for one run with --scope-changed"));
    }

    private static List<Map<String, Object>> query(Provider provider, SqlStatement statement) {
        return new JdbcTemplate(provider.getDatabase().dataSource())
                .query(
                        statement.sql(),
                        LabelRowMapperFactory.rows(),
                        statement.parameters().toArray());
    }
}
