package io.github.ldapimport.ldap;

import java.nio.charset.StandardCharsets;

/**
 * What a filter asserts of an attribute (RFC 4515, 3: an item).
 *
 * @param attribute as written, with options; empty in an extensible match that names none
 * @param operator such as {@code =}, {@code >=}, or {@code :caseExactMatch:=}
 * @param value in the form of RFC 4515
 * @param written the value as a person wrote it
 * @param origin the filter and where it comes from, for a message
 */
public record Assertion(String attribute, String operator, String value, String written, String origin) {
    static final String PRESENT = "*";

    /** What a backslash may stand before in a DN (RFC 4514, 2.4), besides a pair of hex digits. */
    private static final String DN_SPECIAL = ",+\"<>;=# \\";

    public Assertion withValue(String other) {
        return new Assertion(attribute, operator, other, written, origin);
    }

    public boolean isPresence() {
        return operator.equals("=") && value.equals(PRESENT);
    }

    /** Whether it is a wildcard match, presence aside. */
    public boolean isSubstrings() {
        return operator.equals("=") && value.contains(PRESENT) && !isPresence();
    }

    /** Whether it is an extensible match. */
    public boolean isExtensible() {
        return operator.startsWith(":");
    }

    /** Whether it looks at the parts of entries' DNs, too. */
    public boolean isOfDn() {
        return operator.regionMatches(true, 0, ":dn:", 0, 4);
    }

    /** The name or OID of the matching rule of an extensible match; empty where it names none. */
    public String rule() {
        String rule = isOfDn() ? operator.substring(3) : operator;
        return isExtensible() && rule.length() > 2 ? rule.substring(1, rule.length() - 2) : "";
    }

    /** Whether a backslash was written that means one thing in a text and another in a DN. */
    public boolean isAmbiguous() {
        for (int i = 0; i < written.length() - 1; i++) {
            if (written.charAt(i) == '\\') {
                if (!isHexPair(written, i + 1) && DN_SPECIAL.indexOf(written.charAt(i + 1)) >= 0) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /**
     * The value as that of a DN: backslashes that a DN may have stay, and reach the directory as {@code \5c}.
     *
     * @param doubled whether two backslashes are both the DN's, too, or stand for one as in a text
     */
    public String valueOfDn(boolean doubled) {
        StringBuilder standard = new StringBuilder(written.length() + 8);
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c != '\\' || isHexPair(written, i + 1) || i + 1 == written.length()) {
                standard.append(c == '\0' ? "\\00" : String.valueOf(c));
                continue;
            }
            char next = written.charAt(++i);
            if (next == '\\' ? doubled : DN_SPECIAL.indexOf(next) >= 0) {
                standard.append("\\5c");
            }
            standard.append(Filter.escape(next));
        }
        return standard.toString();
    }

    /** What a value in the form of RFC 4515 stands for, read as UTF-8. */
    public static String decoded(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        byte[] in = value.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '\\') {
                out[length++] = (byte) Integer.parseInt(new String(in, i + 1, 2, StandardCharsets.US_ASCII), 16);
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether two hex digits stand there. */
    static boolean isHexPair(String text, int position) {
        return position + 1 < text.length() && isHex(text.charAt(position)) && isHex(text.charAt(position + 1));
    }

    private static boolean isHex(char c) {
        return "0123456789abcdefABCDEF".indexOf(c) >= 0;
    }

    /** As it stands in the filter, without parentheses. */
    @Override
    public String toString() {
        return attribute + operator + value;
    }
}
