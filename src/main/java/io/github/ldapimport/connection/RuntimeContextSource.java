package io.github.ldapimport.connection;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.HostBean;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.naming.ldap.LdapContext;
import org.apache.camel.CamelContext;
import org.springframework.ldap.core.AuthenticationSource;
import org.springframework.ldap.core.ContextSource;
import org.springframework.ldap.core.LdapTemplate;
import org.springframework.ldap.core.support.AbstractContextSource;
import org.springframework.ldap.support.LdapUtils;
import org.springframework.ldap.transaction.compensating.manager.TransactionAwareContextSourceProxy;

/**
 * The directory as the runtime's own {@link ContextSource} connects to it: address, account and encryption are that one's.
 * What makes a search safe is set on each connection here, whatever the runtime's own searches want: which values are
 * bytes (JNDI spoils those of a GUID that it takes for text), that referrals fail, that aliases are followed.
 */
public final class RuntimeContextSource {
    /** The settings that describe a connection, and have no say where the runtime makes it. */
    public static final List<Setting> OWN = List.of(
            DIRECTORY_USERNAME,
            DIRECTORY_PASSWORD,
            DIRECTORY_PASSWORD_FILE,
            DIRECTORY_START_TLS,
            DIRECTORY_TRUST_STORE,
            DIRECTORY_TRUST_STORE_PASSWORD,
            DIRECTORY_KEY_STORE,
            DIRECTORY_KEY_STORE_PASSWORD,
            DIRECTORY_CONNECT_TIMEOUT,
            DIRECTORY_READ_TIMEOUT);

    private static final String BINARY = "java.naming.ldap.attributes.binary";

    private final HostBean<ContextSource> bean;
    private final Settings settings;

    private RuntimeContextSource(HostBean<ContextSource> bean, Settings settings) {
        this.bean = bean;
        this.settings = settings;
    }

    /**
     * The ContextSource that the settings name, or the only one there is where they give no address.
     *
     * @throws ConfigurationException when it is not clear which, or it cannot serve
     */
    public static Optional<RuntimeContextSource> find(Settings settings, CamelContext context) {
        Optional<HostBean<ContextSource>> found = HostBean.find(
                settings,
                context,
                ContextSource.class,
                source -> Optional.of(behindTransactions(source)),
                DIRECTORY_BEAN,
                DIRECTORY_URL,
                OWN);
        Optional<RuntimeContextSource> directory = found.map(bean -> new RuntimeContextSource(bean, settings));
        directory.ifPresent(RuntimeContextSource::refuseOther);
        return directory;
    }

    /** Below a proxy that would share the connection with the caller's transaction. */
    private static ContextSource behindTransactions(ContextSource source) {
        return source instanceof TransactionAwareContextSourceProxy proxy
                ? behindTransactions(proxy.getTarget())
                : source;
    }

    private void refuseOther() {
        if (!(bean.bean() instanceof AbstractContextSource source)) {
            // a pooled one lets nothing be set on its connections
            throw cannot("is a " + bean.bean().getClass().getSimpleName()
                    + ", on whose connections nothing can be set: which attributes are bytes, for one");
        }
        if (!source.getBaseLdapName().isEmpty()) {
            throw cannot("has the base " + source.getBaseLdapName()
                    + ", below which every name is a relative one, and neither schema nor root can be read");
        }
    }

    private ConfigurationException cannot(String why) {
        return new ConfigurationException("The ContextSource bean '" + bean.name() + "' " + why + ": set "
                + settings.key(DIRECTORY_URL) + " and the account, or name in " + settings.key(DIRECTORY_BEAN)
                + " an LdapContextSource without a base");
    }

    /** Whether a setting names it, rather than that it is the only one. */
    public boolean isNamed() {
        return bean.isNamed();
    }

    public String name() {
        return bean.name();
    }

    public List<String> urls() {
        return Arrays.asList(((AbstractContextSource) bean.bean()).getUrls());
    }

    /** Who signs in, as far as the source says it; empty for nobody. */
    public String account() {
        AbstractContextSource source = (AbstractContextSource) bean.bean();
        AuthenticationSource account = source.isAnonymousReadOnly() ? null : source.getAuthenticationSource();
        return account == null || account.getPrincipal() == null ? "" : account.getPrincipal();
    }

    public LdapTemplate template(DirectoryType kind) {
        LdapTemplate template = new LdapTemplate(new Safe(kind));
        template.setIgnoreSizeLimitExceededException(false);
        return template;
    }

    /** Connections that are safe to search through. */
    private final class Safe implements ContextSource {
        private final DirectoryType kind;

        Safe(DirectoryType kind) {
            this.kind = kind;
        }

        @Override
        public DirContext getReadOnlyContext() {
            return safe(bean.bean().getReadOnlyContext());
        }

        @Override
        public DirContext getReadWriteContext() {
            throw new UnsupportedOperationException("The import writes to no directory");
        }

        @Override
        public DirContext getContext(String principal, String credentials) {
            throw new UnsupportedOperationException("The import signs nobody else in");
        }

        private DirContext safe(DirContext context) {
            try {
                if (!(context instanceof LdapContext)) {
                    throw cannot("makes connections that cannot page");
                }
                Set<String> binary = new LinkedHashSet<>(kind.binaryAttributes());
                if (context.getEnvironment().get(BINARY) instanceof String own) {
                    binary.addAll(Arrays.asList(own.strip().split("\\s+")));
                }
                context.addToEnvironment(BINARY, String.join(" ", binary).strip());
                context.addToEnvironment(Context.REFERRAL, "throw");
                context.addToEnvironment("java.naming.ldap.derefAliases", "always");
                context.addToEnvironment("java.naming.ldap.typesOnly", "false");
                context.addToEnvironment(Connections.QUEUE_SIZE, String.valueOf(Connections.MAX_QUEUED));
                return context;
            } catch (NamingException e) {
                LdapUtils.closeContext(context);
                throw LdapUtils.convertLdapException(e);
            } catch (RuntimeException e) {
                LdapUtils.closeContext(context);
                throw e;
            }
        }
    }
}
