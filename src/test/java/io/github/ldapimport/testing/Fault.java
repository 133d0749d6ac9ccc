package io.github.ldapimport.testing;

import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;

/** What can go wrong with one statement or commit, as the drivers tell it. */
public enum Fault {
    /** The connection breaks before the database hears of it; what the transaction did until then is rolled back. */
    LOST_BEFORE(Effect.LOST, "08006", "I/O error: connection reset"),
    /** The database does it, and the connection breaks before its answer arrives. */
    LOST_AFTER(Effect.LOST, "08006", "I/O error: connection reset"),
    /** The database ends every connection. */
    RESTARTED(Effect.LOST, "57P01", "terminating connection due to administrator command"),
    /** As MariaDB has it: the transaction is rolled back, and the next statement begins another. */
    DEADLOCK(Effect.ROLLED_BACK, "40001", "Deadlock found when trying to get lock; try restarting transaction"),
    /** As PostgreSQL has it: nothing more is done until somebody rolls back. */
    DEADLOCK_DETECTED(Effect.ABORTED, "40P01", "deadlock detected"),
    UNIQUE(Effect.NONE, "23505", "Unique index or primary key violation"),
    LOCK_TIMEOUT(Effect.NONE, "HYT00", "Timeout trying to lock table"),
    READ_ONLY(Effect.ABORTED, "25006", "cannot execute in a read-only transaction"),
    DISK_FULL(Effect.ABORTED, "53100", "could not extend file: No space left on device");

    /** What becomes of the transaction at hand. */
    enum Effect {
        LOST,
        ROLLED_BACK,
        ABORTED,
        NONE
    }

    private final Effect effect;
    private final String state;
    private final String message;

    Fault(Effect effect, String state, String message) {
        this.effect = effect;
        this.state = state;
        this.message = message;
    }

    /** Whether the connection is gone. */
    public boolean losesConnection() {
        return effect == Effect.LOST;
    }

    /** What the driver says. */
    public String message() {
        return message;
    }

    Effect effect() {
        return effect;
    }

    SQLException exception() {
        return switch (this) {
            case LOST_BEFORE, LOST_AFTER -> new SQLRecoverableException(message, state);
            case DEADLOCK -> new SQLTransactionRollbackException(message, state, 1213);
            case UNIQUE -> new SQLIntegrityConstraintViolationException(message, state, 23505);
            case LOCK_TIMEOUT -> new SQLTimeoutException(message, state, 50200);
            default -> new SQLException(message, state);
        };
    }
}
