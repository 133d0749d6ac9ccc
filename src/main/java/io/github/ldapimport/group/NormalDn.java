package io.github.ldapimport.group;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * DNs in a form that is the same for each spelling of one DN: case, blanks around separators, escapes (RFC 4514), the order within a
 * part of several values, OIDs in place of the types of RFC 4514, 3. Values are compared without regard to case and to the number of
 * blanks, as those of the usual naming attributes are (RFC 4518).
 */
final class NormalDn {
    /** RFC 4514, 3. */
    private static final Map<String, String> TYPES = Map.of(
            "2.5.4.3", "cn",
            "2.5.4.7", "l",
            "2.5.4.8", "st",
            "2.5.4.10", "o",
            "2.5.4.11", "ou",
            "2.5.4.6", "c",
            "2.5.4.9", "street",
            "0.9.2342.19200300.100.1.25", "dc",
            "0.9.2342.19200300.100.1.1", "uid");

    // no value has them: a normal form is compared, and never read again
    private static final char BETWEEN_PARTS = '\u0001';
    private static final char BETWEEN_VALUES = '\u0002';

    private NormalDn() {}

    /** The normal form; a text that is no DN stands for itself, without regard to case. */
    static String of(String dn) {
        LdapName name;
        try {
            name = new LdapName(dn);
        } catch (InvalidNameException e) {
            // servers take names that JNDI does not, such as types with an underscore
            return dn.strip().toLowerCase(Locale.ROOT);
        }
        StringBuilder normal = new StringBuilder(dn.length());
        for (int i = name.size() - 1; i >= 0; i--) {
            Rdn part = name.getRdn(i);
            if (part.size() == 1) {
                append(normal, part.getType(), part.getValue());
            } else {
                normal.append(String.join(String.valueOf(BETWEEN_VALUES), values(part)));
            }
            normal.append(BETWEEN_PARTS);
        }
        return normal.toString();
    }

    /** In one order: they have none of their own (RFC 4514, 2.2). */
    private static Set<String> values(Rdn part) {
        TreeSet<String> values = new TreeSet<>();
        try {
            NamingEnumeration<? extends Attribute> all = part.toAttributes().getAll();
            while (all.hasMore()) {
                Attribute each = all.next();
                for (int i = 0; i < each.size(); i++) {
                    StringBuilder value = new StringBuilder();
                    append(value, each.getID(), each.get(i));
                    values.add(value.toString());
                }
            }
        } catch (NamingException e) {
            throw new IllegalStateException("A name in memory cannot be read", e);
        }
        return values;
    }

    private static void append(StringBuilder normal, String type, Object value) {
        String lower = type.strip().toLowerCase(Locale.ROOT);
        String dotted = lower.startsWith("oid.") ? lower.substring("oid.".length()) : lower;
        normal.append(TYPES.getOrDefault(dotted, dotted)).append('=');
        if (value instanceof byte[] bytes) {
            normal.append('#').append(HexFormat.of().formatHex(bytes));
        } else {
            fold(normal, value.toString());
        }
    }

    private static void fold(StringBuilder normal, String value) {
        boolean isAscii = StandardCharsets.US_ASCII.newEncoder().canEncode(value);
        String folded = isAscii
                ? value.toLowerCase(Locale.ROOT)
                : Normalizer.normalize(value, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        boolean blank = false;
        int start = normal.length();
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c == ' ') {
                blank = normal.length() > start;
            } else {
                if (blank) {
                    normal.append(' ');
                    blank = false;
                }
                normal.append(c);
            }
        }
    }
}
