package io.github.ldapimport.grace;

import io.github.ldapimport.missing.GraceClock;
import io.github.ldapimport.missing.Waiting;
import io.github.ldapimport.missing.Waiting.Mark;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements for the table of users who were noticed as missing. Times are ISO 8601 in UTC, durations ISO 8601. */
final class GraceTable {
    /** What stands for a GUID in the row with the clock, which is told from that of a user by its id. */
    private static final String CLOCK = "*";

    private static final int AT_ONCE = 500;

    private GraceTable() {}

    /** What the table has of a provider. */
    record Kept(Optional<GraceClock> clock, Map<String, Mark> marks) {
        static final Kept NOTHING = new Kept(Optional.empty(), Map.of());
    }

    static SqlStatement all(String provider) {
        return new SqlStatement(
                "SELECT id AS mark_id, provider AS mark_provider, guid AS mark_guid, missing_since AS mark_since, run_id AS mark_run,"
                        + " counted AS mark_counted, pace AS mark_pace FROM " + BundleTables.MISSING
                        + " WHERE provider = ?",
                List.of(provider));
    }

    /**
     * What that statement found.
     *
     * @throws IllegalStateException where a time is none: a mark that cannot be read must not count as one of long ago
     */
    static Kept kept(String provider, List<Map<String, Object>> rows) {
        GraceClock clock = null;
        Map<String, Mark> marks = new HashMap<>();
        for (Map<String, Object> row : rows) {
            // a collation may take another provider's name for this one
            if (!provider.equals(row.get("mark_provider"))) {
                continue;
            }
            try {
                String guid = row.get("mark_guid").toString();
                Instant since = Instant.parse(row.get("mark_since").toString());
                Duration counted = Duration.parse(row.get("mark_counted").toString());
                if (clockId(provider).equals(row.get("mark_id"))) {
                    clock = new GraceClock(
                            since, counted, Duration.parse(row.get("mark_pace").toString()));
                } else {
                    marks.put(guid, new Mark(since, row.get("mark_run").toString(), counted));
                }
            } catch (DateTimeException e) {
                // the failure of a run is told by its first cause
                throw new IllegalStateException("A row of " + BundleTables.MISSING + " has no time that can be read ("
                        + e.getMessage() + "), so no row is deleted: remove the rows of provider " + provider
                        + ", and the grace period of its missing users begins anew");
            }
        }
        return new Kept(Optional.ofNullable(clock), marks);
    }

    /** Adds marks for users. */
    static List<SqlStatement> add(
            String provider, String runId, Instant now, GraceClock clock, Collection<String> guids) {
        return guids.stream()
                .map(guid -> insert(id(provider, guid), provider, guid, now, runId, clock.counted(), Duration.ZERO))
                .toList();
    }

    /** Puts the clock to what it shows now. */
    static List<SqlStatement> set(String provider, String runId, GraceClock clock) {
        List<SqlStatement> statements = new ArrayList<>(removeIds(List.of(clockId(provider))));
        statements.add(insert(clockId(provider), provider, CLOCK, clock.at(), runId, clock.counted(), clock.pace()));
        return statements;
    }

    private static SqlStatement insert(
            String id, String provider, String guid, Instant since, String runId, Duration counted, Duration pace) {
        return new SqlStatement(
                "INSERT INTO " + BundleTables.MISSING
                        + " (id, provider, guid, missing_since, run_id, counted, pace) VALUES (?, ?, ?, ?, ?, ?, ?)",
                List.of(id, provider, guid, since.toString(), runId, counted.toString(), pace.toString()));
    }

    /** Removes marks, some hundred with each statement. */
    static List<SqlStatement> remove(String provider, List<String> guids) {
        return removeIds(guids.stream().map(guid -> id(provider, guid)).toList());
    }

    private static List<SqlStatement> removeIds(List<String> ids) {
        List<SqlStatement> statements = new ArrayList<>();
        for (int i = 0; i < ids.size(); i += AT_ONCE) {
            List<Object> some = List.copyOf(ids.subList(i, Math.min(ids.size(), i + AT_ONCE)));
            statements.add(new SqlStatement(
                    "DELETE FROM " + BundleTables.MISSING + " WHERE id IN (?" + ", ?".repeat(some.size() - 1) + ")",
                    some));
        }
        return statements;
    }

    /** Removes all that the table has of a provider. */
    static SqlStatement removeAll(String provider) {
        return new SqlStatement("DELETE FROM " + BundleTables.MISSING + " WHERE provider = ?", List.of(provider));
    }

    /** A provider's name has no line break, so no user has it. */
    private static String clockId(String provider) {
        return digest("\n" + provider);
    }

    /** Tells GUIDs apart that a collation takes for equal. */
    private static String id(String provider, String guid) {
        return digest(provider + "\n" + guid);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    static Waiting waiting(Duration grace, Kept kept, Instant now) {
        // a clock that was removed begins where the last mark was set
        GraceClock clock = kept.clock()
                .map(last -> last.next(now))
                .orElseGet(() -> new GraceClock(
                        now,
                        kept.marks().values().stream()
                                .map(Mark::from)
                                .max(Duration::compareTo)
                                .orElse(Duration.ZERO),
                        Duration.ZERO));
        return new Waiting(grace, clock, kept.marks());
    }
}
