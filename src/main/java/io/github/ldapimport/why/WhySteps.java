package io.github.ldapimport.why;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.grace.Grace;
import io.github.ldapimport.history.HistoryDatabase;
import io.github.ldapimport.history.KeptRuns;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import io.github.ldapimport.why.Facts.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** The steps of the route ldap-import-why: each finds out one thing about a name. None of them writes, or takes a lock. */
public final class WhySteps implements CamelContextAware {
    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    private Runs runs() {
        return context.getRegistry().lookupByNameAndType("ldap-import-runs", Runs.class);
    }

    /** Begins the look; until {@link #end}, nothing that runs are made of is exchanged. */
    public Inquiry begin(Exchange exchange) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        Inquiry inquiry =
                new Inquiry(String.valueOf(headers.get(Headers.PROVIDER)), String.valueOf(headers.get(Headers.USER)));
        runs().enter();
        return inquiry;
    }

    /** The look is done with. */
    public void end() {
        runs().exit();
    }

    /** What stands in place of a run, for those of its steps that this look shares. */
    public ImportRun look(@Variable(Inquiry.VARIABLE) Inquiry inquiry, Exchange exchange) {
        return look(inquiry, Optional.empty(), exchange);
    }

    /** The same for a dry run for the one entry, by its GUID. */
    public ImportRun trial(
            @Variable(Inquiry.VARIABLE) Inquiry inquiry,
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            Exchange exchange) {
        Directory directory = run.directory();
        return look(
                inquiry,
                Optional.of(directory.guidQueries().anyOf(List.of(directory.guid(inquiry.entry())))),
                exchange);
    }

    private ImportRun look(Inquiry inquiry, Optional<Filter> users, Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        headers.put(Headers.PROVIDER, inquiry.provider());
        headers.put(Headers.DRY_RUN, true);
        headers.put(Headers.LOG, false);
        // one user says nothing of how many there are, nor of those who have left
        headers.put(Headers.MIN_USERS, 0);
        headers.put(Headers.DELETE_MISSING, false);
        users.ifPresent(filter -> headers.put(Headers.FILTER, filter.toString()));
        return runs().look(inquiry.provider(), inquiry.listener());
    }

    /**
     * Takes down what the dry run made of the user.
     *
     * @throws RuntimeException what ended the dry run, unless a guard or a limit did
     */
    public void tried(@Variable(Inquiry.VARIABLE) Inquiry inquiry, @Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Throwable why = run.failure().orElse(null);
        if (why != null && !(why instanceof RefusedException)) {
            throw why instanceof RuntimeException failure ? failure : new IllegalStateException(why);
        }
        UserWrite saved = inquiry.listener().saved();
        UserChange change = saved == null ? null : saved.change();
        String failure = run.counters().failures().stream()
                .map(each -> each.message())
                .findFirst()
                .orElse(null);
        boolean isKnown = change != null && saved.failure() == null;
        inquiry.trial = new Trial(
                why == null ? null : why.getMessage(),
                inquiry.listener().isLeftOut(),
                change != null,
                failure,
                isKnown ? change.action() : null,
                isKnown && (change.isAdoption() || change.isRelinked()),
                !isKnown ? Mark.NONE : change.action() == UserChange.Action.IMPORT ? change.mark() : change.later(),
                isKnown
                        ? change.changes().stream()
                                .map(UserChange.Change::column)
                                .toList()
                        : List.of());
    }

    /** Reads the rows of the user; without a single entry, those of the name. */
    public void row(
            @Variable(Inquiry.VARIABLE) Inquiry inquiry,
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            Exchange exchange) {
        UserWrite saved = inquiry.listener().saved();
        TableLookup table =
                EntrySteps.table(run, saved == null ? List.of() : saved.row().columns(), exchange);
        List<UserRow> rows = List.of();
        Entry entry = inquiry.entry();
        if (entry != null) {
            String guid = run.directory().guid(entry);
            if (saved != null && saved.change().id() != null) {
                rows = table.byKey(saved.change().id());
            } else if (guid != null) {
                rows = table.byGuid(List.of(guid));
            }
            if (rows.isEmpty()) {
                inquiry.namesakes = limited(EntrySteps.rowsOfName(inquiry, EntrySteps.lookup(run), table)).stream()
                        .map(row -> row(row, table, run))
                        .toList();
            }
        } else if (!inquiry.found.isEmpty()) {
            rows = table.byGuid(inquiry.found.entries().stream()
                    .flatMap(each -> run.directory().guids(each).stream())
                    .toList());
        } else {
            rows = EntrySteps.rowsOfName(inquiry, EntrySteps.lookup(run), table);
        }
        inquiry.moreRows = rows.size() > WhyAnswer.MAX_LISTED;
        inquiry.rows = limited(rows).stream().map(row -> row(row, table, run)).toList();
        if (entry != null || (inquiry.found.isEmpty() && rows.size() == 1)) {
            inquiry.columns =
                    new Columns(run.provider().table(), table).of(entry, saved, rows.isEmpty() ? null : rows.get(0));
        }
    }

    private static List<UserRow> limited(List<UserRow> rows) {
        return rows.subList(0, Math.min(rows.size(), WhyAnswer.MAX_LISTED));
    }

    private static Facts.Row row(UserRow row, TableLookup table, ImportRun run) {
        TableSettings settings = run.provider().table();
        Provider provider = run.provider();
        return new Facts.Row(
                TableLookup.key(row),
                row.guid(),
                row.domain(),
                row.domain() == null || row.domain().isBlank() || row.domain().equals(provider.domain()),
                !row.isUnclaimed(),
                row.guid() != null
                        && !run.directory()
                                .possible(run.table().guidColumn().guidVariants(row.guid()))
                                .isEmpty(),
                row.deleted(),
                Shown.value(table.value(row, settings.column(Setting.USERS_DELETED_AT_COLUMN))),
                row.deleted() && row.guid() != null
                        ? KeptRuns.deletedBy(provider.getDatabase(), run.providerName(), row.guid())
                                .orElse(null)
                        : null,
                row.deleted() || row.guid() == null
                        ? null
                        : Grace.words(
                                        provider,
                                        run.providerName(),
                                        row.guid(),
                                        HistoryDatabase.open(provider.getDatabase())::own)
                                .orElse(null),
                Shown.value(table.value(row, settings.column(Setting.USERS_UPDATED_AT_COLUMN))));
    }

    /** Answers with what all of that comes to. */
    public WhyAnswer answer(
            @Variable(Inquiry.VARIABLE) Inquiry inquiry, @Variable(Headers.RUN_VARIABLE) ImportRun run) {
        return Judgement.of(facts(inquiry, run));
    }

    private static Facts facts(Inquiry inquiry, ImportRun run) {
        Directory directory = run.directory();
        return new Facts(
                new Facts.Question(
                        inquiry.provider(),
                        inquiry.name(),
                        run.provider().domain(),
                        directory.base().toString(),
                        directory.kind().guidAttribute()),
                new Facts.Looked(
                        directory.urls(),
                        EntrySteps.lookup(run).namingAttributes(),
                        List.copyOf(inquiry.beyond),
                        List.copyOf(inquiry.notSearched)),
                inquiry.found.entries().stream()
                        .map(entry -> new WhyAnswer.EntryShown(entry.dn(), directory.guid(entry)))
                        .toList(),
                inquiry.found.hasMore(),
                new Facts.Way(
                        inquiry.isBelowBase,
                        inquiry.parts,
                        inquiry.noGuid,
                        inquiry.account,
                        inquiry.accountValues,
                        inquiry.trial),
                inquiry.rows,
                inquiry.moreRows,
                inquiry.namesakes,
                new Facts.Table(
                        run.table().isPresent(),
                        run.table().whyNoSoftDeletes().orElse(null),
                        run.request().delete(),
                        run.request().restore(),
                        EntrySteps.settings(run).flag(Setting.DELETE_MISSING),
                        run.request().maxMissing().toString()),
                LastRun.of(run.provider().getDatabase(), run.providerName()),
                inquiry.columns);
    }
}
