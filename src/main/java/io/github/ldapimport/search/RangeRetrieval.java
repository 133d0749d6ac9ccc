package io.github.ldapimport.search;

import io.github.ldapimport.connection.DirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.ldap.LdapName;

/**
 * Reads the values that Active Directory kept back. It gives no more than 1,500 values of an attribute at once (MaxValRange),
 * under a name that says which: {@code member;range=0-1499}. The rest is asked for by that name, until one ends in {@code *}
 * ([MS-ADTS] 3.1.1.3.1.3.3).
 */
final class RangeRetrieval {
    private static final Pattern NAME =
            Pattern.compile("(.+);range=([0-9]{1,9})-([0-9]{1,9}|\\*)", Pattern.CASE_INSENSITIVE);

    /**
     * A part of an attribute's values.
     *
     * @param attribute the name without the range
     * @param next number of the first value that is not in the part, or 0 where it has the last one
     */
    record Part(String attribute, int first, int next) {
        boolean isLast() {
            return next == 0;
        }
    }

    private RangeRetrieval() {}

    /** The part that an attribute's name in an answer stands for, or none where it has all values. */
    static Optional<Part> part(String name) {
        if (name.indexOf(';') < 0) {
            // as nearly every name is: it costs no match
            return Optional.empty();
        }
        Matcher range = NAME.matcher(name);
        if (!range.matches()) {
            return Optional.empty();
        }
        String last = range.group(3);
        return Optional.of(new Part(
                range.group(1), Integer.parseInt(range.group(2)), last.equals("*") ? 0 : Integer.parseInt(last) + 1));
    }

    /**
     * The values after a part that was read.
     *
     * @param context with no control of a paged search on it
     * @throws DirectoryException when the directory does not go on where it ended
     */
    static List<Object> rest(DirContext context, LdapName dn, Part read) throws NamingException {
        List<Object> values = new ArrayList<>();
        Part part = read;
        while (!part.isLast()) {
            String wanted = part.attribute() + ";range=" + part.next() + "-*";
            Attribute answer = answer(context, dn, wanted, part);
            part = part(answer.getID()).orElseThrow();
            for (int i = 0; i < answer.size(); i++) {
                values.add(answer.get(i));
            }
        }
        return values;
    }

    /** The attribute in the answer that goes on where the part before ended. */
    private static Attribute answer(DirContext context, LdapName dn, String wanted, Part before)
            throws NamingException {
        NamingEnumeration<? extends Attribute> all =
                context.getAttributes(dn, new String[] {wanted}).getAll();
        while (all.hasMore()) {
            Attribute attribute = all.next();
            boolean goesOn = part(attribute.getID())
                    .filter(part -> part.attribute().equalsIgnoreCase(before.attribute()))
                    .filter(part -> part.first() == before.next() && (part.isLast() || part.next() > part.first()))
                    .isPresent();
            if (goesOn) {
                return attribute;
            }
        }
        throw new DirectoryException(
                "the directory gave a part of the values and not those from " + before.next() + " on");
    }
}
