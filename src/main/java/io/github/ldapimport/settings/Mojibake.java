package io.github.ldapimport.settings;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text whose UTF-8 bytes were taken for those of ISO-8859-1 or Windows-1252: {@code ZÃ¼rich} for {@code Zürich}. */
final class Mojibake {
    // what Windows-1252 has at 0x80 to 0x9F; a blank where it has nothing
    private static final String WINDOWS_1252 =
            "\u20AC \u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152 \u017D "
                    + " \u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153 \u017E\u0178";
    private static final int FIRST_OF_WINDOWS = 0x80;
    private static final int MAX_LATIN = 0xFF;

    private Mojibake() {}

    /**
     * The place of the first run of letters beyond ASCII that is UTF-8 read as something else; -1 where there is none.
     */
    static int find(String text) {
        int i = 0;
        while (i < text.length()) {
            int start = i;
            while (i < text.length() && toByte(text.charAt(i)) >= FIRST_OF_WINDOWS) {
                i++;
            }
            // a character alone is never two bytes
            if (i - start > 1 && isUtf8(text, start, i)) {
                return start;
            }
            i = Math.max(i, start + 1);
        }
        return -1;
    }

    private static boolean isUtf8(String text, int start, int end) {
        byte[] bytes = new byte[end - start];
        for (int i = start; i < end; i++) {
            bytes[i - start] = (byte) toByte(text.charAt(i));
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            // as nearly all texts: read rightly
            return false;
        }
    }

    /** The byte that a character was read from; -1 where neither of the two has it. */
    private static int toByte(char c) {
        if (c <= MAX_LATIN) {
            return c;
        }
        int windows = WINDOWS_1252.indexOf(c);
        return windows < 0 ? -1 : FIRST_OF_WINDOWS + windows;
    }
}
