package io.github.ldapimport.ldap;

import java.util.Comparator;

/**
 * Orders the names of attributes, which match without regard to case (RFC 4512, 2.5), the shorter one first: names of an
 * entry mostly differ in length, so few letters are compared. Each user's are looked up a dozen times.
 */
public final class AttributeNames implements Comparator<String> {
    public static final AttributeNames ORDER = new AttributeNames();

    private AttributeNames() {}

    @Override
    public int compare(String one, String other) {
        return one.length() == other.length()
                ? String.CASE_INSENSITIVE_ORDER.compare(one, other)
                : one.length() - other.length();
    }
}
