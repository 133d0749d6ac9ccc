package io.github.ldapimport.directory;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.connection.Connections;
import io.github.ldapimport.connection.GlobalCatalog;
import io.github.ldapimport.connection.RuntimeContextSource;
import io.github.ldapimport.ldap.AccountExpiry;
import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.Masked;
import io.github.ldapimport.text.MaskedUrl;
import io.github.ldapimport.text.Retold;
import io.github.ldapimport.text.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.core.LdapTemplate;

/** What the settings say of a directory, checked for form; in place of those for the connection, the runtime may have a bean. */
final class DirectorySettings {
    // nothing may follow the port but a slash: JNDI would take a DN there as a base of its own; names of hosts may hold
    // _
    private static final Pattern ADDRESS =
            Pattern.compile("ldaps?://(?:[\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?/?");
    private static final int MAX_PORT = 65_535;

    /** The value of {@link Setting#DIRECTORY_REFERRALS} that leaves them out. */
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

    /**
     * @param host what connects in place of the settings
     * @throws ConfigurationException naming the setting that is wrong
     */
    DirectorySettings(Settings settings, Optional<RuntimeContextSource> host) {
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
    }

    DirectoryType kind() {
        return kind;
    }

    LdapName base() {
        return base;
    }

    /** The kind's own user filter and the provider's filter. */
    Filter users() {
        return users;
    }

    AccountRule accounts() {
        return accounts;
    }

    /** Whether it answers for a forest, with some of the attributes only. */
    boolean isGlobalCatalogue() {
        return isGlobalCatalogue;
    }

    int pageSize() {
        return pageSize;
    }

    boolean searchesInPages() {
        return searchesInPages;
    }

    boolean leavesReferralsOut() {
        return leavesReferralsOut;
    }

    /** What connects as they say. */
    LdapTemplate template() {
        return host.map(bean -> bean.template(kind)).orElseGet(() -> Connections.template(settings, urls, kind));
    }

    /** The addresses, for a message. */
    String urls() {
        return urls.stream().map(MaskedUrl::directory).collect(Collectors.joining(" "));
    }

    /** What others say, without the password that they were sent. */
    String withoutPassword(String words) {
        return Masked.without(words, password());
    }

    /** The same of an exception and its causes, which a host's log may print. */
    Throwable withoutPassword(Throwable failure) {
        return Retold.of(failure, password());
    }

    private Secret password() {
        return host.isPresent() ? new Secret("") : settings.secret(DIRECTORY_PASSWORD, DIRECTORY_PASSWORD_FILE);
    }

    /** The account that signs in, for a message. */
    String account() {
        return isAnonymous() ? "anonymous" : username();
    }

    boolean isAnonymous() {
        return username().isEmpty();
    }

    private String username() {
        return host.map(RuntimeContextSource::account).orElseGet(() -> settings.text(DIRECTORY_USERNAME));
    }

    /** What the log should say of a directory that no setting names; empty where one does. */
    Optional<String> found() {
        return host.filter(bean -> !bean.isNamed())
                .map(bean -> "The users come through the ContextSource bean '" + bean.name() + "' (" + urls()
                        + "), because " + settings.key(DIRECTORY_URL) + " is not set");
    }

    /** Whether a password is sent over a network without encryption. */
    boolean sendsPasswordInClear() {
        // how the runtime's own connection is encrypted is not known
        return host.isEmpty()
                && !usesStartTls()
                && !isAnonymous()
                && urls.stream()
                        .anyMatch(url ->
                                url.startsWith("ldap:") && !LOCAL.matcher(url).lookingAt());
    }

    /** Whether it is a domain controller, asked for its own domain; a global catalogue answers for the forest. */
    boolean answersForOneDomain() {
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

    /** Whether the GUID attribute is not that of the directory's kind. */
    boolean namesGuidAttribute() {
        return !settings.text(DIRECTORY_GUID_ATTRIBUTE).isEmpty();
    }

    /** Attributes that the settings say hold bytes. */
    List<String> ownBinaryAttributes() {
        return settings.list(DIRECTORY_BINARY_ATTRIBUTES);
    }

    /** The filters that they have themselves, rather than the directory's kind. */
    List<Filter> ownFilters() {
        List<Filter> filters = new ArrayList<>();
        for (Setting setting : List.of(DIRECTORY_USER_FILTER, DIRECTORY_FILTER, DIRECTORY_DISABLED_FILTER)) {
            own(settings, setting).ifPresent(filters::add);
        }
        return filters;
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
                        DIRECTORY_URL,
                        MaskedUrl.directory(url),
                        "give ldap://host:port or ldaps://host:port, blanks between several");
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
