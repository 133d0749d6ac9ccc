package io.github.ldapimport.dialect;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.text.Printable;
import java.nio.ByteBuffer;
import java.sql.Types;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/** The table's key where the import makes it: a UUID, a text, or the bytes of a UUID in the order of RFC 9562. */
public final class KeyColumn {
    private static final int BYTES_OF_A_UUID = 16;
    private static final int LENGTH_OF_A_UUID = 36;

    private final Function<UUID, Object> form;
    private final TimeOrderedUuids uuids = new TimeOrderedUuids();

    private KeyColumn(Function<UUID, Object> form) {
        this.form = form;
    }

    /** @throws ConfigurationException when the column is of a type that is not for UUIDs */
    public static KeyColumn of(Column column, String key, String columnKey) {
        String type = column.typeName().toLowerCase(Locale.ROOT);
        int size = Math.max(0, column.size());
        boolean isBinary = column.jdbcType() == Types.BINARY || column.jdbcType() == Types.VARBINARY;
        if (type.equals("uuid")) {
            return new KeyColumn(uuid -> uuid);
        } else if (type.equals("uniqueidentifier")) {
            // SQL Server's type takes the text
            return new KeyColumn(UUID::toString);
        } else if (isBinary && !type.contains("blob") && (size == BYTES_OF_A_UUID || type.equals("bytea"))) {
            return new KeyColumn(KeyColumn::bytes);
        } else if (column.isText()
                && !column.texts().isClosed()
                && (size == LENGTH_OF_A_UUID || (!column.isPadded() && (size == 0 || size > LENGTH_OF_A_UUID)))) {
            return new KeyColumn(UUID::toString);
        }
        throw new ConfigurationException(key + " is uuid, but the column " + column.name() + " (" + columnKey + ") is "
                + type + (size > 0 ? " of size " + size : "")
                + ": it must be a uuid, a text of 36 characters or exactly 16 bytes; or leave " + key
                + "=database, where the database gives the key");
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(BYTES_OF_A_UUID)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    /** A row's key for a message: bytes say nothing to a person. */
    public static String shown(Object key) {
        if (!(key instanceof byte[] bytes)) {
            return Printable.of(String.valueOf(key));
        } else if (bytes.length == BYTES_OF_A_UUID) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong()).toString();
        }
        return HexFormat.of().formatHex(bytes);
    }

    /** A row's key as a text that {@link #read} reads. */
    public static String text(Object key) {
        return key instanceof byte[] ? shown(key) : String.valueOf(key);
    }

    /**
     * The key of a row of which {@link #text} made a text.
     *
     * @param column of the key
     * @throws IllegalArgumentException when the column cannot hold such a key
     */
    public static Object read(Column column, String text) {
        return switch (column.jdbcType()) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY ->
                text.length() == LENGTH_OF_A_UUID
                        ? bytes(UUID.fromString(text))
                        : HexFormat.of().parseHex(text);
            default -> column.convert(text);
        };
    }

    /** A key that no row has, as the column takes it. */
    public Object next() {
        return form.apply(uuids.next());
    }
}
