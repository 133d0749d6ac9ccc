package io.github.ldapimport.testing;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The forms in which programs write a UUID as text. */
@SuppressWarnings("ImmutableEnumChecker")
public enum GuidForm {
    CAPITALS(true, guid -> guid.toUpperCase(Locale.ROOT)),
    MIXED(true, guid -> guid.substring(0, 18).toUpperCase(Locale.ROOT) + guid.substring(18)),
    BRACES(true, guid -> "{" + guid + "}"),
    BRACES_IN_CAPITALS(true, guid -> "{" + guid.toUpperCase(Locale.ROOT) + "}"),
    PARENTHESES(true, guid -> "(" + guid + ")"),
    NO_DASHES(true, guid -> guid.replace("-", "")),
    NO_DASHES_IN_CAPITALS(true, guid -> guid.replace("-", "").toUpperCase(Locale.ROOT)),
    NO_DASHES_IN_BRACES(true, guid -> "{" + guid.replace("-", "") + "}"),
    URN(true, guid -> "urn:uuid:" + guid),
    URN_IN_CAPITALS(true, guid -> "URN:UUID:" + guid.toUpperCase(Locale.ROOT)),
    QUOTES(true, guid -> "\"" + guid + "\""),
    LDAP_STYLE(true, guid -> "<GUID=" + guid + ">"),
    BLANKS(true, guid -> "  " + guid + " "),
    TAB(true, guid -> "\t" + guid),
    LINE_BREAK(true, guid -> guid + "\r\n"),
    NO_BREAK_SPACE(true, guid -> "\u00a0" + guid + "\u00a0"),
    BYTE_ORDER_MARK(true, guid -> "\ufeff" + guid),
    DASHES_OF_A_WORD_PROCESSOR(true, guid -> guid.replace('-', '\u2013')),
    STRUCTURE(true, GuidForm::structure),
    WINDOWS_ORDER(false, GuidForm::swapped),
    WINDOWS_ORDER_IN_BRACES(false, guid -> "{" + swapped(guid).toUpperCase(Locale.ROOT) + "}"),
    WINDOWS_ORDER_WITHOUT_DASHES(false, guid -> swapped(guid).replace("-", "")),
    LDAP_STYLE_BYTES(false, guid -> "<GUID=" + swapped(guid).replace("-", "") + ">"),
    BASE64(false, guid -> Base64.getEncoder().encodeToString(bytes(guid))),
    BASE64_WITHOUT_PADDING(false, guid -> Base64.getEncoder().withoutPadding().encodeToString(bytes(guid))),
    BASE64_FOR_URLS(false, guid -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(guid))),
    BASE64_IN_WINDOWS_ORDER(false, guid -> Base64.getEncoder().encodeToString(bytes(swapped(guid)))),
    BASE64_WITH_BLANKS(false, guid -> " " + Base64.getEncoder().encodeToString(bytes(guid)) + "\n"),
    HEXADECIMAL(false, guid -> "0x" + guid.replace("-", "")),
    HEXADECIMAL_IN_WINDOWS_ORDER(false, guid -> "0x" + swapped(guid).replace("-", "")),
    BYTEA(false, guid -> "\\x" + guid.replace("-", "")),
    ESCAPED(false, guid -> "\\" + HexFormat.ofDelimiter("\\").formatHex(bytes(swapped(guid)))),
    ESCAPED_TWICE(false, guid -> "\\\\" + HexFormat.ofDelimiter("\\\\").formatHex(bytes(swapped(guid)))),
    ESCAPED_WITH_X(false, guid -> "\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes(guid))),
    BYTES_WITH_DASHES(false, guid -> HexFormat.ofDelimiter("-").withUpperCase().formatHex(bytes(swapped(guid)))),
    BYTES_WITH_BLANKS(false, guid -> HexFormat.ofDelimiter(" ").formatHex(bytes(guid))),
    BYTES_WITH_COLONS(false, guid -> HexFormat.ofDelimiter(":").formatHex(bytes(guid)));

    private final boolean clear;
    private final UnaryOperator<String> writer;

    GuidForm(boolean clear, UnaryOperator<String> writer) {
        this.clear = clear;
        this.writer = writer;
    }

    /** Whether it means one GUID only. */
    public boolean isClear() {
        return clear;
    }

    /** @param guid in lower case with dashes */
    public String write(String guid) {
        return writer.apply(guid);
    }

    private static byte[] bytes(String guid) {
        UUID uuid = UUID.fromString(guid);
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static String swapped(String guid) {
        return pairs(guid.substring(0, 8)) + "-" + pairs(guid.substring(9, 13)) + "-" + pairs(guid.substring(14, 18))
                + guid.substring(18);
    }

    private static String pairs(String group) {
        StringBuilder swapped = new StringBuilder();
        for (int i = group.length() - 2; i >= 0; i -= 2) {
            swapped.append(group, i, i + 2);
        }
        return swapped.toString();
    }

    /** As .NET writes it with the format X. */
    private static String structure(String guid) {
        String last = HexFormat.of().formatHex(bytes(guid), 8, 16);
        StringBuilder eight = new StringBuilder();
        for (int i = 0; i < last.length(); i += 2) {
            eight.append(i == 0 ? "" : ",").append("0x").append(last, i, i + 2);
        }
        return "{0x" + guid.substring(0, 8) + ",0x" + guid.substring(9, 13) + ",0x" + guid.substring(14, 18) + ",{"
                + eight + "}}";
    }
}
