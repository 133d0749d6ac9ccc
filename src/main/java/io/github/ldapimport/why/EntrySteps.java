package io.github.ldapimport.why;

import static io.github.ldapimport.settings.Setting.DIRECTORY_FILTER;
import static io.github.ldapimport.settings.Setting.DIRECTORY_TYPE;
import static io.github.ldapimport.settings.Setting.DIRECTORY_USER_FILTER;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.NormalForm;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.RouteStatements;
import io.github.ldapimport.why.Facts.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** The steps of the route ldap-import-why that find the entry of a name, and ask the directory what a run's search says of it. */
public final class EntrySteps {
    /**
     * Looks for the entry: below the base among the users, as a run does, then among all entries, then by the GUIDs of rows of that
     * name, and last below the other naming contexts of the server.
     */
    public void entry(
            @Variable(Inquiry.VARIABLE) Inquiry inquiry,
            @Variable(Headers.RUN_VARIABLE) ImportRun run,
            Exchange exchange) {
        Directory directory = run.directory();
        EntryLookup lookup = lookup(run);
        Optional<Entry> atDn = lookup.atDn(inquiry.name());
        if (atDn.isPresent()) {
            inquiry.found = new EntryLookup.Found(List.of(atDn.get()), false);
            return;
        }
        Filter named = lookup.named(inquiry.name());
        List<Filter> wanted = new ArrayList<>(List.of(Filter.and(List.of(directory.users(), named)), named));
        ofRows(inquiry, run, lookup, exchange).ifPresent(wanted::add);
        for (Filter filter : wanted) {
            if (inquiry.found.isEmpty()) {
                inquiry.found = lookup.below(directory.base(), filter);
                // an alias leads to entries elsewhere, which are users of the provider all the same
                inquiry.isBelowBase = !inquiry.found.isEmpty();
            }
        }
        if (inquiry.found.isEmpty()) {
            beyond(inquiry, run, lookup, Filter.or(wanted.subList(1, wanted.size())));
        }
    }

    static EntryLookup lookup(ImportRun run) {
        Directory directory = run.directory();
        Set<String> attributes = new LinkedHashSet<>(run.provider().attributes());
        attributes.addAll(directory.users().attributes());
        attributes.addAll(directory.accountStateAttributes());
        return new EntryLookup(directory, attributes);
    }

    /** Matches the entries whose GUIDs rows of the name have: a person may have another name by now. */
    private static Optional<Filter> ofRows(Inquiry inquiry, ImportRun run, EntryLookup lookup, Exchange exchange) {
        List<String> guids = rowsOfName(inquiry, lookup, table(run, List.of(), exchange)).stream()
                .filter(row -> !row.isUnclaimed())
                .flatMap(
                        row -> run.directory().possible(run.table().guidColumn().guidVariants(row.guid())).stream())
                .distinct()
                .toList();
        return Optional.of(guids)
                .filter(some -> !some.isEmpty())
                .map(some -> run.directory().guidQueries().anyOf(some));
    }

    private static void beyond(Inquiry inquiry, ImportRun run, EntryLookup lookup, Filter wanted) {
        Directory directory = run.directory();
        for (String name : directory.probe().rootDse().namingContexts()) {
            try {
                LdapName naming = new LdapName(name);
                if (naming.isEmpty() || NormalForm.of(naming).equals(NormalForm.of(directory.base()))) {
                    continue;
                }
                EntryLookup.Found further = lookup.below(naming, wanted);
                inquiry.beyond.add(name);
                if (!further.isEmpty()) {
                    inquiry.found = further;
                    return;
                }
            } catch (InvalidNameException | RuntimeException e) {
                // what cannot be searched is told: the entry may be there
                inquiry.notSearched.add(name + ": " + e.getMessage());
            }
        }
    }

    /** Looks whether the entry is below the base. */
    public void base(@Variable(Inquiry.VARIABLE) Inquiry inquiry, @Variable(Headers.RUN_VARIABLE) ImportRun run) {
        if (inquiry.entry() != null) {
            inquiry.isBelowBase |= dn(inquiry).startsWith(run.directory().base());
        }
    }

    private static LdapName dn(Inquiry inquiry) {
        try {
            return new LdapName(inquiry.entry().dn());
        } catch (InvalidNameException e) {
            throw new IllegalStateException("The DN " + inquiry.entry().dn() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Asks the directory for each part of the filters whether it matches the entry. */
    public void filters(@Variable(Inquiry.VARIABLE) Inquiry inquiry, @Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Directory directory = run.directory();
        Settings settings = settings(run);
        List<Part> parts = new ArrayList<>();
        String ofKind = settings.text(DIRECTORY_USER_FILTER).isEmpty()
                ? settings.key(DIRECTORY_TYPE) + "=" + directory.kind().name()
                : settings.key(DIRECTORY_USER_FILTER);
        add(parts, ofKind, directory.kind().userFilter(), inquiry, run);
        add(parts, settings.key(DIRECTORY_FILTER), settings.text(DIRECTORY_FILTER), inquiry, run);
        EntryLookup lookup = lookup(run);
        if (parts.stream().allMatch(Part::matches) && !lookup.matches(dn(inquiry), directory.users())) {
            parts.add(new Part(
                    FilterParts.shown(directory.users()),
                    settings.key(DIRECTORY_FILTER),
                    false,
                    List.of("each part matches by itself")));
        }
        inquiry.parts = parts;
        inquiry.noGuid = directory.guid(inquiry.entry()) == null ? directory.whyNoGuid(inquiry.entry()) : null;
    }

    private static void add(List<Part> parts, String origin, String filter, Inquiry inquiry, ImportRun run) {
        if (filter.isEmpty()) {
            return;
        }
        EntryLookup lookup = lookup(run);
        for (Filter part : FilterParts.of(run.directory().resolved(Filter.parse(filter, origin)))) {
            List<String> values = part.attributes().stream()
                    .map(attribute -> values(inquiry.entry(), attribute))
                    .toList();
            parts.add(new Part(FilterParts.shown(part), origin, lookup.matches(dn(inquiry), part), values));
        }
    }

    private static String values(Entry entry, String attribute) {
        return Shown.attribute(attribute, SecretNames.isSecret(attribute) ? List.of() : entry.values(attribute));
    }

    static Settings settings(ImportRun run) {
        return new Settings(run.provider().getCamelContext(), run.provider().getSettings());
    }

    /** Looks whether the account is disabled: what the entry does not say itself, the directory is asked. */
    public void account(@Variable(Inquiry.VARIABLE) Inquiry inquiry, @Variable(Headers.RUN_VARIABLE) ImportRun run) {
        Directory directory = run.directory();
        boolean isDisabled = directory
                .disabledFilter()
                .filter(filter -> lookup(run).matches(dn(inquiry), filter))
                .isPresent();
        inquiry.account =
                directory.accountStates(Instant.now(), guid -> isDisabled).of(inquiry.entry());
        inquiry.accountValues = directory.accountStateAttributes().stream()
                .map(attribute -> values(inquiry.entry(), attribute))
                .toList();
    }

    static TableLookup table(ImportRun run, Collection<String> columns, Exchange exchange) {
        return new TableLookup(run.table(), new RouteStatements(exchange), columns);
    }

    static List<UserRow> rowsOfName(Inquiry inquiry, EntryLookup lookup, TableLookup table) {
        List<UserRow> byGuid = table.byGuid(lookup.guids(inquiry.name()));
        return byGuid.isEmpty() ? table.byName(inquiry.name(), lookup.namingAttributes()) : byGuid;
    }
}
