package io.github.ldapimport.sql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The database products that differ, and what is to be said to each when a connection is opened, of which only the address is
 * known then. What differs in their SQL, the dialects know.
 */
public enum DatabaseProduct {
    POSTGRESQL("jdbc:postgresql:") {
        @Override
        Map<String, String> driverProperties() {
            return Map.of(
                    // sends a batch of inserts as multi-row inserts
                    "reWriteBatchedInserts", "true",
                    // a plan that the server kept from when the table was empty would read all of it for each page;
                    // batches are prepared all the same
                    "prepareThreshold", "1000000");
        }

        /** Its details name whole rows with their hashes, and end in whatever log prints an exception. The last one wins. */
        @Override
        String address(String url) {
            return url + (url.contains("?") ? "&" : "?") + "logServerErrorDetail=false";
        }

        /** Without it, a row that somebody has locked is waited for without end. */
        @Override
        SessionSetup sessionSetup(int lockTimeout) {
            return new SessionSetup(
                    "SET lock_timeout = " + lockTimeout,
                    "SELECT current_setting('lock_timeout')",
                    List.of("SET lock_timeout = '%s'"));
        }
    },

    /** MariaDB, too. */
    MYSQL("jdbc:(mariadb|mysql):") {
        /** Without strict mode a text that is too long would be cut without a word. */
        @Override
        SessionSetup sessionSetup(int lockTimeout) {
            int seconds = Math.max(1, lockTimeout / 1000);
            return new SessionSetup(
                    "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')," + " innodb_lock_wait_timeout = "
                            + seconds + ", lock_wait_timeout = " + seconds,
                    // the lock's connection changes the wait_timeout, too
                    "SELECT @@sql_mode, @@innodb_lock_wait_timeout, @@lock_wait_timeout, @@wait_timeout",
                    List.of(
                            "SET SESSION sql_mode = '%s'",
                            "SET SESSION innodb_lock_wait_timeout = %s",
                            "SET SESSION lock_wait_timeout = %s",
                            "SET SESSION wait_timeout = %s"));
        }
    },

    SQL_SERVER("jdbc:sqlserver:") {
        @Override
        SessionSetup sessionSetup(int lockTimeout) {
            return new SessionSetup(
                    "SET LOCK_TIMEOUT " + lockTimeout, "SELECT @@LOCK_TIMEOUT", List.of("SET LOCK_TIMEOUT %s"));
        }
    },

    ORACLE("jdbc:oracle:"),

    H2("jdbc:h2:") {
        @Override
        SessionSetup sessionSetup(int lockTimeout) {
            return new SessionSetup(
                    "SET LOCK_TIMEOUT " + lockTimeout, "SELECT LOCK_TIMEOUT()", List.of("SET LOCK_TIMEOUT %s"));
        }
    },

    /** Any other, which is taken for one that keeps to the standard. */
    OTHER("");

    private final Pattern scheme;

    DatabaseProduct(String scheme) {
        this.scheme = Pattern.compile(scheme);
    }

    /** By the address of a database. */
    public static DatabaseProduct at(String url) {
        for (DatabaseProduct each : values()) {
            if (each.scheme.matcher(url).lookingAt()) {
                return each;
            }
        }
        return OTHER;
    }

    /** By the name that its driver gives it. */
    public static DatabaseProduct named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("postgresql")) {
            return POSTGRESQL;
        } else if (lower.contains("mariadb") || lower.contains("mysql")) {
            return MYSQL;
        } else if (lower.contains("sql server")) {
            return SQL_SERVER;
        } else if (lower.startsWith("oracle")) {
            return ORACLE;
        }
        return lower.contains("h2") ? H2 : OTHER;
    }

    /** Whether an address means an H2 database of this process's own, file or memory, which no other can reach. */
    public static boolean isEmbedded(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return at(lower) == H2 && !lower.startsWith("jdbc:h2:tcp:") && !lower.startsWith("jdbc:h2:ssl:");
    }

    /** What its driver is given as the address: the settings' own, and what no setting may change. */
    String address(String url) {
        return url;
    }

    /** What its driver is told; what the address says of any of these wins. */
    Map<String, String> driverProperties() {
        return Map.of();
    }

    /** @param lockTimeout how long a locked row is waited for, in milliseconds */
    SessionSetup sessionSetup(int lockTimeout) {
        return SessionSetup.NONE;
    }
}
