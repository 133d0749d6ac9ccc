package io.github.ldapimport.dialect;

import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.settings.ConfigurationException;
import java.nio.ByteBuffer;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The column of the GUIDs. They are texts to the import; a column of another type holds UUIDs only, and as bytes in the order
 * of RFC 4122.
 */
public final class GuidColumn {
    /** How a column holds GUIDs. */
    enum Form {
        TEXT,
        UUID,
        BYTES
    }

    private static final int BYTES_OF_A_UUID = 16;
    private static final int LENGTH_OF_A_UUID = 36;

    /** What is known of GUIDs that directories give: their length, and whether they are UUIDs. 389ds has its dashes elsewhere. */
    private static final Map<String, Integer> LENGTHS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private static final String NO_UUID = "nsUniqueId";

    static {
        LENGTHS.put("entryUUID", LENGTH_OF_A_UUID);
        LENGTHS.put("objectGUID", LENGTH_OF_A_UUID);
        LENGTHS.put("ipaUniqueID", LENGTH_OF_A_UUID);
        LENGTHS.put(NO_UUID, 35);
    }

    private final Column column;
    private final Form form;
    private final int size;

    private GuidColumn(Column column, Form form, int size) {
        this.column = column;
        this.form = form;
        this.size = size;
    }

    /**
     * @param change what the message says to do, given a type
     * @throws ConfigurationException when it is of a type that cannot hold GUIDs, or not so that they are found again
     */
    public static GuidColumn of(Column column, Dialect dialect, String key, Change change) {
        int size = Math.max(0, column.size());
        String type = column.typeName().toLowerCase(Locale.ROOT);
        if (type.equals("uuid") || type.equals("uniqueidentifier")) {
            return new GuidColumn(column, Form.UUID, size);
        }
        boolean isBinary = column.jdbcType() == Types.BINARY || column.jdbcType() == Types.VARBINARY;
        if (isBinary && !type.contains("blob") && (size == BYTES_OF_A_UUID || size == 0 || type.equals("bytea"))) {
            return new GuidColumn(column, Form.BYTES, BYTES_OF_A_UUID);
        }
        if (column.isText() && (!column.isPadded() || dialect.comparesWithoutPadding())) {
            return new GuidColumn(column, Form.TEXT, size);
        }
        throw new ConfigurationException("The column " + column.name() + " (" + key + ") is " + type
                + (size > 0 ? " of size " + size : "")
                + ": it holds no GUID that could be found again; make it "
                + "a text of 64 characters, a uuid, or exactly 16 bytes: " + change.to(dialect.textColumnType(64)));
    }

    /** Of a table that is not there yet. */
    public static GuidColumn text(Column column) {
        return new GuidColumn(column, Form.TEXT, 0);
    }

    /** The statement that gives the column another type. */
    public interface Change {
        String to(String type);
    }

    /**
     * @param attribute where the directory's GUIDs come from
     * @throws ConfigurationException when they would not fit
     */
    public void requireRoomFor(String attribute, Dialect dialect, String key, Change change) {
        int length = LENGTHS.getOrDefault(attribute, 0);
        String remedy = ": make it a text of 64 characters: " + change.to(dialect.textColumnType(64));
        if (form == Form.TEXT && size > 0 && size < length) {
            throw new ConfigurationException("The column " + column.name() + " (" + key + ") holds " + size
                    + " characters, a GUID from " + attribute + " has " + length + remedy);
        } else if (form != Form.TEXT && attribute.equalsIgnoreCase(NO_UUID)) {
            throw new ConfigurationException("The column " + column.name() + " (" + key + ") is "
                    + column.typeName().toLowerCase(Locale.ROOT) + ", but a GUID from " + attribute + " is no UUID"
                    + remedy);
        }
    }

    public String name() {
        return column.name();
    }

    public boolean isText() {
        return form == Form.TEXT;
    }

    /** Whether the database fills up GUIDs with blanks, and nothing becomes blanks alone. */
    public boolean isPadded() {
        return column.isPadded();
    }

    public boolean isBytes() {
        return form == Form.BYTES;
    }

    /**
     * A GUID as the column takes it.
     *
     * @throws IllegalArgumentException when it is no UUID and the column holds nothing else
     */
    public Object value(String guid) {
        if (form == Form.TEXT) {
            return column.convert(guid);
        }
        // UUID.fromString takes shorter ones, too
        if (Guid.toBytes(guid).isEmpty()) {
            throw new IllegalArgumentException("column " + column.name() + " ("
                    + column.typeName().toLowerCase(Locale.ROOT)
                    + ") cannot hold the GUID '" + guid
                    + "', which is no UUID: make the column a text of 64 characters");
        }
        UUID uuid = UUID.fromString(guid);
        if (form == Form.BYTES) {
            return ByteBuffer.allocate(BYTES_OF_A_UUID)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
        }
        // SQL Server's type takes the text
        return column.typeName().equalsIgnoreCase("uniqueidentifier") ? guid : uuid;
    }

    /** Whether the column can hold a GUID. */
    public boolean takes(String guid) {
        return form == Form.TEXT || Guid.isStoredUuid(guid);
    }

    /** What the column holds as text, or null where that is nothing. */
    public String text(Object value) {
        if (value instanceof byte[] bytes) {
            if (bytes.length != BYTES_OF_A_UUID) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong()).toString();
        }
        if (value == null || value.toString().isEmpty()) {
            return null;
        }
        // SQL Server answers in capitals
        return form == Form.UUID ? Guid.canonical(value.toString()) : value.toString();
    }

    /**
     * The GUIDs that a row's may mean: programs of Windows write its first three groups lowest byte first ([MS-DTYP] 2.3.4.2),
     * and neither bytes nor a UUID tell which of the two it is; a text may have other forms, too.
     *
     * @param stored what {@link #text} gave
     */
    public List<String> guidVariants(String stored) {
        return Guid.guidVariants(stored);
    }
}
