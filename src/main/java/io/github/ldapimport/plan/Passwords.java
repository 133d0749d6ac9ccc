package io.github.ldapimport.plan;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Gives rows a password that nobody knows: the bcrypt hash of 16 random characters, which are forgotten at once. The
 * hashes bear the mark {@code $2y$}, the only one that PHP's password_get_info takes for bcrypt.
 */
public final class Passwords implements AutoCloseable {
    private static final int LENGTH = 16;
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecureRandom random = new SecureRandom();
    // hashing is nothing but computing: as many threads as cores, shared by all pages
    private final ExecutorService cores =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                Thread thread = new Thread(task, "ldap-import-passwords");
                thread.setDaemon(true);
                return thread;
            });

    /** Sets a hash for each user, on all cores, and returns when all are set. */
    public void hash(List<UserChange> users, int cost) throws InterruptedException {
        if (users.isEmpty()) {
            return;
        }
        BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(BCryptPasswordEncoder.BCryptVersion.$2Y, cost, random);
        List<Future<Object>> hashes = cores.invokeAll(users.stream()
                .map(user -> Executors.callable(() -> user.setPasswordHash(bcrypt.encode(randomText()))))
                .toList());
        for (Future<Object> hash : hashes) {
            try {
                hash.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("A password could not be hashed", e.getCause());
            }
        }
    }

    private String randomText() {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    @Override
    public void close() {
        cores.shutdownNow();
    }
}
