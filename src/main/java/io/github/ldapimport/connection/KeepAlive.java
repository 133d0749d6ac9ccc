package io.github.ldapimport.connection;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.ldap.LdapContext;

/**
 * Keeps a connection in use between two pages: servers and firewalls close one that is silent for a while, and saving a page
 * of new users, a password hash each, can take longer. After some seconds of silence it reads the server's root entry, for no
 * attributes. Who uses the connection holds the lock meanwhile.
 */
public final class KeepAlive {
    public static final long MAX_SILENCE_MILLIS = 5_000;

    // RFC 4511, 4.5.1.8
    private static final String[] NO_ATTRIBUTES = {"1.1"};

    private final LdapContext connection;
    private final ReentrantLock lock;
    private final Condition changed;
    private final long silenceNanos;
    private Thread thread;
    private long lastUse;
    private volatile boolean closed;

    /** @param lock what whoever uses the connection holds */
    public KeepAlive(LdapContext connection, ReentrantLock lock, long silenceMillis) {
        this.connection = connection;
        this.lock = lock;
        this.changed = lock.newCondition();
        this.silenceNanos = silenceMillis * 1_000_000;
    }

    /** The connection was used, and will be used again. For the holder of the lock. */
    public void used() {
        lastUse = System.nanoTime();
        if (thread == null && !closed) {
            thread = new Thread(this::run, "ldap-import-keep-alive");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                long left = lastUse + silenceNanos - System.nanoTime();
                if (left > 0) {
                    changed.awaitNanos(left);
                } else {
                    readRoot();
                    lastUse = System.nanoTime();
                }
            }
        } catch (InterruptedException | CommunicationException | ServiceUnavailableException e) {
            // closed, or lost: then the next page says so
        } finally {
            lock.unlock();
        }
    }

    private void readRoot() throws CommunicationException, ServiceUnavailableException {
        try {
            // the controls of a page are on the other context; it shares the connection
            LdapContext context = connection.newInstance(null);
            try {
                context.getAttributes("", NO_ATTRIBUTES);
            } finally {
                context.close();
            }
        } catch (CommunicationException | ServiceUnavailableException e) {
            throw e;
        } catch (NamingException e) {
            // an answer, if only that the account may not read it
        }
    }

    /** Never waits, not even for an answer. */
    public void close() {
        closed = true;
        Thread waiting = thread;
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
