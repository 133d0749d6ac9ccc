package io.github.ldapimport.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.DirContext;

/**
 * What a server says of itself in its root entry (RFC 4512, 5.1), as far as it lets that be read.
 *
 * @param product its name and version, as it tells them (RFC 3045), or as they can be guessed; empty where neither can be
 * @param kind the kind of directory that this product is, where that is certain
 * @param namingContexts the DNs below which it holds entries
 * @param controls the OIDs of the controls it knows
 */
public record RootDse(String product, Optional<String> kind, List<String> namingContexts, Set<String> controls) {
    /** Paged results (RFC 2696). */
    public static final String PAGED_RESULTS = "1.2.840.113556.1.4.319";

    private static final String OBJECT_CLASS = "objectClass";
    private static final String VENDOR_NAME = "vendorName";
    private static final String VENDOR_VERSION = "vendorVersion";
    static final String NAMING_CONTEXTS = "namingContexts";
    private static final String SUPPORTED_CONTROL = "supportedControl";

    /** Every domain controller has it, nobody else ([MS-ADTS] 3.1.1.3.2.25). */
    private static final String ACTIVE_DIRECTORY = "forestFunctionality";

    /** FreeIPA's own plugin of 389 Directory Server. */
    private static final String FREEIPA = "ipaDomainLevel";

    static RootDse read(DirContext connection) throws NamingException {
        Attributes root = connection.getAttributes("", new String[] {
            OBJECT_CLASS, VENDOR_NAME, VENDOR_VERSION, NAMING_CONTEXTS, SUPPORTED_CONTROL, ACTIVE_DIRECTORY, FREEIPA
        });
        String vendor = String.join(" ", values(root, VENDOR_NAME));
        String version = String.join(" ", values(root, VENDOR_VERSION));
        Optional<String> kind = kind(root, vendor);
        String product = (vendor + " " + version).strip();
        if (product.isEmpty()) {
            product = kind.map(name -> name.equals("openldap") ? "OpenLDAP" : "Active Directory")
                    .orElse("");
        }
        return new RootDse(
                product, kind, values(root, NAMING_CONTEXTS), new TreeSet<>(values(root, SUPPORTED_CONTROL)));
    }

    private static Optional<String> kind(Attributes root, String vendor) {
        if (root.get(ACTIVE_DIRECTORY) != null) {
            return Optional.of("active-directory");
        } else if (root.get(FREEIPA) != null) {
            return Optional.of("freeipa");
        } else if (vendor.startsWith("389 Project")) {
            return Optional.of("389ds");
        }
        return values(root, OBJECT_CLASS).stream().anyMatch("OpenLDAProotDSE"::equalsIgnoreCase)
                ? Optional.of("openldap")
                : Optional.empty();
    }

    static List<String> values(Attributes root, String name) {
        Attribute attribute = root.get(name);
        List<String> values = new ArrayList<>();
        try {
            NamingEnumeration<?> all = attribute == null ? null : attribute.getAll();
            while (all != null && all.hasMore()) {
                values.add(String.valueOf(all.next()));
            }
        } catch (NamingException e) {
            throw new IllegalStateException(name, e);
        }
        return values;
    }

    /** In words, for a person. */
    @Override
    public String toString() {
        return (product.isEmpty() ? "a server that does not tell its name" : product)
                + (namingContexts.isEmpty() ? "" : ", which holds " + String.join("; ", namingContexts));
    }
}
