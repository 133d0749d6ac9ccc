package io.github.ldapimport.worker;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.history.Changes;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.request.ImportRequest;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.PageDeclinedException;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.run.RunContext;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.search.Page;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.sql.DatabaseFailures;
import io.github.ldapimport.store.RemoteRun;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.table.UsersTableInspector;
import io.github.ldapimport.tally.PageResult;
import io.github.ldapimport.text.LineLog;
import io.github.ldapimport.text.Secret;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.apache.camel.util.InetAddressUtil;

/**
 * The steps of route ldap-import-worker, which saves pages of another node's run, and its guards. Whatever happens to a page is
 * answered, so that the other node need not wait.
 */
public final class PageWorker implements CamelContextAware {
    private static final LineLog LOG = LineLog.named(ImportLog.LOGGER);

    private final SecureRandom random = new SecureRandom();
    private final String name =
            "process " + ProcessHandle.current().pid() + " on " + InetAddressUtil.getLocalHostNameSafe();
    private CamelContext context;

    // of the run whose page came last; looking at the table for each page would take longer than many a page
    private String lastRun;
    private UsersTable lastTable;

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Takes a page, unless it is forged, stale, or made for other settings than this node's.
     *
     * @throws WorkerException saying why not
     */
    public ReceivedPage open(Exchange exchange) {
        byte[] json = exchange.getMessage().getBody(byte[].class);
        if (json == null) {
            throw new WorkerException("what arrived is empty");
        }
        PagesEndpoint.checkSecret(context);
        Secret secret = PagesEndpoint.secret(context);
        Object signature = exchange.getMessage().removeHeader(Headers.SIGNATURE);
        if (!secret.isEmpty() && !Signature.fits(signature, json, secret)) {
            throw new WorkerException("what arrived is not signed with this node's " + Setting.BUNDLE_PREFIX + "."
                    + Setting.WORKER_SECRET.key() + ": give every node the same secret");
        }
        // from here on an answer is signed, ...
        exchange.setVariable(Headers.RECEIVED_VARIABLE, new ReceivedPage(null, null, null, Map.of()));
        PageRequest message = PageRequest.read(json);
        // ... and can say which page it is about
        exchange.setVariable(Headers.RECEIVED_VARIABLE, new ReceivedPage(message.page(), null, null, Map.of()));
        Provider provider = provider(message.provider());
        List<String> differences =
                SettingsFingerprint.differences(message.settings(), SettingsFingerprint.of(provider, context));
        if (!differences.isEmpty()) {
            throw new WorkerException("its settings are not those of the node that runs the import: make "
                    + String.join(", ", differences) + " the same on every node, and restart it");
        }
        UsersTable table = table(provider, message.runId());
        RemoteRun elsewhere = new RemoteRun(provider.getDatabase(), table, message.provider(), message.runId());
        elsewhere.requireUnderWay();
        RunContext its = new RunContext(
                provider,
                ImportRequest.ofPage(message.attributes(), message.delete(), message.restore(), message.log()));
        ImportRun run = Runs.ofPage(
                message.runId(),
                message.provider(),
                message.start(),
                its,
                table,
                message.neighbours(),
                message.page() + "-" + String.format("%08x", random.nextInt()),
                elsewhere,
                () -> context.isStopping());
        Changes.prepareElsewhere(run);
        List<Entry> entries = message.toEntries();
        Map<Entry, String> repeated = new HashMap<>();
        Map<Entry, AccountState> states = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            PageRequest.Item item = message.entries().get(i);
            if (item.repeated() != null) {
                repeated.put(entries.get(i), item.repeated());
            }
            if (item.state() != null) {
                states.put(entries.get(i), item.state());
            }
        }
        // the other node has asked the directory
        run.useAccountStates(entry -> states.getOrDefault(entry, AccountState.UNKNOWN));
        return new ReceivedPage(message.page(), run, new Page(entries), repeated);
    }

    private Provider provider(String providerName) {
        Provider provider =
                context.getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + providerName, Provider.class);
        if (provider == null) {
            throw new WorkerException("it has no provider '" + providerName
                    + "': give every node the same ldap-import-providers.camel.yaml");
        }
        provider.configure();
        return provider;
    }

    private synchronized UsersTable table(Provider provider, String runId) {
        if (!runId.equals(lastRun)) {
            UsersTable table = UsersTableInspector.open(provider.getDatabase(), provider.table(), false);
            if (!table.isPresent()) {
                throw new WorkerException(
                        "there is no table " + provider.table().table() + " in "
                                + provider.getDatabase().url());
            }
            lastTable = table;
            lastRun = runId;
        }
        return lastTable;
    }

    /** What became of the page, as an answer. */
    public void answer(
            @Variable(Headers.RECEIVED_VARIABLE) ReceivedPage received, @Body PageResult tally, Exchange exchange) {
        Map<String, Integer> places = new HashMap<>();
        List<Entry> entries = received.page().entries();
        for (int i = 0; i < entries.size(); i++) {
            places.put(entries.get(i).dn(), i);
        }
        Map<Integer, String> again = new HashMap<>();
        tally.again().forEach((row, reason) -> again.put(places.get(row.dn()), reason));
        Throwable failure = received.run().failure().orElse(null);
        if (failure != null) {
            told(received.run().id(), failure.getMessage());
        }
        answer(
                PageReply.of(
                        received.id(),
                        name,
                        failure == null ? null : failure.getMessage(),
                        tally,
                        received.run().events().undelivered(),
                        again),
                true,
                exchange);
    }

    /** Why the page was not taken, or broke off, as an answer. */
    public void refuse(@Variable(Headers.RECEIVED_VARIABLE) ReceivedPage received, Exchange exchange) {
        Throwable caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        String id = received == null ? null : received.id();
        if (caught instanceof PageDeclinedException) {
            answer(PageReply.declined(id, name), true, exchange);
            return;
        }
        String reason = caught instanceof WorkerException || caught instanceof ConfigurationException
                ? caught.getMessage()
                : caught.getClass().getSimpleName() + ": " + DatabaseFailures.words(caught);
        boolean begun = received != null && received.run() != null;
        told(begun ? received.run().id() : id, reason);
        answer(
                begun ? PageReply.broken(id, name, reason) : PageReply.refused(id, name, reason),
                received != null,
                exchange);
    }

    private static void told(String what, String reason) {
        LOG.warn(
                "[{}] A page of another node's run was not saved whole: {}",
                Optional.ofNullable(what).orElse("-"),
                reason);
    }

    /** @param known whether the page came from who knows the secret: nobody else is given anything that is signed */
    private void answer(PageReply answer, boolean known, Exchange exchange) {
        byte[] json = answer.json();
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(json);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        Secret secret = known ? PagesEndpoint.secret(context) : new Secret("");
        if (!secret.isEmpty()) {
            exchange.getMessage().setHeader(Headers.SIGNATURE, Signature.of(json, secret));
        }
    }
}
