package io.github.ldapimport.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * Takes connections from somebody else's pool, and gives them back, on threads that have no transaction. A pool that takes
 * part in JTA (Jakarta Transactions, 3.3: a transaction belongs to a thread) makes whatever is taken on the caller's thread
 * a part of the caller's transaction: what an import wrote could then be undone with that, and its lock with it.
 */
final class PoolThreads {
    // daemons, which end when there is nothing to do: nobody has to close them
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ldap-import-connections");
        thread.setDaemon(true);
        return thread;
    });

    private PoolThreads() {}

    /** A connection that nobody waits for any more, because the answer was completed otherwise, goes back at once. */
    static CompletableFuture<Connection> ask(DataSource pool) {
        CompletableFuture<Connection> answer = new CompletableFuture<>();
        THREADS.execute(() -> {
            try {
                Connection connection = pool.getConnection();
                if (!answer.complete(connection)) {
                    connection.close();
                }
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    static Connection take(DataSource pool) throws SQLException {
        CompletableFuture<Connection> answer = ask(pool);
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw itself(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            SQLException interrupted = new SQLException("interrupted while waiting for a connection", e);
            if (!answer.completeExceptionally(interrupted)) {
                giveBack(answer.join());
            }
            throw interrupted;
        }
    }

    /** Waits until it is back: whoever asks next may need that one. */
    static void giveBack(Connection connection) throws SQLException {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        THREADS.execute(() -> {
            try {
                connection.close();
                closed.complete(null);
            } catch (Throwable e) {
                closed.completeExceptionally(e);
            }
        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    closed.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw itself(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SQLException itself(ExecutionException failure) {
        if (failure.getCause() instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return failure.getCause() instanceof SQLException its ? its : new SQLException(failure.getCause());
    }
}
