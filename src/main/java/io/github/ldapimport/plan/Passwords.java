package io.github.ldapimport.plan;

import io.github.ldapimport.mapping.TableSettings;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Gives rows a password that is not known to any person: the bcrypt hash of 16 random characters, which are forgotten at once, or a text that
 * only looks like one. Both bear the mark {@code $2y$}, the only one that PHP's password_get_info takes for bcrypt.
 */
public final class Passwords implements AutoCloseable {
    private static final int LENGTH = 16;
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final String BASE64_DIGITS = CHARACTERS + "+/";
    private static final String BCRYPT_DIGITS = "./" + CHARACTERS;
    private static final int SALT_BYTES = 16;
    private static final int DIGEST_BYTES = 23;

    private final SecureRandom random = new SecureRandom();
    // hashing is nothing but computing: as many threads as cores, shared by all pages
    private final ExecutorService cores =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                Thread thread = new Thread(task, "ldap-import-passwords");
                thread.setDaemon(true);
                return thread;
            });

    /** Sets one for each user, of the kind and the cost that the settings say. */
    public void set(List<UserWrite> users, TableSettings settings) throws InterruptedException {
        if (settings.hasUnusablePasswords()) {
            users.forEach(user -> user.setPasswordHash(unusable(settings.passwordCost())));
        } else {
            hash(users, settings.passwordCost());
        }
    }

    /** A text of the form that bcrypt gives, of random salt and random digest: no password is known for it, and none was hashed. */
    private String unusable(int cost) {
        return "$2y$%02d$".formatted(cost) + base64(SALT_BYTES) + base64(DIGEST_BYTES);
    }

    /** In bcrypt's own order of the digits, so that what is left over of the last one is zero as in a hash. */
    private String base64(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder();
        Base64.getEncoder()
                .withoutPadding()
                .encodeToString(bytes)
                .chars()
                .forEach(digit -> text.append(BCRYPT_DIGITS.charAt(BASE64_DIGITS.indexOf(digit))));
        return text.toString();
    }

    /** Sets a hash for each user, on all cores, and returns when all are set. */
    private void hash(List<UserWrite> users, int cost) throws InterruptedException {
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
