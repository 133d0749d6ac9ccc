package io.github.ldapimport.handover;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.search.SeenGuids;
import io.github.ldapimport.table.UniqueKey;
import io.github.ldapimport.table.UsersTable;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a dry run would have done so far to what several users may want: which unique values are taken, which rows have let go of
 * theirs, and which rows without a user have one. Without it each page would be compared with a table in which no page before was
 * written. Keeps 16 bytes for each. For several threads at once; a page is decided about with its monitor held.
 */
public final class ForeseenValues {
    private static final String SEPARATOR = "\0";

    private final SeenGuids taken = new SeenGuids();
    private final SeenGuids released = new SeenGuids();
    private final SeenGuids claimed = new SeenGuids();
    private final SeenGuids releasedOnDeletion = new SeenGuids();
    private volatile boolean areDeleted;

    /** Whether a user of the run would have that value by now. */
    public boolean isTaken(UniqueKey key, List<Object> canonical) {
        return taken.contains(value(key, canonical));
    }

    /** Notes that a user's row would have that value. */
    public void take(UniqueKey key, List<Object> canonical) {
        taken.add(value(key, canonical));
    }

    /** Whether a row would have let go of its value by now. */
    public boolean isReleased(UniqueKey key, Object id) {
        String row = row(key, id);
        return released.contains(row) || (areDeleted && releasedOnDeletion.contains(row));
    }

    /** Notes that rows of disabled users would be soft-deleted by now. */
    public void disabledAreDeleted() {
        areDeleted = true;
    }

    /** Notes that a row would have another value, or none. */
    public void release(UniqueKey key, Object id) {
        released.add(row(key, id));
    }

    /** Notes that a row would be soft-deleted, and its {@code release-columns} emptied. */
    public void releaseAll(UsersTable table, Object id) {
        table.releasedKeys().forEach(key -> release(key, table.canonicalId(id)));
    }

    /** Notes that a row would be emptied when disabled users are soft-deleted, at the end of the search. */
    public void releaseOnDeletion(UsersTable table, Object id) {
        table.releasedKeys().forEach(key -> releasedOnDeletion.add(row(key, table.canonicalId(id))));
    }

    /** Whether a row that had no user would have one by now. */
    public boolean isClaimed(Object id) {
        return claimed.contains(text(id));
    }

    /** Notes that a row would be a user's. */
    public void claim(Object id) {
        claimed.add(text(id));
    }

    private static String value(UniqueKey key, List<Object> canonical) {
        return name(key) + canonical.stream().map(ForeseenValues::text).collect(Collectors.joining(SEPARATOR));
    }

    private static String row(UniqueKey key, Object id) {
        return name(key) + text(id);
    }

    /** Equal for equal values: a key of bytes is a buffer, whose own text tells nothing of what it holds. */
    private static String text(Object canonical) {
        if (canonical instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return HexFormat.of().formatHex(bytes);
        }
        return String.valueOf(canonical);
    }

    private static String name(UniqueKey key) {
        return key.columns().stream().map(Column::name).collect(Collectors.joining(SEPARATOR))
                + SEPARATOR
                + key.function()
                + SEPARATOR
                + key.condition()
                + SEPARATOR;
    }
}
