package io.github.ldapimport.group;

import static io.github.ldapimport.settings.Setting.MEMBERS_OF;
import static io.github.ldapimport.settings.Setting.MEMBERS_SOURCE;
import static io.github.ldapimport.settings.Setting.MEMBERS_TABLE;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.rows.KeyedRow;
import io.github.ldapimport.rows.KeyedRows;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.table.UsersTableInspector;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/** The three tables of memberships: what has to be right of them and of the settings before anything is read, and their rows. */
public final class MemberTables {
    private static final int MAX_GROUPS_TO_CHECK = 50;

    private MemberTables() {}

    /**
     * The memberships of a run; none where the provider has none, or the run is not for all of its groups.
     *
     * @throws ConfigurationException naming the setting that is wrong
     */
    static Memberships prepare(ImportRun run) {
        Provider provider = run.provider();
        CamelContext context = provider.getCamelContext();
        Optional<MemberSettings> found = MemberSettings.of(new Settings(context, provider.getSettings()));
        if (found.isEmpty()) {
            return Memberships.none();
        }
        MemberSettings settings = found.get();
        Provider ofUsers = provider(context, settings, provider);
        UsersTable users = users(ofUsers);
        PairTable pairs =
                PairTableInspector.open(provider.getDatabase(), settings, users, run.table(), !run.isDryRun());
        if (!run.scope().showsEverybody()
                || run.isUndo()
                || run.request().plan().isPresent()) {
            return Memberships.none();
        }
        Memberships memberships = Memberships.of(settings, ofUsers, run.directory(), users, pairs);
        Searcher.offer(ofUsers.directory(), context.getRegistry(), memberships.usersDirectoryBean());
        return memberships;
    }

    private static UsersTable users(Provider ofUsers) {
        ofUsers.configure();
        return UsersTableInspector.open(ofUsers.getDatabase(), ofUsers.table(), false);
    }

    /**
     * Where the memberships of a provider go, and where they come from, in words; empty where it has none. It connects and writes
     * nothing.
     *
     * @param groups the table of the groups
     * @throws ConfigurationException naming the setting that is wrong
     */
    public static Optional<String> describe(Provider provider, UsersTable groups) {
        CamelContext context = provider.getCamelContext();
        return MemberSettings.of(new Settings(context, provider.getSettings())).map(settings -> {
            Provider ofUsers = provider(context, settings, provider);
            PairTable pairs = PairTableInspector.open(provider.getDatabase(), settings, users(ofUsers), groups, false);
            return (pairs.isPresent() ? "pairs go into " : "pairs go into a new table ") + settings.table() + " ("
                    + settings.userColumn() + ", " + settings.groupColumn() + "); members are users of provider "
                    + settings.of() + ", as " + sources(provider.directory(), settings);
        });
    }

    /** The attributes that the first groups have. */
    private static String sources(Directory directory, MemberSettings settings) {
        if (settings.source() == MemberSettings.Source.MEMBER_OF) {
            return "their memberOf says (members.source=memberOf)";
        }
        Shown first = shown(directory, settings.source());
        Map<String, Integer> shown = first.groups();
        int groups = first.read();
        if (shown.isEmpty()) {
            return settings.source() == MemberSettings.Source.AUTO
                    ? "their memberOf says, because none of the first " + groups + " groups shows members"
                    : "the groups say, of which none of the first " + groups + " shows members in "
                            + String.join(", ", settings.source().attributes());
        }
        return "the groups say: "
                + shown.entrySet().stream()
                        .map(each -> each.getValue() + " of the first " + groups + " have " + each.getKey())
                        .collect(Collectors.joining(", "));
    }

    /**
     * How many of some groups show members, by attribute.
     *
     * @param read how many groups that were
     */
    private record Shown(Map<String, Integer> groups, int read) {}

    private static Shown shown(Directory directory, MemberSettings.Source source) {
        Map<String, Integer> shown = new TreeMap<>();
        int groups = 0;
        try (PagedSearch search = new Searcher(directory)
                .apply(
                        directory.template(),
                        new SearchRequest(
                                directory.base(),
                                directory.users(),
                                directory.requestedAttributes(source.attributes()),
                                MAX_GROUPS_TO_CHECK,
                                () -> false))) {
            for (Entry entry : search.next().entries()) {
                groups++;
                source.attributes().stream()
                        .filter(attribute -> !entry.values(attribute).isEmpty())
                        .forEach(attribute -> shown.merge(attribute, 1, Integer::sum));
            }
            search.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        return new Shown(shown, groups);
    }

    /**
     * Refuses an attribute that no group shows where others are shown: nothing would be left of the memberships.
     *
     * @throws ConfigurationException naming the attributes that groups have
     */
    static void requireNamedSource(Directory directory, MemberSettings settings) {
        Map<String, Integer> others =
                shown(directory, MemberSettings.Source.AUTO).groups();
        if (!others.isEmpty()) {
            throw settings.settings()
                    .wrong(
                            MEMBERS_SOURCE,
                            settings.source().attributes().get(0),
                            "no group shows members there, and groups have " + String.join(", ", others.keySet())
                                    + ": name that, or leave the setting out; no membership was changed");
        }
    }

    private static Provider provider(CamelContext context, MemberSettings settings, Provider ofGroups) {
        Provider ofUsers =
                context.getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + settings.of(), Provider.class);
        if (ofUsers == null || ofUsers == ofGroups) {
            throw settings.settings()
                    .wrong(
                            MEMBERS_OF,
                            settings.of(),
                            (ofUsers == null
                                            ? "there is no such provider"
                                            : "that is the provider of the groups itself")
                                    + ": give the name of the provider whose users are the members");
        }
        if (!ofUsers.getDatabase().isSameDatabase(ofGroups.getDatabase())) {
            throw new ConfigurationException("The users of provider " + settings.of()
                    + " are in another database than the pairs of " + settings.key(MEMBERS_TABLE)
                    + ": memberships are written in one transaction, so both have to be in one");
        }
        return ofUsers;
    }

    /** Reads the rows of the users and of the groups, with what pairs name them by. */
    static void read(ImportRun run, Memberships memberships, Statements database) {
        PairTable pairs = memberships.pairs();
        read(
                run,
                new KeyedRows(
                        memberships.usersTable(),
                        memberships.ofUsers().domain(),
                        PairTableInspector.userColumn(memberships.settings(), memberships.usersTable())
                                .name()),
                database,
                value -> pairs.canonicalUser(pairs.userValue(value)),
                memberships.users()::add);
        read(
                run,
                new KeyedRows(
                        run.table(),
                        run.provider().domain(),
                        PairTableInspector.groupColumn(memberships.settings(), run.table())
                                .name()),
                database,
                value -> pairs.canonicalGroup(pairs.groupValue(value)),
                memberships::addGroupRow);
    }

    private static void read(
            ImportRun run,
            KeyedRows rows,
            Statements database,
            UnaryOperator<Object> canonical,
            BiConsumer<KeyedRow, Object> add) {
        String first = null;
        long unfit = 0;
        while (rows.hasFurther()) {
            for (KeyedRow row : rows.found(database.rows(rows.next()))) {
                Object value = null;
                try {
                    value = row.value() == null ? null : canonical.apply(row.value());
                } catch (IllegalArgumentException e) {
                    first = first == null ? e.getMessage() : first;
                    unfit++;
                }
                add.accept(row, value);
            }
        }
        if (unfit > 0) {
            ImportLog.note(
                    run,
                    unfit + " rows have a value that the table of pairs cannot hold, and get no memberships: " + first);
        }
    }
}
