package io.github.ldapimport.settings;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The text of a file that a person wrote: UTF-8 and nothing else, because a wrong guess changes values without a word. */
final class StrictText {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private StrictText() {}

    /**
     * Decodes; a byte order mark of UTF-8 at the beginning is left out.
     *
     * @param name of the file, for messages, which never hold anything of the text
     * @throws ConfigurationException naming the line where the bytes are no UTF-8
     */
    static String decode(byte[] bytes, String name) {
        if (bytes.length >= 2 && (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE))) {
            throw new ConfigurationException(name + " is saved as UTF-16: save it as UTF-8");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            String before = out.flip().toString();
            requireNoNul(before, name);
            throw new ConfigurationException(place(name, line(before))
                    + " is not UTF-8, as if the file had been saved as ISO-8859-1 or Windows-1252: save it as UTF-8");
        }
        out.flip();
        String text = out.length() > 0 && out.charAt(0) == BYTE_ORDER_MARK
                ? out.subSequence(1, out.length()).toString()
                : out.toString();
        requireNoNul(text, name);
        refuse(
                text,
                BYTE_ORDER_MARK,
                name,
                " holds a byte order mark (U+FEFF), as if two files had been put together: remove that character");
        return text;
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes[0] == (byte) first && bytes[1] == (byte) second;
    }

    private static void requireNoNul(String text, String name) {
        refuse(text, '\0', name, " holds a NUL character, as if the file had been saved as UTF-16: save it as UTF-8");
    }

    private static void refuse(String text, char character, String name, String why) {
        int place = text.indexOf(character);
        if (place >= 0) {
            throw new ConfigurationException(place(name, line(text.subSequence(0, place))) + why);
        }
    }

    static String place(String name, int line) {
        return name + ", line " + line;
    }

    /** The number of the line in which the text ends. */
    private static int line(CharSequence text) {
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
                line++;
            }
        }
        return line;
    }
}
