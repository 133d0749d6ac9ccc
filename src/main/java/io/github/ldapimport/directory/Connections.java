package io.github.ldapimport.directory;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Settings;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.ldap.core.LdapTemplate;
import org.springframework.ldap.core.support.LdapContextSource;

/** How a directory is connected to: who signs in, what is encrypted and trusted, how long an answer may take. */
final class Connections {
    private Connections() {}

    /** @throws ConfigurationException naming the setting that is wrong */
    static LdapTemplate template(Settings settings, List<String> urls, DirectoryKind kind) {
        boolean startTls = settings.flag(DIRECTORY_START_TLS);
        if (startTls && urls.stream().anyMatch(url -> url.startsWith("ldaps:"))) {
            throw new ConfigurationException(settings.key(DIRECTORY_START_TLS) + " is true and "
                    + settings.key(DIRECTORY_URL) + " has an ldaps: address: use one of the two");
        }
        String trustStore = settings.text(DIRECTORY_TRUST_STORE);
        SSLSocketFactory sockets = trustStore.isEmpty()
                ? null
                : TrustStores.socketFactory(
                        trustStore,
                        settings.text(DIRECTORY_TRUST_STORE_PASSWORD),
                        settings.key(DIRECTORY_TRUST_STORE),
                        settings.key(DIRECTORY_TRUST_STORE_PASSWORD));
        if (!trustStore.isEmpty() && !startTls && urls.stream().anyMatch(url -> url.startsWith("ldap:"))) {
            throw new ConfigurationException(settings.key(DIRECTORY_TRUST_STORE) + " is set, but "
                    + settings.key(DIRECTORY_URL) + " has an ldap: address, which is not encrypted: use ldaps:, or set "
                    + settings.key(DIRECTORY_START_TLS) + "=true");
        }

        LdapContextSource source = new TrustingContextSource(startTls ? null : sockets);
        source.setUrls(urls.toArray(String[]::new));
        source.setPooled(false);
        String username = settings.text(DIRECTORY_USERNAME);
        String password = settings.text(DIRECTORY_PASSWORD);
        if (username.isEmpty()) {
            if (startTls) {
                // Spring LDAP's own anonymous connections leave StartTLS out
                source.setAuthenticationSource(StartTls.NOBODY);
            } else {
                source.setAnonymousReadOnly(true);
            }
        } else if (password.isEmpty()) {
            // RFC 4513, 5.1.2: a name without a password would be let in as nobody, and find nobody
            throw new ConfigurationException(settings.key(DIRECTORY_PASSWORD) + " is empty, but "
                    + settings.key(DIRECTORY_USERNAME) + " is set: give the password, or leave both empty");
        } else {
            source.setUserDn(username);
            source.setPassword(password);
        }
        if (startTls) {
            source.setAuthenticationStrategy(new StartTls(
                    sockets != null ? sockets : (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    settings.milliseconds(DIRECTORY_CONNECT_TIMEOUT)));
        }
        // a referral that nobody follows would leave users out: the search is to fail instead
        source.setReferral("throw");
        Map<String, Object> environment = new HashMap<>();
        environment.put(
                "com.sun.jndi.ldap.connect.timeout", String.valueOf(settings.milliseconds(DIRECTORY_CONNECT_TIMEOUT)));
        environment.put(
                "com.sun.jndi.ldap.read.timeout", String.valueOf(settings.milliseconds(DIRECTORY_READ_TIMEOUT)));
        environment.put("java.naming.ldap.attributes.binary", String.join(" ", kind.binaryAttributes()));
        source.setBaseEnvironmentProperties(environment);
        source.afterPropertiesSet();

        LdapTemplate ldap = new LdapTemplate(source);
        // Spring LDAP's default takes a cut-off answer for a whole one
        ldap.setIgnoreSizeLimitExceededException(false);
        return ldap;
    }

    /** Gives the sockets of ldaps: connections the trust store of this directory. */
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
