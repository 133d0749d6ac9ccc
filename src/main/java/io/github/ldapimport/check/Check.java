package io.github.ldapimport.check;

import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.directory.RootDse;
import io.github.ldapimport.directory.Schema;
import io.github.ldapimport.group.MemberTables;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.missing.UnknownRows;
import io.github.ldapimport.rows.TableCheck;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.step.Scopes;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.table.UsersTableInspector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether a provider would work, step by step, as far as it goes; writes nothing. */
public final class Check {
    private final Provider provider;
    private final String name;
    private final List<CheckLine> lines = new ArrayList<>();
    private Schema schema;

    private Check(Provider provider, String name) {
        this.provider = provider;
        this.name = name;
    }

    /** Everything that was seen; a step that is wrong ends the steps that build on it. */
    public static List<CheckLine> of(Provider provider, String name) {
        Check check = new Check(provider, name);
        if (check.step("settings", () -> {
            provider.configure();
            return "of provider " + name + " are well-formed";
        })) {
            boolean hasUsers = check.directory();
            boolean hasTable = check.table();
            if (hasTable && hasUsers) {
                check.users();
                check.members();
            }
        }
        return check.lines;
    }

    /** Where memberships of groups go, for a provider that has some. */
    private void members() {
        try {
            MemberTables.describe(provider, UsersTableInspector.open(provider.getDatabase(), provider.table(), false))
                    .ifPresent(text -> lines.add(new CheckLine(CheckLine.Verdict.OK, "members", text)));
        } catch (RuntimeException e) {
            lines.add(new CheckLine(CheckLine.Verdict.FAIL, "members", e.getMessage()));
        }
    }

    private interface Step {
        String look();
    }

    private boolean step(String subject, Step step) {
        try {
            lines.add(new CheckLine(CheckLine.Verdict.OK, subject, step.look()));
            return true;
        } catch (RuntimeException e) {
            lines.add(new CheckLine(CheckLine.Verdict.FAIL, subject, e.getMessage()));
            return false;
        }
    }

    /** Whether there are users. */
    private boolean directory() {
        Directory directory = provider.directory();
        Map<String, String> origins = provider.attributeOrigins();
        if (!server(directory)) {
            return false;
        }
        boolean known = step("directory", () -> {
            schema = directory
                    .probe()
                    .requireBaseAndAttributes(origins, provider.mapping().attributes(), Optional.empty());
            return directory.urls() + " answers, signed in as " + directory.account()
                    + (schema.isReadable()
                            ? "; it knows the attributes "
                                    + String.join(
                                            ", ",
                                            origins.keySet().stream()
                                                    .filter(name -> !name.equals("*") && !name.equals("+"))
                                                    .toList())
                            : "; its schema cannot be read, so attribute names are not checked");
        });
        directory.filterNotes().forEach(note -> lines.add(new CheckLine(CheckLine.Verdict.WARN, "filter", note)));
        if (known && directory.accountStateAttributes().isEmpty()) {
            lines.add(new CheckLine(
                    CheckLine.Verdict.WARN,
                    "accounts",
                    "nothing tells which are disabled, so --delete deletes nobody: set directory.disabled-filter"));
        }
        if (known) {
            disabledAccounts(directory);
        }
        if (known && directory.sendsPasswordInClear()) {
            lines.add(new CheckLine(
                    CheckLine.Verdict.WARN,
                    "directory",
                    "the password and the users travel unencrypted: use ldaps: or directory.start-tls=true"));
        }
        return known
                && step("base", () -> {
                    try (PagedSearch search = new Searcher(directory)
                            .apply(
                                    directory.template(),
                                    new SearchRequest(
                                            directory.base(),
                                            directory.users(),
                                            directory.requestedAttributes(provider.attributes()),
                                            10,
                                            () -> false))) {
                        List<Entry> entries = search.next().entries();
                        search.failure().ifPresent(failure -> {
                            throw failure;
                        });
                        look(directory, entries);
                        return directory.base() + " has users that match " + directory.users() + ", such as "
                                + String.join(
                                        ", ",
                                        entries.stream()
                                                .limit(3)
                                                .map(directory::accountName)
                                                .toList());
                    }
                });
    }

    /** How many users the settings' own filter for disabled accounts matches: a slip in it would delete them. */
    private void disabledAccounts(Directory directory) {
        directory
                .disabledFilter()
                .ifPresent(filter -> step("accounts", () -> {
                    SearchRequest request = new SearchRequest(
                            directory.base(),
                            Filter.and(List.of(directory.users(), filter)),
                            RequestedAttributes.NONE,
                            directory.pageSize(),
                            () -> false);
                    try (PagedSearch search = new Searcher(directory).apply(directory.template(), request)) {
                        while (search.hasNext()) {
                            search.next();
                        }
                        search.failure().ifPresent(failure -> {
                            throw failure;
                        });
                        return search.found() + " users match " + filter + " and so count as disabled";
                    }
                }));
    }

    /** What the server says of itself, and whether the settings fit it. */
    private boolean server(Directory directory) {
        return step("server", () -> {
            RootDse server = directory.probe().rootDse();
            String type = directory.kind().name();
            server.kind()
                    .filter(kind -> !fits(type, kind))
                    .ifPresent(kind -> lines.add(new CheckLine(
                            CheckLine.Verdict.WARN,
                            "server",
                            "directory.type is " + type + ", but " + kind + " is what fits it")));
            directory
                    .probe()
                    .pagingNote(server)
                    .ifPresent(note -> lines.add(new CheckLine(CheckLine.Verdict.WARN, "server", note)));
            return server.toString();
        });
    }

    /** FreeIPA is a 389 Directory Server, which may hide what tells it apart. */
    private static boolean fits(String type, String kind) {
        return type.equals(kind) || (type.equals("freeipa") && kind.equals("389ds"));
    }

    private static void look(Directory directory, List<Entry> entries) {
        if (entries.isEmpty()) {
            throw new IllegalStateException(directory.base() + " has no entry that matches " + directory.users()
                    + ": check the base, the filter, and what the account may read");
        }
        if (directory.guid(entries.get(0)) == null) {
            throw new IllegalStateException(entries.get(0).dn() + ": " + directory.whyNoGuid(entries.get(0)));
        }
    }

    private boolean table() {
        return step("table", () -> {
            UsersTable table = UsersTableInspector.open(provider.getDatabase(), provider.table(), false);
            TableCheck check = new TableCheck(table, provider.getDatabase());
            check.notes().forEach(note -> lines.add(new CheckLine(CheckLine.Verdict.WARN, "table", note)));
            check.adoptionNote(provider.domain())
                    .ifPresent(note -> lines.add(new CheckLine(CheckLine.Verdict.WARN, "adoption", note)));
            table.requireRoomFor(provider.directory().kind().guidAttribute());
            if (table.isPresent()) {
                check.requireRights();
            }
            if (table.isPresent() && schema != null) {
                lines.addAll(Scopes.look(provider, name, table, schema));
            }
            unknownGuids(table, check);
            OwnTables own = new OwnTables(provider);
            own.notes().forEach(note -> lines.add(new CheckLine(CheckLine.Verdict.WARN, "own tables", note)));
            own.slips(table).forEach(note -> lines.add(new CheckLine(CheckLine.Verdict.FAIL, "changes", note)));
            return provider.getDatabase().url() + " " + table.description()
                    + (table.isPresent() ? "; " + check.counts(provider.domain()) : "");
        });
    }

    /** Counts the rows that are never missing, because their GUIDs are none of this directory. */
    private void unknownGuids(UsersTable table, TableCheck check) {
        UnknownRows unknown = new UnknownRows();
        if (table.isPresent()) {
            check.forEachLiveRow(provider.domain(), row -> {
                if (provider.directory().possible(row.guidVariants()).isEmpty()) {
                    unknown.add(row);
                }
            });
        }
        if (unknown.count() > 0) {
            lines.add(new CheckLine(
                    CheckLine.Verdict.WARN,
                    "table",
                    unknown.words(provider.domain(), provider.directory().kind().guidAttribute())));
        }
    }

    /** Says which of some users would fail in a run, and why. */
    private void users() {
        try {
            Sample sample = Sample.of(provider.directory());
            sample.withoutGuid()
                    .ifPresent(text -> lines.add(new CheckLine(CheckLine.Verdict.FAIL, Trial.SUBJECT, text)));
            if (!sample.guids().isEmpty()) {
                lines.addAll(Trial.of(
                        provider.getCamelContext(),
                        name,
                        sample,
                        provider.directory().guidQueries().anyOf(sample.guids())));
            }
        } catch (RuntimeException e) {
            lines.add(new CheckLine(CheckLine.Verdict.FAIL, Trial.SUBJECT, e.getMessage()));
        }
    }
}
