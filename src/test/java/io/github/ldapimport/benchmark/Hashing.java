package io.github.ldapimport.benchmark;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** How fast this machine makes bcrypt hashes, whatever else an import does. */
final class Hashing {
    /** The program's default. */
    static final int COST = 10;

    private static final int HASHES = 40;

    private Hashing() {}

    /** Hashes a second of so many threads together. */
    static double rate(int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            hash(executor, threads);
            long start = System.nanoTime();
            hash(executor, threads);
            return HASHES * threads / ((System.nanoTime() - start) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            executor.shutdownNow();
        }
    }

    private static void hash(ExecutorService executor, int threads) throws InterruptedException, ExecutionException {
        BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(COST);
        for (Future<Object> each : executor.invokeAll(IntStream.range(0, threads)
                .mapToObj(thread -> Executors.callable(() -> {
                    for (int i = 0; i < HASHES; i++) {
                        bcrypt.encode("a text of sixteen");
                    }
                }))
                .toList())) {
            each.get();
        }
    }
}
