package io.github.ldapimport.tally;

import io.github.ldapimport.mapping.MappedUser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Rows that the database refused, with its words, which get a second try at the end of the run: the value that they want may have
 * become free. For several threads at once.
 */
public final class RetryQueue {
    /**
     * Refused rows kept for a second try; what is beyond fails at once. They are planned together at the end of the run, which
     * takes some 4 KB each, and may fill a third of the memory: with 256 MB they are 20,000.
     */
    private static final int MAX_ROWS =
            (int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / 12_800);

    private final Map<MappedUser, String> rows = new LinkedHashMap<>();
    private int reserved;
    private OptionalInt rowsBefore = OptionalInt.empty();

    /** Asks leave to keep a refused row. */
    public synchronized boolean tryReserve() {
        if (reserved == MAX_ROWS) {
            return false;
        }
        reserved++;
        return true;
    }

    /** For the message of a row that {@link #tryReserve} refused. */
    public static String noRoomReason() {
        return "; no further row can wait for a second try, " + MAX_ROWS
                + " do already: run again, or give Java more memory (LDAP_IMPORT_JAVA_OPTS=-Xmx1g)";
    }

    /** Keeps rows for which there was leave. */
    public synchronized void add(Map<MappedUser, String> refused) {
        rows.putAll(refused);
    }

    /** Whether a row waits for a further try. */
    public synchronized boolean isWaiting(MappedUser row) {
        return rows.containsKey(row);
    }

    /** Whether rows wait for a further try: the first, or one after a try that left fewer of them. */
    public synchronized boolean isDue() {
        return !rows.isEmpty() && (rowsBefore.isEmpty() || rows.size() < rowsBefore.getAsInt());
    }

    /** The rows as one page, for {@code split}; they are kept until {@link #markRetried}. */
    public synchronized List<MappedPage> batches() {
        rowsBefore = OptionalInt.of(rows.size());
        return List.of(MappedPage.again(List.copyOf(rows.keySet())));
    }

    /** Notes that rows have had their second try, whatever came of it. */
    public synchronized void markRetried(List<MappedUser> retried) {
        retried.forEach(rows::remove);
    }

    /** Those that did not come to their second try, with the reason of the first; they are no longer kept then. */
    public synchronized Map<MappedUser, String> takeAll() {
        Map<MappedUser, String> taken = new LinkedHashMap<>(rows);
        rows.clear();
        return taken;
    }

    public synchronized boolean isEmpty() {
        return rows.isEmpty();
    }
}
