package io.github.ldapimport.connection;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.Secret;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.ldap.core.LdapTemplate;
import org.springframework.ldap.core.support.DirContextAuthenticationStrategy;
import org.springframework.ldap.core.support.LdapContextSource;

/** How a directory is connected to: who signs in, what is encrypted and trusted, how long an answer may take. */
public final class Connections {
    /** JNDI's setting for the number of results that its own thread reads ahead; it would read all of an answer. */
    static final String QUEUE_SIZE = "com.sun.jndi.ldap.search.replyQueueSize";

    static final int MAX_QUEUED = 10_000;

    // JNDI's switch for what nobody should switch off
    private static final String NO_HOST_NAMES = "com.sun.jndi.ldap.object.disableEndpointIdentification";

    private Connections() {}

    /** @throws ConfigurationException naming the setting that is wrong */
    public static LdapTemplate template(Settings settings, List<String> urls, DirectoryType kind) {
        boolean startTls = settings.flag(DIRECTORY_START_TLS);
        if (startTls && urls.stream().anyMatch(url -> url.startsWith("ldaps:"))) {
            throw new ConfigurationException(settings.key(DIRECTORY_START_TLS) + " is true and "
                    + settings.key(DIRECTORY_URL) + " has an ldaps: address: use one of the two");
        }
        SSLSocketFactory sockets = TlsFiles.sockets(settings).orElse(null);
        for (Setting file : List.of(DIRECTORY_TRUST_STORE, DIRECTORY_KEY_STORE)) {
            if (!settings.text(file).isEmpty() && !startTls && urls.stream().anyMatch(url -> url.startsWith("ldap:"))) {
                throw new ConfigurationException(settings.key(file) + " is set, but "
                        + settings.key(DIRECTORY_URL)
                        + " has an ldap: address, which is not encrypted: use ldaps:, or set "
                        + settings.key(DIRECTORY_START_TLS) + "=true");
            }
        }
        if (Boolean.getBoolean(NO_HOST_NAMES) && urls.stream().anyMatch(url -> url.startsWith("ldaps:"))) {
            throw new ConfigurationException("The system property " + NO_HOST_NAMES
                    + " is true: no server's host name would be checked against its certificate, remove it");
        }

        LdapContextSource source = new TrustingContextSource(startTls ? null : sockets);
        source.setUrls(urls.toArray(String[]::new));
        source.setPooled(false);
        String username = settings.text(DIRECTORY_USERNAME);
        if (username.chars().anyMatch(Character::isISOControl)) {
            throw new ConfigurationException(settings.key(DIRECTORY_USERNAME)
                    + " holds a line break or another control character: in a properties file a backslash is written"
                    + " twice, as in DOMAIN\\\\name");
        }
        Secret password = settings.secret(DIRECTORY_PASSWORD, DIRECTORY_PASSWORD_FILE);
        boolean external =
                username.isEmpty() && !settings.text(DIRECTORY_KEY_STORE).isEmpty();
        if (username.isEmpty() && !password.isEmpty()) {
            throw new ConfigurationException(settings.key(DIRECTORY_USERNAME) + " is empty, but "
                    + settings.key(
                            settings.text(DIRECTORY_PASSWORD_FILE).isEmpty()
                                    ? DIRECTORY_PASSWORD
                                    : DIRECTORY_PASSWORD_FILE)
                    + " is set: give the name, or leave both empty");
        }
        if (username.isEmpty()) {
            if (startTls || external) {
                // Spring LDAP's own anonymous connections leave StartTLS out
                source.setAuthenticationSource(StartTls.ANONYMOUS);
            } else {
                source.setAnonymousReadOnly(true);
            }
        } else if (password.isEmpty()) {
            // RFC 4513, 5.1.2: a name without a password would be let in as nobody, and find nobody
            throw new ConfigurationException(settings.key(DIRECTORY_PASSWORD) + " is empty, but "
                    + settings.key(DIRECTORY_USERNAME) + " is set: give the password, or leave both empty");
        } else {
            source.setUserDn(username);
            source.setPassword(password.value());
        }
        if (startTls) {
            source.setAuthenticationStrategy(new StartTls(
                    sockets != null ? sockets : (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    settings.milliseconds(DIRECTORY_CONNECT_TIMEOUT),
                    external));
        } else if (external) {
            source.setAuthenticationStrategy(new ByCertificate());
        }
        // a referral that nobody follows would leave users out: the search is to fail instead
        source.setReferral("throw");
        Map<String, Object> environment = new HashMap<>();
        environment.put(
                "com.sun.jndi.ldap.connect.timeout", String.valueOf(settings.milliseconds(DIRECTORY_CONNECT_TIMEOUT)));
        environment.put(
                "com.sun.jndi.ldap.read.timeout", String.valueOf(settings.milliseconds(DIRECTORY_READ_TIMEOUT)));
        environment.put("java.naming.ldap.attributes.binary", String.join(" ", kind.binaryAttributes()));
        environment.put(QUEUE_SIZE, String.valueOf(MAX_QUEUED));
        source.setBaseEnvironmentProperties(environment);
        source.afterPropertiesSet();

        LdapTemplate ldap = new LdapTemplate(source);
        // Spring LDAP's default takes a cut-off answer for a whole one
        ldap.setIgnoreSizeLimitExceededException(false);
        return ldap;
    }

    /** Signs in as whom the certificate names (SASL EXTERNAL: RFC 4422, appendix A; RFC 4513, 5.2.3). */
    private static final class ByCertificate implements DirContextAuthenticationStrategy {
        @Override
        public void setupEnvironment(Hashtable<String, Object> environment, String userDn, String password) {
            environment.put(Context.SECURITY_AUTHENTICATION, StartTls.EXTERNAL);
        }

        @Override
        public DirContext processContextAfterCreation(DirContext context, String userDn, String password) {
            return context;
        }
    }

    /** Gives the sockets of ldaps: connections the trust store and the certificate of this directory. */
    private static final class TrustingContextSource extends LdapContextSource {
        private final SSLSocketFactory sockets;

        TrustingContextSource(SSLSocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        protected DirContext getDirContextInstance(Hashtable<String, Object> environment) throws NamingException {
            if (sockets == null) {
                return super.getDirContextInstance(environment);
            }
            environment.put("java.naming.ldap.factory.socket", TrustStoreSocketFactory.class.getName());
            return TrustStoreSocketFactory.with(sockets, () -> super.getDirContextInstance(environment));
        }
    }
}
