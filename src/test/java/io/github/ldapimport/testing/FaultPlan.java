package io.github.ldapimport.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What is to go wrong with a database behind {@link FaultyDriver}, and what was asked of it. */
public final class FaultPlan {
    /** What a program asks of a database. */
    public enum Kind {
        QUERY,
        WRITE,
        BATCH,
        COMMIT
    }

    /**
     * One statement, batch or commit.
     *
     * @param sql empty for a commit
     */
    public record Operation(Kind kind, String sql) {
        /** Whether its statement speaks of a table, whatever the case. */
        public boolean isAbout(String table) {
            return sql.toLowerCase(Locale.ROOT).contains(table.toLowerCase(Locale.ROOT));
        }

        static Operation of(String sql) {
            boolean query = sql.stripLeading().regionMatches(true, 0, "SELECT", 0, 6);
            return new Operation(query ? Kind.QUERY : Kind.WRITE, sql);
        }
    }

    private final String url;
    private final Map<String, String> settings;
    private final List<Operation> operations = new ArrayList<>();
    private Fault fault;
    private Predicate<Operation> which;
    private int left;
    private boolean forGood;
    private Runnable meanwhile;
    private int mostConnections;

    FaultPlan(String url, Map<String, String> settings) {
        this.url = url;
        this.settings = settings;
    }

    /** The settings that lead to the database by way of its faults. */
    public Map<String, String> settings() {
        Map<String, String> through = new LinkedHashMap<>(settings);
        through.put("ldap-import.database.url", url);
        return through;
    }

    /** From now on nothing goes wrong, and operations are recorded anew. */
    public synchronized FaultPlan clear() {
        fault = null;
        which = null;
        meanwhile = null;
        left = 0;
        forGood = false;
        operations.clear();
        return this;
    }

    /** Like {@link #clear}, but the n-th of such operations goes wrong, once. */
    public synchronized FaultPlan strike(Fault what, int n, Predicate<Operation> such) {
        clear();
        fault = what;
        which = such;
        left = n;
        return this;
    }

    /** Like {@link #clear}, but the n-th of such operations goes wrong, and so does each after it. */
    public synchronized FaultPlan strikeFrom(Fault what, int n, Predicate<Operation> such) {
        strike(what, n, such);
        forGood = true;
        return this;
    }

    /** Like {@link #clear}, but something happens before the n-th of such operations. */
    public synchronized FaultPlan before(int n, Predicate<Operation> such, Runnable action) {
        clear();
        meanwhile = action;
        which = such;
        left = n;
        return this;
    }

    /** Whether the time for what was planned came. */
    public synchronized boolean isStruck() {
        return which != null && left == 0;
    }

    /** What was asked of the database so far. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** How many connections were open at once, at most, since the database was made. */
    public synchronized int mostConnections() {
        return mostConnections;
    }

    synchronized void open(int connections) {
        mostConnections = Math.max(mostConnections, connections);
    }

    /** Records what is about to be done; answers with what is to go wrong, or null. */
    Fault next(Operation operation) {
        Runnable action;
        synchronized (this) {
            operations.add(operation);
            if (which == null || !which.test(operation)) {
                return null;
            }
            if (left == 0) {
                return forGood ? fault : null;
            }
            if (--left > 0) {
                return null;
            }
            if (fault != null) {
                return fault;
            }
            action = meanwhile;
        }
        action.run();
        return null;
    }
}
