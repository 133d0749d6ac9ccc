package io.github.ldapimport.directory;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.DirContext;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.support.LdapUtils;

/**
 * The attribute types that a directory knows, from its subschema subentry (RFC 4512, 4.2). A name that is not among them
 * is a slip: the directory would not complain, but answer that nobody has the attribute.
 */
public final class Schema {
    private static final String SUBENTRY = "subschemaSubentry";
    private static final String ATTRIBUTE_TYPES = "attributeTypes";

    // ( 2.5.4.3 NAME ( 'cn' 'commonName' ) ... ) or ( 0.9.2342.19200300.100.1.3 NAME 'mail' ... )
    private static final Pattern NAMES = Pattern.compile("NAME\\s+(?:'([^']+)'|\\(([^)]*)\\))");
    private static final Pattern OID = Pattern.compile("^\\(\\s*([0-9A-Za-z.-]+)");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");

    private final Set<String> names;
    private final List<String> namingContexts;

    private Schema(Set<String> names, List<String> namingContexts) {
        this.names = names;
        this.namingContexts = namingContexts;
    }

    /** Reads the schema through a connection; one that cannot be read knows every name. */
    static Schema read(DirContext connection) throws NamingException {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Attributes root = connection.getAttributes("", new String[] {SUBENTRY, RootDse.NAMING_CONTEXTS});
        Attribute subentry = root.get(SUBENTRY);
        if (subentry != null) {
            Attribute types = connection
                    .getAttributes(
                            LdapUtils.newLdapName(String.valueOf(subentry.get())), new String[] {ATTRIBUTE_TYPES})
                    .get(ATTRIBUTE_TYPES);
            if (types != null) {
                addNames(types, names);
            }
        }
        return new Schema(names, RootDse.values(root, RootDse.NAMING_CONTEXTS));
    }

    /** The server's naming context that holds an entry, the longest of several; empty where the server does not tell. */
    public String namingContextOf(LdapName entry) {
        String longest = "";
        int parts = -1;
        for (String text : namingContexts) {
            LdapName context = LdapUtils.newLdapName(text);
            if (entry.startsWith(context) && context.size() > parts) {
                longest = text;
                parts = context.size();
            }
        }
        return longest;
    }

    private static void addNames(Attribute types, Set<String> names) throws NamingException {
        NamingEnumeration<?> definitions = types.getAll();
        while (definitions.hasMore()) {
            String definition = String.valueOf(definitions.next());
            Matcher oid = OID.matcher(definition);
            if (oid.find()) {
                names.add(oid.group(1));
            }
            Matcher name = NAMES.matcher(definition);
            if (name.find()) {
                if (name.group(1) != null) {
                    names.add(name.group(1));
                } else {
                    Matcher alias = QUOTED.matcher(name.group(2));
                    while (alias.find()) {
                        names.add(alias.group(1));
                    }
                }
            }
        }
    }

    /** Whether the directory has an attribute of that name; options after {@code ;} do not count. */
    public boolean knows(String attribute) {
        return names.isEmpty() || names.contains(attribute.replaceFirst(";.*", ""));
    }

    /** Whether the directory let its schema be read at all. */
    public boolean isReadable() {
        return !names.isEmpty();
    }
}
