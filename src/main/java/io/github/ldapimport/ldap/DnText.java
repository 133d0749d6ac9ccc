package io.github.ldapimport.ldap;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whether a text can be a distinguished name (RFC 4514). JNDI's own reader refuses names that servers take, such as types with
 * an underscore; this one refuses only what no server can take for a DN.
 */
public final class DnText {
    private static final String SPECIAL = ",+\"<>;=# \\";

    private final String text;
    private int position;
    private boolean isStrict = true;

    private DnText(String text) {
        this.text = text;
    }

    /** Whether each part is a type, {@code =} and a value; the empty DN is one. */
    public static boolean isPossible(String text) {
        return text.isBlank() || new DnText(text).isDn();
    }

    /** Whether it is, and every backslash in it is one that RFC 4514 allows. */
    public static boolean isStandard(String text) {
        DnText dn = new DnText(text);
        return text.isBlank() || (dn.isDn() && dn.isStrict);
    }

    /**
     * The value in the first part of a DN: {@code Doe, John} of <code>cn=Doe\, John,ou=people,dc=example,dc=com</code>. Of several
     * attributes there, that of the first by name: they have no order (RFC 4514, 2.2).
     *
     * @throws IllegalArgumentException when it is no DN
     */
    public static String firstValue(String dn) {
        try {
            LdapName name = new LdapName(dn);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("it is the empty DN");
            }
            Object value = name.getRdn(name.size() - 1).getValue();
            // #04024869 stands for bytes
            return value instanceof String text ? text : Rdn.escapeValue(value);
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("it is no DN", e);
        }
    }

    private boolean isDn() {
        do {
            if (!type() || !value()) {
                return false;
            }
        } while (position++ < text.length());
        return true;
    }

    private boolean type() {
        int start = position;
        while (position < text.length() && text.charAt(position) != '=') {
            char c = text.charAt(position);
            if (!Character.isLetterOrDigit(c) && "-._ ".indexOf(c) < 0) {
                return false;
            }
            position++;
        }
        boolean isNamed =
                position < text.length() && !text.substring(start, position).isBlank();
        position++;
        return isNamed;
    }

    /** Ends before a separator, or at the end. */
    private boolean value() {
        boolean quoted = false;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\\') {
                if (position + 1 == text.length()) {
                    return false;
                }
                isStrict &= Assertion.isHexPair(text, position + 1) || SPECIAL.indexOf(text.charAt(position + 1)) >= 0;
                position++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';' || c == '+')) {
                return true;
            }
            position++;
        }
        return !quoted;
    }
}
