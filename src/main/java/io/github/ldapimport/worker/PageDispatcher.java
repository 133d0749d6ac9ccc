package io.github.ldapimport.worker;

import io.github.ldapimport.api.Count;
import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.RunGuards;
import io.github.ldapimport.search.Page;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.step.Pages;
import io.github.ldapimport.tally.MappedPage;
import io.github.ldapimport.tally.PageResult;
import io.github.ldapimport.tally.RetryQueue;
import io.github.ldapimport.text.Masked;
import io.github.ldapimport.text.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/**
 * The steps of the routes that hand pages to workers on other nodes. Whoever was found has been noted as present before: whatever
 * becomes of a page here costs nobody the row, only the run its completeness.
 */
public final class PageDispatcher implements CamelContextAware {
    private CamelContext context;
    private ProducerTemplate producer;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Says where the run's pages go.
     *
     * @throws ConfigurationException when that cannot be, naming the setting
     */
    public void checkEndpoint(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        PagesEndpoint.check(context);
        PagesEndpoint.of(context).ifPresent(run.pagesEndpoint()::set);
    }

    /**
     * Refuses to hand out pages where no lock tells a worker whether their run is still under way.
     *
     * @throws ConfigurationException saying what to do
     */
    public void requireLock(@Variable(Headers.RUN_VARIABLE) ImportRun run) {
        run.guards().pass(Guard.WORKERS_SEE_LOCK);
        if (run.isDispatching() && !run.lease().isNoted()) {
            throw new ConfigurationException(Setting.BUNDLE_PREFIX + "." + Setting.WORKER_ENDPOINT.key() + " is '"
                    + Masked.endpoint(run.pagesEndpoint().get())
                    + "', but without the import's own tables no worker can tell whether a run is under way: let an"
                    + " administrator make them (ldap-import check has the statements), or leave the setting as "
                    + Setting.WORKER_ENDPOINT.defaultValue());
        }
    }

    /**
     * Hands the page to a worker, waits for the answer, and counts it.
     *
     * @return the entries whose rows the database refused; the variable {@value Headers#REFUSED_VARIABLE} has its words. The
     *     whole page where the worker left it to this process; the variable {@value Headers#DECLINED_VARIABLE} says so
     * @throws WorkerException when nobody answered, or the answer does not tell of each user
     */
    public Page dispatch(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.REPEATED_VARIABLE) Map<Entry, String> repeated,
            @Body Page page,
            Exchange exchange) {
        RunGuards.requireForWriting(run);
        run.guards().require(Guard.WORKERS_SEE_LOCK);
        List<Entry> entries = page.entries();
        String id = run.events().nextId();
        PageReply answer = ask(run, id, message(run, id, entries, repeated), entries.size());
        run.add(answer.tally());
        run.events().addUndelivered(answer.undeliveredEvents());
        exchange.setVariable(Headers.DECLINED_VARIABLE, answer.declined());
        if (answer.declined()) {
            return page;
        }
        run.limits().values().savedElsewhere();
        run.listener().savedElsewhere(answer.users() - answer.again().size());
        if (answer.broken() != null) {
            run.fail(new WorkerException(
                    "The worker " + answer.worker() + " could not save a whole page: " + answer.broken()));
        }
        Map<String, String> refused = new HashMap<>();
        List<Entry> again = new ArrayList<>();
        answer.again().forEach((place, reason) -> {
            refused.put(entries.get(place).dn(), reason);
            again.add(entries.get(place));
        });
        exchange.setVariable(Headers.REFUSED_VARIABLE, refused);
        return new Page(again);
    }

    private byte[] message(ImportRun run, String id, List<Entry> entries, Map<Entry, String> repeated) {
        RequestedAttributes asked = entries.get(0).requestedAttributes();
        // names of attributes that the page has, and of those that it might have
        Set<String> named = new TreeSet<>(asked.names());
        entries.forEach(entry -> named.addAll(entry.allValues().keySet()));
        return new PageRequest(
                        PageRequest.VERSION,
                        PageRequest.KIND,
                        id,
                        run.id(),
                        run.providerName(),
                        run.startedAt().toString(),
                        run.recalled().get().neighbours(),
                        SettingsFingerprint.of(run.provider(), context),
                        run.request().delete(),
                        run.request().restore(),
                        run.request().log(),
                        run.request().attributes(),
                        List.copyOf(asked.names()),
                        asked.aliases().of(named),
                        entries.stream()
                                .map(entry -> PageRequest.Item.of(entry, repeated.get(entry), state(run, entry)))
                                .toList())
                .json();
    }

    private static AccountState state(ImportRun run, Entry entry) {
        return run.request().softDeletes().any() ? run.accountStates().of(entry) : null;
    }

    private PageReply ask(ImportRun run, String id, byte[] message, int users) {
        Secret secret = PagesEndpoint.secret(context);
        // a message of its own: no header of the import's caller leaves with it, and none of the answer stays
        Exchange asked = producer().request(run.pagesEndpoint().get(), its -> {
            its.getMessage().setBody(message);
            its.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            if (!secret.isEmpty()) {
                its.getMessage().setHeader(Headers.SIGNATURE, Signature.of(message, secret));
            }
        });
        if (asked.getException() != null) {
            throw notAnswered(run, users, asked.getException());
        }
        byte[] body = asked.getMessage().getBody(byte[].class);
        if (body == null) {
            throw wrong(run, users, "the answer is empty", "let a worker of ldap-import answer there, and nobody else");
        }
        if (!secret.isEmpty() && !Signature.fits(asked.getMessage().getHeader(Headers.SIGNATURE), body, secret)) {
            throw wrong(
                    run,
                    users,
                    "the answer is not signed with " + key(Setting.WORKER_SECRET),
                    "give every node the same secret");
        }
        PageReply answer;
        try {
            answer = PageReply.read(body);
        } catch (WorkerException e) {
            throw wrong(run, users, e.getMessage(), "let a worker of ldap-import answer there, and nobody else");
        }
        // who could not read the page cannot say which it was
        boolean ofThisPage = id.equals(answer.page()) || (answer.page() == null && answer.refused() != null);
        if (!ofThisPage) {
            throw wrong(run, users, "the answer is to another page", "run again");
        } else if (answer.refused() != null) {
            throw wrong(run, users, "the worker " + answer.worker() + " refused it", answer.refused());
        } else if (!answer.accountChanges().stream()
                .allMatch(change -> run.seen().contains(change.guid()))) {
            throw wrong(
                    run,
                    users,
                    "the worker " + answer.worker() + " tells of users whom the run did not find",
                    "run the same version of ldap-import on every node");
        } else if (!answer.addsUpTo(users)) {
            throw wrong(
                    run,
                    users,
                    "the worker " + answer.worker() + " tells of " + answer.users() + " users",
                    "run the same version of ldap-import on every node");
        }
        return answer;
    }

    private static WorkerException notAnswered(ImportRun run, int users, Exception failure) {
        return failure instanceof ExchangeTimedOutException late
                ? wrong(
                        run,
                        users,
                        "no worker answered within " + late.getTimeout() + " ms",
                        "start workers (ldap-import serve), or give them more time (requestTimeout)")
                : new WorkerException(
                        handing(run, users) + DatabaseFailures.words(failure) + ": check that the broker runs, and "
                                + key(Setting.WORKER_ENDPOINT),
                        failure);
    }

    private static WorkerException wrong(ImportRun run, int users, String what, String remedy) {
        return new WorkerException(handing(run, users) + what + ": " + remedy);
    }

    private static String handing(ImportRun run, int users) {
        return "Cannot have a page of " + users + " users saved at "
                + Masked.endpoint(run.pagesEndpoint().get()) + ": ";
    }

    private static String key(Setting setting) {
        return Setting.BUNDLE_PREFIX + "." + setting.key();
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.createProducerTemplate();
        }
        return producer;
    }

    /** Keeps rows that a worker could not write for the second try, which is this node's; what is beyond fails at once. */
    public PageResult again(
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            @Variable(Headers.REFUSED_VARIABLE) Map<String, String> refused,
            @Body MappedPage page) {
        List<Failure> failures = new ArrayList<>(page.failures());
        Map<MappedUser, String> again = new LinkedHashMap<>();
        for (MappedUser row : page.rows()) {
            String reason = refused.get(row.dn());
            if (run.retries().tryReserve()) {
                again.put(row, reason);
            } else {
                failures.add(Pages.failed(
                        run,
                        row.accountName(),
                        new Failure(row.name(), row.dn(), row.guid(), reason + RetryQueue.noRoomReason())));
            }
        }
        ImportLog.leftOut(run, page.skipped());
        return new PageResult(Counts.of(Count.SKIPPED, page.skipped().size()), failures, List.of(), again);
    }
}
