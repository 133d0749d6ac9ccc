package io.github.ldapimport.ldap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form in which a GUID is stored and compared. A UUID (RFC 4122) is kept in lower case with dashes and without
 * braces, and so is an nsUniqueId, with its own dashes; anything else is an opaque string, kept as it is. {@link GuidForms} has
 * the other forms that programs write.
 */
public final class Guid {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    static final String NIL = "00000000-0000-0000-0000-000000000000";
    static final String MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    private static final int LENGTH_OF_A_UUID = 36;

    // where the groups that Windows swaps begin and end
    private static final int[][] GROUPS = {{0, 8}, {9, 13}, {14, 18}};

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
        return List.of(
                guid,
                upper,
                "{" + guid + "}",
                "{" + upper + "}",
                "(" + guid + ")",
                "(" + upper + ")",
                "urn:uuid:" + guid,
                "urn:uuid:" + upper,
                guid.replace("-", ""),
                upper.replace("-", ""));
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

    /** The stored form of a GUID as a directory or a row gives it: of every form that means one GUID only. */
    public static String canonical(String guid) {
        return isStoredUuid(guid) ? guid : GuidForms.canonical(guid);
    }

    /**
     * The GUIDs that a row's text may mean, in their stored form, the likeliest first. Programs of Windows write the first three
     * groups lowest byte first ([MS-DTYP] 2.3.4.2), and neither a UUID nor bytes tell which of the two it is.
     */
    public static List<String> guidVariants(String stored) {
        if (isStoredUuid(stored)) {
            String swapped = swapped(stored);
            return swapped.equals(stored) ? List.of(stored) : List.of(stored, swapped);
        }
        return GuidForms.guidVariants(stored);
    }

    /** A stored UUID with the bytes of its first three groups in the other order. */
    public static String swapped(String uuid) {
        char[] in = uuid.toCharArray();
        char[] out = in.clone();
        for (int[] group : GROUPS) {
            for (int i = group[0], j = group[1] - 2; i < group[1]; i += 2, j -= 2) {
                out[i] = in[j];
                out[i + 1] = in[j + 1];
            }
        }
        return new String(out);
    }

    /**
     * The one of a GUID and its swapped form that comes first: two entries with one of these are not to be told apart by rows
     * that other programs wrote.
     */
    public static String family(String guid) {
        if (!isStoredUuid(guid)) {
            return guid;
        }
        String swapped = swapped(guid);
        return swapped.compareTo(guid) < 0 ? swapped : guid;
    }

    /**
     * Whether a GUID in its stored form stands for none at all: all zeros or all F (RFC 9562, 5.9 and 5.10), FreeIPA's {@code
     * autogenerate} of users who are not active yet, or a word for nothing. Many entries may have it.
     */
    public static boolean isPlaceholder(String guid) {
        if (isStoredUuid(guid)) {
            return guid.equals(NIL) || guid.equals(MAX);
        }
        return GuidForms.isPlaceholder(guid);
    }
}
