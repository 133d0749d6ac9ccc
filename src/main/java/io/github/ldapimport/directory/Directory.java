package io.github.ldapimport.directory;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.connection.Connections;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.connection.GlobalCatalog;
import io.github.ldapimport.connection.RuntimeContextSource;
import io.github.ldapimport.ldap.AccountExpiry;
import io.github.ldapimport.ldap.AccountStates;
import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.ldap.GuidForms;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.directory.Attributes;
import javax.naming.directory.DirContext;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.core.LdapTemplate;

/**
 * One LDAP directory as the settings describe it: where it is, how to sign in, and who in it is a user. Making one
 * checks the settings and connects to nothing.
 */
public final class Directory {
    // RFC 4511, 4.5.1.8
    private static final String[] NO_ATTRIBUTES = {"1.1"};

    // nothing may follow the port but a slash: JNDI would take a DN there as a base of its own; names of hosts may hold
    // _
    private static final Pattern ADDRESS =
            Pattern.compile("ldaps?://(?:[\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?/?");
    private static final int MAX_PORT = 65_535;

    /** The value of {@link io.github.ldapimport.settings.Setting#DIRECTORY_REFERRALS} that leaves them out. */
    static final String LEAVE_OUT = "leave-out";

    private static final Pattern LOCAL = Pattern.compile("ldap://(localhost|127\\.[0-9.]+|\\[::1])(:|/|$)");

    private final Settings settings;
    private final Optional<RuntimeContextSource> host;
    private final DirectoryType kind;
    private final List<String> urls;
    private final LdapName base;
    private final Filter users;
    private final AccountRule accounts;
    private final boolean isGlobalCatalogue;
    private final int pageSize;
    private final boolean searchesInPages;
    private final boolean leavesReferralsOut;
    private final LdapTemplate template;
    // as it was when somebody last looked; until then, that of the standards
    private volatile Schema schema = Schema.STANDARD;
    private volatile List<String> filterNotes = List.of();

    /** @throws ConfigurationException naming the setting that is wrong */
    public Directory(Settings settings) {
        this(settings, Optional.empty());
    }

    /**
     * @param host what connects in place of the settings
     * @throws ConfigurationException naming the setting that is wrong
     */
    public Directory(Settings settings, Optional<RuntimeContextSource> host) {
        this.settings = settings;
        this.host = host;
        this.kind = kind(settings);
        this.urls = host.map(RuntimeContextSource::urls).orElseGet(() -> urls(settings));
        this.base = base(settings);
        this.users = users(settings, kind);
        this.accounts = new AccountRule(
                kind.disabledMark(),
                own(settings, DIRECTORY_DISABLED_FILTER),
                expiry(settings, kind),
                kind.isActiveDirectory());
        this.isGlobalCatalogue = isGlobalCatalogue(settings, kind, urls);
        this.pageSize = settings.number(DIRECTORY_PAGE_SIZE, 1, 100_000);
        this.searchesInPages = settings.flag(DIRECTORY_PAGED_RESULTS);
        this.leavesReferralsOut = leavesReferralsOut(settings);
        this.template =
                host.map(bean -> bean.template(kind)).orElseGet(() -> Connections.template(settings, urls, kind));
    }

    public DirectoryType kind() {
        return kind;
    }

    public LdapName base() {
        return base;
    }

    /** The kind's own user filter and the provider's filter, as the directory gets them. */
    public Filter users() {
        return schema.isReadable() ? resolved(users) : users;
    }

    /**
     * A filter as the directory gets it: what stands in it for DNs, its schema says.
     *
     * @throws ConfigurationException naming an assertion that no entry can match
     */
    public Filter resolved(Filter filter) {
        return new FilterRules(schema, kind).resolved(filter);
    }

    public int pageSize() {
        return pageSize;
    }

    /** Whether the server is asked for pages; else it answers with all users at once. */
    public boolean searchesInPages() {
        return searchesInPages;
    }

    /** Whether the users whom another server holds are no users of this provider, by decision. */
    public boolean leavesReferralsOut() {
        return leavesReferralsOut;
    }

    /** What camel-spring-ldap sends the searches through. */
    public LdapTemplate template() {
        return template;
    }

    /** The settings' addresses, for a message. */
    public String urls() {
        return String.join(" ", urls);
    }

    /** The account that signs in, for a message. */
    public String account() {
        return isAnonymous() ? "anonymous" : username();
    }

    boolean isAnonymous() {
        return username().isEmpty();
    }

    private String username() {
        return host.map(RuntimeContextSource::account).orElseGet(() -> settings.text(DIRECTORY_USERNAME));
    }

    /** What the log should say of a directory that no setting names; empty where one does. */
    public Optional<String> found() {
        return host.filter(bean -> !bean.isNamed())
                .map(bean -> "The users come through the ContextSource bean '" + bean.name() + "' (" + urls()
                        + "), because " + settings.key(DIRECTORY_URL) + " is not set");
    }

    /** Whether a password is sent over a network without encryption. */
    public boolean sendsPasswordInClear() {
        // how the runtime's own connection is encrypted is not known
        return host.isEmpty()
                && !usesStartTls()
                && !isAnonymous()
                && urls.stream()
                        .anyMatch(url ->
                                url.startsWith("ldap:") && !LOCAL.matcher(url).lookingAt());
    }

    /** Whether it is a domain controller, asked for its own domain; a global catalogue answers for the forest. */
    public boolean answersForOneDomain() {
        return kind.isActiveDirectory() && !isGlobalCatalogue;
    }

    boolean usesStartTls() {
        return settings.flag(DIRECTORY_START_TLS);
    }

    /** What to change: the setting, or where it has no say, the bean that does. */
    String key(Setting setting) {
        return host.filter(bean -> RuntimeContextSource.OWN.contains(setting) || setting == DIRECTORY_URL)
                .map(bean -> "the ContextSource bean '" + bean.name() + "'")
                .orElseGet(() -> settings.key(setting));
    }

    /**
     * What to ask for: GUID, object class and names always, then what was wanted.
     *
     * @param wanted attribute names; {@code dn} is not one the directory knows
     */
    public RequestedAttributes requestedAttributes(Collection<String> wanted) {
        List<String> names = new ArrayList<>(
                List.of(kind.guidAttribute(), "objectClass", DirectoryType.NAME_ATTRIBUTE, kind.accountAttribute()));
        names.addAll(wanted);
        return schema.request(names);
    }

    /** The attributes that tell whether an account is disabled; none where the directory knows no such thing. */
    public Set<String> accountStateAttributes() {
        return accounts.attributes();
    }

    /** The attributes by which the settings, rather than the kind, say who is disabled, each with its setting's key. */
    public Map<String, String> ownAccountStateAttributes() {
        Map<String, String> origins = new TreeMap<>();
        accounts.filter().ifPresent(filter -> filter.attributes()
                .forEach(attribute -> origins.put(attribute, key(DIRECTORY_DISABLED_FILTER))));
        if (accounts.attributes().contains(AccountExpiry.ATTRIBUTE)) {
            origins.putIfAbsent(AccountExpiry.ATTRIBUTE, key(DIRECTORY_EXPIRED_IS_DISABLED));
        }
        return origins;
    }

    /** The settings' own filter for disabled accounts. Whom it matches, the directory says; what its kind marks, the entry does. */
    public Optional<Filter> disabledFilter() {
        return accounts.filter();
    }

    /**
     * Tells the states of accounts.
     *
     * @param at the time by which an account has expired or not
     * @param isDisabled whether the directory says that {@link #disabledFilter} matches the entry with that GUID, which is in its
     *     stored form; not asked where there is no such filter
     */
    public AccountStates accountStates(Instant at, Predicate<String> isDisabled) {
        return accounts.states(schema, at, entry -> guids(entry).stream().anyMatch(isDisabled));
    }

    /**
     * Of the GUIDs that a row's may be read as, those that this directory could have given: a UUID where its attribute has
     * UUIDs, 389ds' own form for nsUniqueId, for an attribute of the settings' anything. None where the row's is no GUID of this
     * directory; then nobody can say that its user is gone.
     */
    public List<String> possible(List<String> guidVariants) {
        return guidVariants.stream().filter(this::isPossible).toList();
    }

    private boolean isPossible(String guid) {
        if (Guid.isPlaceholder(guid)) {
            return false;
        } else if (guidsAreBytes() || GuidAttributes.isUuid(guidName())) {
            return Guid.isStoredUuid(guid);
        }
        return !GuidAttributes.isUniqueId(guidName()) || GuidForms.isUniqueId(guid);
    }

    /** The GUID attribute by its first name, however the setting names it. */
    private String guidName() {
        return schema.canonical(kind.guidAttribute());
    }

    private boolean guidsAreBytes() {
        return isBinary(kind.guidAttribute());
    }

    /** Whether the server itself makes the GUIDs, so that no two entries have one. */
    public boolean makesGuids() {
        return GuidAttributes.isOfTheServer(guidName());
    }

    /** Whether another directory knows an entry that moved there by the same GUID, as far as that can be known. */
    public boolean sharesGuidsWith(Directory other) {
        return guidName().equalsIgnoreCase(other.guidName());
    }

    /** Why an entry has no GUID, in words. */
    public String whyNoGuid(Entry entry) {
        List<Object> values = entry.values(kind.guidAttribute());
        return values.isEmpty()
                ? "The entry shows no " + kind.guidAttribute()
                        + ": give the account the right to read it, or check the setting directory.guid-attribute"
                : "The entry's " + kind.guidAttribute() + " is " + Entry.shown(values.get(0))
                        + ", which is no GUID, and nobody can be known by it: give the entry a value of its own, or leave it out"
                        + " by directory.filter";
    }

    /**
     * A search for the users of this provider among some GUIDs, whatever a run's own filter says.
     *
     * @param stop asked before each page
     */
    public SearchRequest lookup(Collection<String> guids, BooleanSupplier stop) {
        return lookup(base, Optional.of(users), guids, guidAlone(), stop);
    }

    /** The same among all entries below the base, users of this provider or not. */
    public SearchRequest lookupOfAnyEntry(Collection<String> guids, BooleanSupplier stop) {
        return lookup(base, Optional.empty(), guids, guidAlone(), stop);
    }

    /** The same among all entries below another DN. */
    public SearchRequest lookupOfAnyEntry(LdapName below, Collection<String> guids, BooleanSupplier stop) {
        return lookup(below, Optional.empty(), guids, guidAlone(), stop);
    }

    /** The same among all entries below the base, which shows some attributes of them. */
    public SearchRequest lookupOfAnyEntry(Collection<String> guids, Collection<String> shown, BooleanSupplier stop) {
        return lookup(base, Optional.empty(), guids, withGuid(shown), stop);
    }

    private RequestedAttributes withGuid(Collection<String> shown) {
        List<String> names = new ArrayList<>(List.of(kind.guidAttribute()));
        names.addAll(shown);
        return schema.request(names);
    }

    /**
     * The same, of which it finds those that are known not to match a filter: not those whose attributes are hidden from the
     * account.
     */
    public SearchRequest lookupOfOthers(
            Filter filter, Collection<String> guids, Collection<String> shown, BooleanSupplier stop) {
        return lookup(base, Optional.of(Filter.not(filter)), guids, withGuid(shown), stop);
    }

    /** How much this directory shows of what an entry does not have. */
    public Denials denials() {
        return new Denials(kind, schema);
    }

    /** What a disabled account matches; none where nothing disables an account, or the directory has no such attribute. */
    public Optional<Filter> disabled() {
        return accounts.disabled(schema);
    }

    private SearchRequest lookup(
            LdapName below,
            Optional<Filter> whose,
            Collection<String> guids,
            RequestedAttributes attributes,
            BooleanSupplier stop) {
        List<Filter> any = new ArrayList<>(guids.size());
        for (String guid : guids) {
            any.addAll(guidFilters(guid));
        }
        // two more, so that the answer fits a page even where a GUID was given to two entries
        return new SearchRequest(
                below,
                whose.map(filter -> Filter.and(List.of(filter, Filter.or(any)))).orElseGet(() -> Filter.or(any)),
                attributes,
                guids.size() + 2,
                stop);
    }

    /** A request for the GUIDs alone. */
    public RequestedAttributes guidAlone() {
        return schema.request(List.of(kind.guidAttribute()));
    }

    /** Matches one GUID however it is written; nothing where the directory's GUIDs are bytes and this one cannot be. */
    private List<Filter> guidFilters(String guid) {
        String attribute = kind.guidAttribute();
        if (guidsAreBytes()) {
            return Guid.toBytes(guid).map(bytes -> Filter.equality(attribute, bytes)).stream()
                    .toList();
        }
        // the kinds' own attributes compare as UUIDs do; one that a setting names may compare texts
        List<String> spellings =
                settings.text(DIRECTORY_GUID_ATTRIBUTE).isEmpty() ? List.of(guid) : Guid.spellings(guid);
        return spellings.stream()
                .map(spelling -> Filter.equality(attribute, spelling))
                .toList();
    }

    /** Whether an attribute's values are bytes, whichever of its names this is. */
    private boolean isBinary(String attribute) {
        String name = schema.canonical(attribute);
        return kind.binaryAttributes().stream()
                .anyMatch(binary -> schema.canonical(binary).equalsIgnoreCase(name));
    }

    /** The entry's GUID in its stored form, or null where the entry shows none. */
    public String guid(Entry entry) {
        List<String> guids = guids(entry);
        return guids.isEmpty() ? null : guids.get(0);
    }

    /** Every value of the entry's GUID attribute in its stored form: one, but for an attribute that is no good GUID. */
    public List<String> guids(Entry entry) {
        return entry.guids(kind.guidAttribute());
    }

    /** The login, or the name where an entry has no login, or the DN. */
    public String accountName(Entry entry) {
        String account = entry.text(kind.accountAttribute());
        return account != null ? account : displayName(entry);
    }

    /** The person's name, or the DN of an entry without one. */
    public String displayName(Entry entry) {
        String name = entry.text(DirectoryType.NAME_ATTRIBUTE);
        return name != null ? name : entry.dn();
    }

    /**
     * Refuses a base that does not exist, attribute names that the directory's schema does not have, those that a global
     * catalogue does not hold, and filters of the settings' own that no entry can match. It connects.
     *
     * @param origins where each name comes from (a setting or an option), for the message
     * @throws ConfigurationException naming what is wrong
     * @throws DirectoryException when the directory cannot be asked
     */
    public Schema requireBaseAndAttributes(Map<String, String> origins) {
        return requireBaseAndAttributes(origins, Map.of(), Optional.empty());
    }

    /**
     * The same, and refuses columns of an attribute that no entry has itself, and a run's filter.
     *
     * @param columns the attributes whose values go into columns, each with its setting's key
     * @param filter the run's own
     */
    public Schema requireBaseAndAttributes(
            Map<String, String> origins, Map<String, String> columns, Optional<Filter> filter) {
        List<Filter> filters = new ArrayList<>();
        List.of(DIRECTORY_USER_FILTER, DIRECTORY_FILTER, DIRECTORY_DISABLED_FILTER)
                .forEach(setting -> own(settings, setting).ifPresent(filters::add));
        filter.ifPresent(filters::add);
        try {
            schema = template.executeReadOnly(connection -> {
                requireBase(connection);
                SchemaCheck check = new SchemaCheck(this, connection);
                Schema found = check.look(origins, columns, filters);
                filterNotes = List.copyOf(check.notes());
                return found;
            });
            return schema;
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at " + base, this, e);
        }
    }

    /** What a person should know of the filters, by the last look at the schema. */
    public List<String> filterNotes() {
        return filterNotes;
    }

    /**
     * Signs in and looks at the base.
     *
     * @throws ConfigurationException when the account or the base is wrong
     * @throws DirectoryException when the directory cannot be asked
     */
    public void requireBase() {
        try {
            template.executeReadOnly(connection -> {
                requireBase(connection);
                return null;
            });
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at " + base, this, e);
        }
    }

    /**
     * Whether the account may read an entry; where the server gives every entry a GUID, that one, too.
     *
     * @throws DirectoryException when the directory cannot be asked
     */
    public boolean shows(LdapName entry) {
        try {
            return template.executeReadOnly(connection -> {
                try {
                    Attributes read = connection.getAttributes(entry, new String[] {kind.guidAttribute()});
                    return !GuidAttributes.isOfEveryEntry(guidName()) || read.size() > 0;
                } catch (NameNotFoundException | NoPermissionException e) {
                    return false;
                }
            });
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at " + entry, this, e);
        }
    }

    private void requireBase(DirContext connection) throws NamingException {
        try {
            connection.getAttributes(base, NO_ATTRIBUTES);
        } catch (NameNotFoundException e) {
            List<String> held = RootDse.read(connection).namingContexts();
            throw DirectoryFailures.noBase(this, held.isEmpty() ? "" : ", it holds " + String.join("; ", held), e);
        }
    }

    /**
     * What the server says of itself. It connects.
     *
     * @throws DirectoryException when it cannot be asked
     */
    public RootDse rootDse() {
        try {
            return template.executeReadOnly(RootDse::read);
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("connect", this, e);
        }
    }

    /** What is doubtful about the way this server is asked for many users; nothing where all is well. */
    public Optional<String> pagingNote(RootDse server) {
        boolean offersPages = server.controls().contains(RootDse.PAGED_RESULTS);
        if (searchesInPages && !offersPages && !server.controls().isEmpty()) {
            return Optional.of(
                    "it does not offer paged results (RFC 2696): set " + key(DIRECTORY_PAGED_RESULTS) + "=false");
        }
        if (!searchesInPages && offersPages) {
            return Optional.of("it offers paged results (RFC 2696), and " + key(DIRECTORY_PAGED_RESULTS)
                    + "=false does without: a server that cuts a long answer off without a word would not be noticed");
        }
        return Optional.empty();
    }

    /** Whether it answers for a forest, with some of the attributes only. */
    boolean isGlobalCatalogue() {
        return isGlobalCatalogue;
    }

    /** Attributes that the settings say hold bytes. */
    List<String> ownBinaryAttributes() {
        return settings.list(DIRECTORY_BINARY_ATTRIBUTES);
    }

    private static boolean isGlobalCatalogue(Settings settings, DirectoryType kind, List<String> urls) {
        if (!kind.isActiveDirectory() || urls.stream().noneMatch(GlobalCatalog::isAt)) {
            return false;
        }
        if (!urls.stream().allMatch(GlobalCatalog::isAt)) {
            throw settings.wrong(
                    DIRECTORY_URL,
                    String.join(" ", urls),
                    "a global catalogue (port 3268 or 3269) finds users of the whole forest, the other ports those of a domain:"
                            + " give addresses of one sort");
        }
        return true;
    }

    private static Optional<AccountExpiry> expiry(Settings settings, DirectoryType kind) {
        if (!settings.flag(DIRECTORY_EXPIRED_IS_DISABLED)) {
            return Optional.empty();
        }
        if (!kind.isActiveDirectory()) {
            throw settings.wrong(
                    DIRECTORY_EXPIRED_IS_DISABLED,
                    "true",
                    "only " + settings.key(DIRECTORY_TYPE) + "=active-directory has " + AccountExpiry.ATTRIBUTE
                            + ", set it to false; " + settings.key(DIRECTORY_DISABLED_FILTER)
                            + " says what disables an account elsewhere");
        }
        return Optional.of(new AccountExpiry());
    }

    private static DirectoryType kind(Settings settings) {
        String type = settings.text(DIRECTORY_TYPE);
        DirectoryType kind = DirectoryType.named(type)
                .orElseThrow(() -> settings.wrong(DIRECTORY_TYPE, type, "give one of " + DirectoryType.names()));
        List<String> resolve = settings.list(DIRECTORY_RESOLVE_ATTRIBUTES);
        List<String> binary = new ArrayList<>(kind.binaryAttributes());
        binary.addAll(settings.list(DIRECTORY_BINARY_ATTRIBUTES));
        return new DirectoryType(
                kind.name(),
                settings.text(DIRECTORY_USER_FILTER, kind.userFilter()),
                settings.text(DIRECTORY_GUID_ATTRIBUTE, kind.guidAttribute()),
                settings.text(DIRECTORY_ACCOUNT_ATTRIBUTE, kind.accountAttribute()),
                resolve.isEmpty() ? kind.resolveAttributes() : resolve,
                binary,
                kind.disabledMark());
    }

    private static boolean leavesReferralsOut(Settings settings) {
        String text = settings.text(DIRECTORY_REFERRALS);
        return switch (text) {
            case "refuse" -> false;
            case LEAVE_OUT -> true;
            default -> throw settings.wrong(DIRECTORY_REFERRALS, text, "give refuse or " + LEAVE_OUT);
        };
    }

    private static List<String> urls(Settings settings) {
        String text = settings.requiredText(DIRECTORY_URL, "give the directory's address, such as ldap://host:389");
        List<String> urls = List.of(text.split("\\s+"));
        for (String url : urls) {
            Matcher address = ADDRESS.matcher(url);
            int port = address.matches() && address.group(1) != null ? Integer.parseInt(address.group(1)) : 389;
            if (!address.matches() || port < 1 || port > MAX_PORT) {
                throw settings.wrong(
                        DIRECTORY_URL, url, "give ldap://host:port or ldaps://host:port, blanks between several");
            }
        }
        return urls;
    }

    private static LdapName base(Settings settings) {
        String text = settings.requiredText(
                DIRECTORY_BASE, "give the DN below which the users are, such as ou=people,dc=example,dc=com");
        try {
            return new LdapName(text);
        } catch (InvalidNameException e) {
            throw new ConfigurationException(
                    settings.key(DIRECTORY_BASE) + " is '" + text + "': no distinguished name (" + e.getMessage() + ")",
                    e);
        }
    }

    private static Filter users(Settings settings, DirectoryType kind) {
        Filter ofKind = Filter.parse(kind.userFilter(), settings.key(DIRECTORY_USER_FILTER));
        return own(settings, DIRECTORY_FILTER)
                .map(own -> Filter.and(List.of(ofKind, own)))
                .orElse(ofKind);
    }

    /** The filter of a setting, or none where it is empty. */
    private static Optional<Filter> own(Settings settings, Setting setting) {
        return Optional.of(settings.text(setting))
                .filter(text -> !text.isEmpty())
                .map(text -> Filter.parse(text, settings.key(setting)));
    }
}
