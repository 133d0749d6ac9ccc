package io.github.ldapimport.ldap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The text of a security identifier of Windows, such as {@code S-1-5-21-1-2-3-1104} ([MS-DTYP] 2.4.2). */
final class Sid {
    private static final int HEAD = 8;
    private static final int MAX_PARTS = 15;

    // an authority that does not fit 32 bits is written in hex
    private static final long MAX_DECIMAL = 0xffffffffL;

    private Sid() {}

    /** @throws IllegalArgumentException when the bytes are no security identifier */
    static String ofBytes(byte[] sid) {
        int parts = sid.length < HEAD ? -1 : sid[1];
        if (parts < 0 || parts > MAX_PARTS || sid[0] != 1 || sid.length != HEAD + parts * Integer.BYTES) {
            throw new IllegalArgumentException("these " + sid.length + " bytes are no security identifier");
        }
        ByteBuffer bytes = ByteBuffer.wrap(sid);
        // the two bytes before are the version and the number of parts
        long authority = bytes.getLong() & 0xffffffffffffL;
        StringBuilder text = new StringBuilder("S-1-")
                .append(authority > MAX_DECIMAL ? String.format("0x%012X", authority) : String.valueOf(authority));
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < parts; i++) {
            text.append('-').append(Integer.toUnsignedString(bytes.getInt()));
        }
        return text.toString();
    }
}
