package io.github.ldapimport.grace;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.missing.MissingUsers;
import io.github.ldapimport.missing.Waiting;
import io.github.ldapimport.missing.Waiting.Mark;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.store.BundleTables;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/**
 * The steps by which missing users have a grace period: a run that finds them missing marks them, and only one that still finds them
 * missing after it deletes their rows.
 */
public final class Grace {
    /**
     * Reads who was noticed before. The table of the marks is made where it is not there.
     *
     * @throws io.github.ldapimport.sql.DatabaseException when it cannot be: no row is deleted then
     */
    public void recall(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            Exchange exchange) {
        missing.guards().pass(Guard.GRACE_RECALLED);
        Optional<Duration> grace = run.provider().grace();
        if (grace.isEmpty()) {
            return;
        }
        Database database = run.provider().getDatabase();
        if (!run.isDryRun()) {
            BundleTables.require(
                    database,
                    BundleTables.MISSING,
                    "Cannot keep who is missing since when, as " + setting(run.provider())
                            + " asks for, so no row is deleted");
        }
        GraceTable.Kept kept = BundleTables.isReadable(database, BundleTables.MISSING)
                ? kept(run.providerName(), new RouteStatements(exchange))
                : GraceTable.Kept.NOTHING;
        missing.waitFor(GraceTable.waiting(grace.get(), kept, Instant.now()));
    }

    private static GraceTable.Kept kept(String provider, Statements database) {
        return GraceTable.kept(provider, database.rows(GraceTable.all(provider)));
    }

    /**
     * How long a row waits whose user is missing, in words; empty where there is no grace period.
     *
     * @param name of the provider
     * @param database where the table of the marks can be read
     */
    public static Optional<String> words(Provider provider, String name, String guid, Statements database) {
        return provider.grace()
                .map(grace -> "after " + setting(provider) + " in which it stays missing ("
                        + noticed(provider, name, guid, database).orElse("no run has noticed it yet") + ")");
    }

    /** Since when a user is missing, and how long the row still waits; empty for one who was not noticed. */
    public static Optional<String> noticed(Provider provider, String name, String guid, Statements database) {
        if (provider.grace().isEmpty() || !BundleTables.isReadable(provider.getDatabase(), BundleTables.MISSING)) {
            return Optional.empty();
        }
        Waiting waiting = GraceTable.waiting(provider.grace().get(), kept(name, database), Instant.now());
        return Optional.ofNullable(waiting.marks().get(Guid.canonical(guid)))
                .map(mark -> "since " + mark.since().truncatedTo(ChronoUnit.SECONDS) + ", noticed by run "
                        + mark.runId() + ", " + GraceWords.left(waiting.remaining(mark)) + " left");
    }

    private static String setting(Provider provider) {
        Settings settings = new Settings(provider.getCamelContext(), provider.getSettings());
        return settings.key(Setting.GRACE) + "=" + settings.text(Setting.GRACE);
    }

    /** Leaves the rows to a later run whose users have not waited long enough. */
    public void defer(@Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.GRACE_KEPT);
        missing.defer();
    }

    /** Lets nothing be noted for a run that has lost its lock. */
    public void requireUnderWay(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().pass(Guard.MARKS_UNDER_WAY);
        run.lease().keepUnderWay();
    }

    /** The statements that mark who was noticed now, and forget the marks of all who are not missing any more. */
    public List<SqlStatement> marks(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        missing.guards().require(Guard.GRACE_KEPT, Guard.MARKS_UNDER_WAY);
        Waiting waiting = missing.waiting();
        String provider = run.providerName();
        Set<String> guids = guids(missing.noticed());
        Set<String> still = guids(missing.deferred());
        still.addAll(guids(missing.rows()));
        List<String> gone = waiting.marks().keySet().stream()
                .filter(guid -> !still.contains(guid))
                .toList();
        List<SqlStatement> statements = new ArrayList<>(GraceTable.remove(provider, gone));
        statements.addAll(GraceTable.add(provider, run.id(), Instant.now(), waiting.clock(), guids));
        statements.addAll(GraceTable.set(provider, run.id(), waiting.clock()));
        return statements;
    }

    /** The statements that forget the marks of the rows that are deleted: a restored one waits anew. */
    public List<SqlStatement> forget(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        return missing.waiting().isOn()
                ? GraceTable.remove(run.providerName(), List.copyOf(guids(missing.rows())))
                : List.of();
    }

    private static Set<String> guids(List<LiveUserRow> rows) {
        Set<String> guids = new LinkedHashSet<>();
        rows.forEach(row -> guids.add(row.guid()));
        return guids;
    }

    /** Logs and tells who waits. */
    public void tally(
            @Variable(Headers.RUN_VARIABLE) ImportRun run, @Variable(Headers.MISSING_VARIABLE) MissingUsers missing) {
        ImportLog.waiting(
                run,
                missing.noticed(),
                missing.deferred().size() - missing.noticed().size(),
                setting(run.provider()));
        for (LiveUserRow row : missing.deferred()) {
            Optional<Mark> mark = missing.waiting().mark(row);
            run.listener()
                    .waiting(
                            row,
                            mark.map(Mark::since).orElse(null),
                            mark.map(missing.waiting()::remaining)
                                    .orElse(missing.waiting().grace()));
        }
    }

    /**
     * The statements that forget the marks of users whom a run has seen, whatever kind of run and whatever became of it: a user who was
     * back in between waits anew. An undo, which may have restored any row, forgets all marks, and so does a run without a grace
     * period.
     *
     * @param missing whom a second look found; null where the run did not look for missing users
     */
    public List<SqlStatement> seen(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.MISSING_VARIABLE) MissingUsers missing,
            Exchange exchange) {
        boolean hasBegun = run.isLocked() || run.isUndo() || run.seen().entries() > 0;
        if (run.isDryRun() || !hasBegun) {
            return List.of();
        }
        Database database = run.provider().getDatabase();
        String provider = run.providerName();
        if (run.provider().grace().isEmpty()) {
            return BundleTables.isThereToWrite(database, BundleTables.MISSING)
                    ? List.of(GraceTable.removeAll(provider))
                    : List.of();
        } else if (!BundleTables.isReadable(database, BundleTables.MISSING)) {
            return List.of();
        } else if (run.isUndo()) {
            return List.of(GraceTable.removeAll(provider));
        }
        Predicate<String> isSeen = run.seen()::contains;
        Set<String> again = missing == null ? Set.of() : missing.foundAgain();
        return GraceTable.remove(
                provider,
                kept(provider, new RouteStatements(exchange)).marks().keySet().stream()
                        .filter(guid -> again.contains(guid)
                                || isSeen.test(guid)
                                || Guid.guidVariants(guid).stream().anyMatch(isSeen))
                        .toList());
    }

    /** Tells what went wrong with that: it costs no run, and the next one tries again. */
    public void notForgotten(@Variable(Headers.RUN_VARIABLE) ImportRun run, Exchange exchange) {
        ImportLog.note(
                run,
                "The marks of missing users who are back could not be removed from " + BundleTables.MISSING + ": "
                        + DatabaseFailures.words(
                                exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class))
                        + ": the next run tries again");
    }
}
