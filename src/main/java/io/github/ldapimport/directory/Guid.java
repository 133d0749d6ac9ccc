package io.github.ldapimport.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form in which a GUID is stored and compared. A UUID (RFC 4122) is kept in lower case with dashes and without
 * braces; anything else is an opaque string, kept as it is.
 */
public final class Guid {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private static final int LENGTH_OF_A_UUID = 36;

    private static final Pattern UUID_WITHOUT_DASHES = Pattern.compile("[0-9a-fA-F]{32}");

    static final int BYTES = 16;

    private Guid() {}

    /**
     * The stored form of Active Directory's objectGUID: 16 bytes, of which the first three groups come lowest byte first
     * ([MS-DTYP] 2.3.4.2).
     *
     * @throws IllegalArgumentException when there are not 16 bytes
     */
    public static String ofBytes(byte[] guid) {
        if (guid.length != BYTES) {
            throw new IllegalArgumentException("a GUID has 16 bytes, not " + guid.length);
        }
        ByteBuffer bytes = ByteBuffer.wrap(guid).order(ByteOrder.LITTLE_ENDIAN);
        long first =
                ((long) bytes.getInt() << 32) | ((bytes.getShort() & 0xffffL) << 16) | (bytes.getShort() & 0xffffL);
        return new java.util.UUID(first, bytes.order(ByteOrder.BIG_ENDIAN).getLong()).toString();
    }

    /** A stored GUID and the other ways in which a directory may write it in a text attribute of its own choice. */
    public static List<String> spellings(String guid) {
        if (!UUID.matcher(guid).matches()) {
            return List.of(guid);
        }
        String upper = guid.toUpperCase(Locale.ROOT);
        return List.of(guid, upper, "{" + guid + "}", "{" + upper + "}", guid.replace("-", ""), upper.replace("-", ""));
    }

    /** The bytes of a stored GUID as {@link #ofBytes} takes them, or none where it is no UUID. */
    public static Optional<byte[]> toBytes(String guid) {
        if (!UUID.matcher(guid).matches()) {
            return Optional.empty();
        }
        java.util.UUID uuid = java.util.UUID.fromString(guid);
        long first = uuid.getMostSignificantBits();
        return Optional.of(ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (first >>> 32))
                .putShort((short) (first >>> 16))
                .putShort((short) first)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    /**
     * Whether a text is a UUID in the stored form already. Nearly every one is, and each user's is looked at several times: a
     * regular expression takes ten times as long.
     */
    public static boolean isStoredUuid(String guid) {
        if (guid.length() != LENGTH_OF_A_UUID) {
            return false;
        }
        for (int i = 0; i < LENGTH_OF_A_UUID; i++) {
            char c = guid.charAt(i);
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            if (isDash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The stored form of a GUID as a directory or a row gives it. */
    public static String canonical(String guid) {
        if (isStoredUuid(guid)) {
            return guid;
        }
        String text = guid.strip();
        String bare = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
        if (UUID_WITHOUT_DASHES.matcher(bare).matches()) {
            bare = String.join(
                    "-",
                    bare.substring(0, 8),
                    bare.substring(8, 12),
                    bare.substring(12, 16),
                    bare.substring(16, 20),
                    bare.substring(20));
        }
        return UUID.matcher(bare).matches() ? bare.toLowerCase(Locale.ROOT) : text;
    }
}
