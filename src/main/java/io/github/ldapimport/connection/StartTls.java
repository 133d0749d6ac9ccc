package io.github.ldapimport.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.ldap.LdapContext;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.ldap.core.AuthenticationSource;
import org.springframework.ldap.core.support.DefaultTlsDirContextAuthenticationStrategy;

/**
 * Signs in after StartTLS (RFC 4511, 4.14). JNDI knows no time-out for the handshake, so the socket has one from its
 * beginning until the sign-in, which is the first time that JNDI reads again.
 */
final class StartTls extends DefaultTlsDirContextAuthenticationStrategy {
    /** The anonymous account (RFC 4513, 5.1.1). */
    static final AuthenticationSource ANONYMOUS = new AuthenticationSource() {
        @Override
        public String getPrincipal() {
            return "";
        }

        @Override
        public String getCredentials() {
            return "";
        }
    };

    /** RFC 4422, appendix A. */
    static final String EXTERNAL = "EXTERNAL";

    private static final ThreadLocal<Socket> HANDSHAKE_SOCKET = new ThreadLocal<>();

    private final boolean external;

    /**
     * @param timeout in milliseconds, for each answer during the handshake
     * @param external whether the certificate that was shown says who signs in
     */
    StartTls(SSLSocketFactory sockets, int timeout, boolean external) {
        this.external = external;
        setSslSocketFactory(new Handshakes(sockets, timeout));
    }

    @Override
    protected void applyAuthentication(LdapContext context, String userDn, String password) throws NamingException {
        try {
            HANDSHAKE_SOCKET.get().setSoTimeout(0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        } finally {
            HANDSHAKE_SOCKET.remove();
        }
        if (external) {
            context.addToEnvironment(Context.SECURITY_AUTHENTICATION, EXTERNAL);
            // signs in at the next operation only
            context.reconnect(null);
        } else {
            super.applyAuthentication(context, userDn, password);
        }
    }

    /** Puts TLS on a connection that is there; JNDI asks for nothing else here. */
    private static final class Handshakes extends SSLSocketFactory {
        private final SSLSocketFactory sockets;
        private final int timeout;

        Handshakes(SSLSocketFactory sockets, int timeout) {
            this.sockets = sockets;
            this.timeout = timeout;
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            socket.setSoTimeout(timeout);
            HANDSHAKE_SOCKET.set(socket);
            return sockets.createSocket(socket, host, port, autoClose);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return sockets.createSocket(host, port, localHost, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return sockets.createSocket(host, port, localHost, localPort);
        }
    }
}
