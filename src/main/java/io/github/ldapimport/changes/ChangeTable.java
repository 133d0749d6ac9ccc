package io.github.ldapimport.changes;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.sql.SqlBatch;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The statements that read and prune the table of changes. All of its texts are ASCII, whatever the database's encoding. */
public final class ChangeTable {
    /** How many changes are read or removed at once. */
    public static final int AT_ONCE = 1_000;

    static final String COLUMNS =
            "id AS change_id, run_id AS change_run, changed_at AS change_at, kind AS change_kind, guid AS change_guid,"
                    + " detail AS change_detail";

    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-f]{4})");
    private static final int HEXADECIMAL = 16;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Set<ChangeKind> OF_ACCOUNTS =
            Set.of(ChangeKind.DELETED, ChangeKind.RESTORED, ChangeKind.DELETED_MISSING);

    /** Those that leave the row itself as it was. */
    private static final Set<ChangeKind> NOT_OF_ROWS =
            Set.of(ChangeKind.MISSING_NOTICED, ChangeKind.MEMBERS_ADDED, ChangeKind.MEMBERS_REMOVED);

    /** The kind of a row that has the digests of a run's settings, and its id and GUID. */
    public static final String SETTINGS = "settings";

    /** What stands before the kind of a change that a limit has refused. */
    public static final String WANTED = "wanted-";

    /** In place of a run's id, of rows that approve a run: their id is that run's. */
    public static final String APPROVALS = "approvals";

    /** The kind of an approval that waits for a run. */
    public static final String APPROVED = "approved";

    /** The field of an approval that says who approved. */
    public static final String APPROVED_BY = "by";

    private static final String USED = "used";

    private ChangeTable() {}

    /** A time as the table has it: ISO 8601, UTC, always with milliseconds, so that times sort as their texts do. */
    public static String text(Instant time) {
        return TIME.format(time);
    }

    /** A text with other letters as JSON escapes them. */
    public static String inAscii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        text.chars().forEach(letter -> {
            if (letter > ' ' && letter < '\u007f' && letter != '\\') {
                ascii.append((char) letter);
            } else {
                ascii.append(String.format("\\u%04x", letter));
            }
        });
        return ascii.toString();
    }

    /** What {@link #inAscii} made of a text, as it was. */
    public static String fromAscii(String ascii) {
        return ESCAPED.matcher(ascii)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(escape.group(1), HEXADECIMAL))));
    }

    /** Some of a run's changes of rows in their order: the first of them, or those after one of them. */
    public static SqlStatement ofRun(Dialect dialect, String provider, String runId, String afterId) {
        return ofRun(dialect, provider, runId, " AND id > ?", afterId, " ORDER BY id ");
    }

    /** The same, the last ones first: the first of them, or those before one of them. */
    public static SqlStatement ofRunBackwards(Dialect dialect, String provider, String runId, String beforeId) {
        return ofRun(dialect, provider, runId, " AND id < ?", beforeId, " ORDER BY id DESC ");
    }

    private static SqlStatement ofRun(
            Dialect dialect, String provider, String runId, String beyond, String id, String order) {
        return new SqlStatement(
                "SELECT " + COLUMNS + " FROM " + BundleTables.CHANGES + " WHERE provider = ? AND run_id = ?"
                        + (id == null ? "" : beyond) + " AND kind <> ?" + order + dialect.limitClause(AT_ONCE),
                id == null ? List.of(provider, runId, SETTINGS) : List.of(provider, runId, id, SETTINGS));
    }

    /**
     * Some changes of a run that can be undone, last first.
     *
     * @param ofValues those of a page's rows; else soft deletes and restorations, which came after them
     * @param beforeId null for the last ones
     */
    public static SqlStatement toUndo(
            Dialect dialect, String provider, String runId, boolean ofValues, String beforeId) {
        return new SqlStatement(
                "SELECT " + COLUMNS + " FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id = ? AND kind IN ("
                        + kinds(ofValues) + ")" + (beforeId == null ? "" : " AND id < ?") + " ORDER BY id DESC "
                        + dialect.limitClause(AT_ONCE),
                beforeId == null ? List.of(provider, runId) : List.of(provider, runId, beforeId));
    }

    private static String kinds(boolean ofValues) {
        return Arrays.stream(ChangeKind.values())
                .filter(kind -> !NOT_OF_ROWS.contains(kind))
                .filter(kind -> ofValues != OF_ACCOUNTS.contains(kind))
                .map(kind -> "'" + kind.text() + "'")
                .collect(Collectors.joining(", "));
    }

    /** How many rows a run has changed, as far as that can be undone. */
    public static SqlStatement countOfRun(String provider, String runId) {
        return new SqlStatement(
                "SELECT COUNT(DISTINCT guid) AS change_count FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id = ? AND kind IN (" + kinds(true) + ", " + kinds(false) + ")",
                List.of(provider, runId));
    }

    /** Some of a user's changes, the last ones first: the first of them, or those before one of them. */
    public static SqlStatement ofUserBackwards(Dialect dialect, String provider, String guid, KeptChange before) {
        List<Object> parameters = new ArrayList<>(List.of(inAscii(guid), provider));
        if (before != null) {
            String time = before.changedAt();
            parameters.addAll(List.of(time, time, before.runId(), before.runId(), before.id()));
        }
        return new SqlStatement(
                "SELECT " + COLUMNS + " FROM " + BundleTables.CHANGES + " WHERE guid = ? AND provider = ?"
                        + (before == null
                                ? ""
                                : " AND changed_at <= ? AND (changed_at < ? OR run_id < ? OR (run_id = ? AND id < ?))")
                        // the id of a run has the second of its beginning, and several may begin in one
                        + " ORDER BY changed_at DESC, run_id DESC, id DESC " + dialect.limitClause(AT_ONCE),
                parameters);
    }

    /** The last run of a provider whose changes are there, or the last one before another. */
    public static SqlStatement lastRun(String provider, String beforeRun) {
        return new SqlStatement(
                "SELECT MAX(run_id) AS change_run FROM " + BundleTables.CHANGES + " WHERE provider = ?"
                        + (beforeRun == null ? "" : " AND run_id < ?"),
                beforeRun == null ? List.of(provider) : List.of(provider, beforeRun));
    }

    /** How many changes {@link #ofRun} has. */
    public static SqlStatement count(String provider, String runId) {
        return new SqlStatement(
                "SELECT COUNT(*) AS change_count FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id = ? AND kind <> ?",
                List.of(provider, runId, SETTINGS));
    }

    /** What one of these statements found. */
    public static List<KeptChange> found(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> new KeptChange(
                        text(row, "change_id"),
                        text(row, "change_run"),
                        text(row, "change_at"),
                        text(row, "change_kind"),
                        text(row, "change_guid"),
                        text(row, "change_detail")))
                .toList();
    }

    /** The digests, by setting, of a row that {@link #settingsOf} found. */
    public static Map<String, String> settings(Map<String, Object> row) {
        return KeptChange.texts(text(row, "change_detail"));
    }

    private static String text(Map<String, Object> row, String label) {
        return row.get(label).toString();
    }

    /** Makes an approval one that a run has used; each of its transactions does, and is rolled back where it is no longer there. */
    static SqlBatch use(String provider, String approved, String byRun) {
        return new SqlBatch(
                "UPDATE " + BundleTables.CHANGES
                        + " SET kind = ?, guid = ? WHERE provider = ? AND run_id = ? AND id = ?"
                        + " AND (kind = ? OR guid = ?)",
                List.of(List.of(USED, byRun, provider, APPROVALS, approved, APPROVED, byRun)),
                true);
    }

    /** Notes the digests of the settings of a run, before its first change. */
    public static SqlStatement noteSettings(String provider, String runId, String digests) {
        return new SqlStatement(
                "INSERT INTO " + BundleTables.CHANGES
                        + " (provider, run_id, id, changed_at, kind, guid, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
                List.of(provider, runId, SETTINGS, text(Instant.now()), SETTINGS, SETTINGS, digests));
    }

    /** Forgets the settings of a run that has changed nothing. */
    public static SqlStatement forgetSettings(String provider, String runId) {
        return new SqlStatement(
                "DELETE FROM " + BundleTables.CHANGES + " WHERE provider = ? AND run_id = ? AND id = ?",
                List.of(provider, runId, SETTINGS));
    }

    /** When rows of some users were imported by other runs. */
    public static SqlStatement importedBy(String provider, String otherThan, List<String> guids) {
        List<Object> parameters = new ArrayList<>(List.of(provider, otherThan, ChangeKind.IMPORTED.text()));
        parameters.addAll(guids);
        return new SqlStatement(
                "SELECT guid AS change_guid, changed_at AS change_at FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id <> ? AND kind = ? AND guid IN ("
                        + String.join(", ", Collections.nCopies(guids.size(), "?")) + ")",
                parameters);
    }

    /** Approves a run that was refused. */
    public static SqlStatement approve(String provider, String runId, String by) {
        return new SqlStatement(
                "INSERT INTO " + BundleTables.CHANGES
                        + " (provider, run_id, id, changed_at, kind, guid, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
                List.of(
                        provider,
                        APPROVALS,
                        runId,
                        text(Instant.now()),
                        APPROVED,
                        APPROVALS,
                        AsciiJson.write(Map.of(APPROVED_BY, by))));
    }

    /** Takes all approvals back that no run has used: the last one counts alone. */
    public static SqlStatement withdraw(String provider) {
        return new SqlStatement(
                "DELETE FROM " + BundleTables.CHANGES + " WHERE provider = ? AND run_id = ? AND kind = ?",
                List.of(provider, APPROVALS, APPROVED));
    }

    /** The approvals of a provider. */
    public static SqlStatement approvals(String provider) {
        return new SqlStatement(
                "SELECT " + COLUMNS + " FROM " + BundleTables.CHANGES + " WHERE provider = ? AND run_id = ?",
                List.of(provider, APPROVALS));
    }

    /** The digests of the settings that a run was made with. */
    public static SqlStatement settingsOf(String provider, String runId) {
        return new SqlStatement(
                "SELECT detail AS change_detail FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id = ? AND id = ?",
                List.of(provider, runId, SETTINGS));
    }

    /** The ids of some of a run's changes in their order. */
    public static SqlStatement someOf(Dialect dialect, String provider, String runId, String afterId) {
        return new SqlStatement(
                "SELECT id AS change_id FROM " + BundleTables.CHANGES
                        + " WHERE provider = ? AND run_id = ? AND id > ? ORDER BY id " + dialect.limitClause(AT_ONCE),
                List.of(provider, runId, afterId));
    }

    /** The first run of a provider, after another, whose changes are there; runs are named by the time at which they began. */
    public static SqlStatement oldestRun(String provider, String after) {
        return new SqlStatement(
                "SELECT MIN(run_id) AS change_run FROM " + BundleTables.CHANGES + " WHERE provider = ? AND run_id > ?",
                List.of(provider, after));
    }

    /** Removes the changes of a run up to one of them. */
    public static SqlStatement remove(String provider, String runId, String lastId) {
        return new SqlStatement(
                "DELETE FROM " + BundleTables.CHANGES + " WHERE provider = ? AND run_id = ? AND id <= ?",
                List.of(provider, runId, lastId));
    }
}
