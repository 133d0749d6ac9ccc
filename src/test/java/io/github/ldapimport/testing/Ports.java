package io.github.ldapimport.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports to listen on. They are below those that a system gives away by itself (from 32768 in Linux, from 49152 by RFC 6335), so
 * that no connection of anybody takes one before its server is up, and each process looks for them in a place of its own.
 */
public final class Ports {
    private static final int FIRST = 10_240;
    private static final int NUMBER = 20_480;
    private static final int FOR_EACH_PROCESS = 64;

    private static int next = (int) (ProcessHandle.current().pid() * FOR_EACH_PROCESS % NUMBER);

    private Ports() {}

    /** A port that nobody listens on, another one each time. */
    public static int free() {
        return free(1);
    }

    /** The first of two such ports side by side. */
    public static int twoFree() {
        return free(2);
    }

    private static synchronized int free(int count) {
        for (int i = 0; i < NUMBER; i++) {
            int first = FIRST + next;
            int found = 0;
            while (found < count && isFree(first + found)) {
                found++;
            }
            next = (next + Math.max(found, 1)) % NUMBER;
            if (found == count) {
                return first;
            }
        }
        throw new IllegalStateException("No port is free from " + FIRST + " to " + (FIRST + NUMBER));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            // somebody listens there
            return false;
        }
    }
}
