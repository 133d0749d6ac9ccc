package io.github.ldapimport.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.naming.NamingException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes the sockets of ldaps: connections with the trust store of the directory that is being connected to. JNDI takes a
 * class name ({@code java.naming.ldap.factory.socket}) and calls {@link #getDefault} in the thread that connects, so a
 * thread's own variable is the only way to tell two directories' trust stores apart.
 *
 * <p>The host name is checked by JNDI itself, against the certificate (RFC 2830, 3.6).
 */
public final class TrustStoreSocketFactory extends SSLSocketFactory {
    private static final ThreadLocal<SSLSocketFactory> CONNECTING = new ThreadLocal<>();

    private final SSLSocketFactory sockets;

    private TrustStoreSocketFactory(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** Called by JNDI, by name. */
    public static SocketFactory getDefault() {
        return new TrustStoreSocketFactory(CONNECTING.get());
    }

    static <T> T with(SSLSocketFactory sockets, Connecting<T> connecting) throws NamingException {
        CONNECTING.set(sockets);
        try {
            return connecting.connect();
        } finally {
            CONNECTING.remove();
        }
    }

    /** Opens a connection. */
    @FunctionalInterface
    interface Connecting<T> {
        T connect() throws NamingException;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    // JNDI needs the unconnected one: without it there would be no connect time-out
    @Override
    public Socket createSocket() throws IOException {
        return sockets.createSocket();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return sockets.createSocket(socket, host, port, autoClose);
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
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return sockets.createSocket(host, port, localHost, localPort);
    }
}
