package io.github.ldapimport.directory;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.connection.RuntimeContextSource;
import io.github.ldapimport.ldap.AccountExpiry;
import io.github.ldapimport.ldap.AccountStates;
import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.ldap.GuidForms;
import io.github.ldapimport.ldap.RequestedAttributes;
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
import java.util.function.Predicate;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.core.LdapTemplate;

/**
 * One LDAP directory as the settings describe it: where it is, how to sign in, and who in it is a user. Making one
 * checks the settings and connects to nothing.
 */
public final class Directory {
    private final DirectorySettings settings;
    private final DirectoryType kind;
    private final AccountRule accounts;
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
        this.settings = new DirectorySettings(settings, host);
        this.kind = this.settings.kind();
        this.accounts = this.settings.accounts();
        this.template = this.settings.template();
    }

    public DirectoryType kind() {
        return kind;
    }

    public LdapName base() {
        return settings.base();
    }

    /** The kind's own user filter and the provider's filter, as the directory gets them. */
    public Filter users() {
        return schema.isReadable() ? resolved(settings.users()) : settings.users();
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
        return settings.pageSize();
    }

    /** Whether the server is asked for pages; else it answers with all users at once. */
    public boolean searchesInPages() {
        return settings.searchesInPages();
    }

    /** Whether the users whom another server holds are no users of this provider, by decision. */
    public boolean leavesReferralsOut() {
        return settings.leavesReferralsOut();
    }

    /** What camel-spring-ldap sends the searches through. */
    public LdapTemplate template() {
        return template;
    }

    /** The settings' addresses, for a message. */
    public String urls() {
        return settings.urls();
    }

    /** The account that signs in, for a message. */
    public String account() {
        return settings.account();
    }

    /** What the log should say of a directory that no setting names; empty where one does. */
    public Optional<String> found() {
        return settings.found();
    }

    /** Whether a password is sent over a network without encryption. */
    public boolean sendsPasswordInClear() {
        return settings.sendsPasswordInClear();
    }

    /** Whether it is a domain controller, asked for its own domain; a global catalogue answers for the forest. */
    public boolean answersForOneDomain() {
        return settings.answersForOneDomain();
    }

    DirectorySettings settings() {
        return settings;
    }

    /** What to change: the setting, or where it has no say, the bean that does. */
    String key(Setting setting) {
        return settings.key(setting);
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
                .forEach(attribute -> origins.put(attribute, settings.key(DIRECTORY_DISABLED_FILTER))));
        if (accounts.attributes().contains(AccountExpiry.ATTRIBUTE)) {
            origins.putIfAbsent(AccountExpiry.ATTRIBUTE, settings.key(DIRECTORY_EXPIRED_IS_DISABLED));
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
    String guidName() {
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

    /** How much this directory shows of what an entry does not have. */
    public Denials denials() {
        return new Denials(kind, schema);
    }

    /** What a disabled account matches; none where nothing disables an account, or the directory has no such attribute. */
    public Optional<Filter> disabled() {
        return accounts.disabled(schema);
    }

    /** Searches by GUID, by what is known of the schema. */
    public GuidQueries guidQueries() {
        return new GuidQueries(settings, schema, guidsAreBytes());
    }

    /** Questions to the server itself. */
    public DirectoryProbe probe() {
        return new DirectoryProbe(this, settings, template);
    }

    /** Takes over what a look at the schema has found. */
    void learn(Schema found, List<String> notes) {
        filterNotes = List.copyOf(notes);
        schema = found;
    }

    /** What a person should know of the filters, by the last look at the schema. */
    public List<String> filterNotes() {
        return filterNotes;
    }

    /** A request for the GUIDs alone. */
    public RequestedAttributes guidAlone() {
        return schema.request(List.of(kind.guidAttribute()));
    }

    /** Whether entries can have an attribute; true where the schema cannot be read. */
    public boolean mayHave(String attribute) {
        return !schema.isReadable() || schema.knows(attribute);
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
}
