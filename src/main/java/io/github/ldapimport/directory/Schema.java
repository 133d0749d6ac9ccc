package io.github.ldapimport.directory;

import io.github.ldapimport.ldap.AttributeAliases;
import io.github.ldapimport.ldap.AttributeDescription;
import io.github.ldapimport.ldap.RequestedAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.DirContext;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.support.LdapUtils;

/**
 * The attribute types that a directory knows, from its subschema subentry (RFC 4512, 4.2). A name that is not among them
 * is a slip: the directory would not complain, but answer that nobody has the attribute. Where it cannot be read, the names and
 * syntaxes of the standards stand in for it ({@link StandardSchema}).
 */
public final class Schema {
    private static final String SUBENTRY = "subschemaSubentry";
    private static final String ATTRIBUTE_TYPES = "attributeTypes";
    private static final String OBJECT_CLASSES = "objectClasses";

    /** More supertypes than any schema has; a ring of them ends here. */
    private static final int MAX_SUPERTYPES = 20;

    /** What stands in for a schema that cannot be read. */
    static final Schema STANDARD = new Schema(types(StandardSchema.ATTRIBUTE_TYPES), List.of(), List.of(), false);

    private final Map<String, AttributeType> types;
    private final Set<String> objectClasses = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> allowed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> namingContexts;
    private final boolean isReadable;

    private Schema(
            Map<String, AttributeType> types,
            Collection<String> classes,
            List<String> namingContexts,
            boolean isReadable) {
        this.types = types;
        this.namingContexts = namingContexts;
        this.isReadable = isReadable;
        for (String definition : classes) {
            ObjectClass.parse(definition).ifPresent(each -> {
                objectClasses.addAll(each.names());
                allowed.addAll(each.attributes());
            });
        }
    }

    private static Map<String, AttributeType> types(Collection<String> definitions) {
        Map<String, AttributeType> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String definition : definitions) {
            AttributeType.parse(definition).ifPresent(type -> {
                types.putIfAbsent(type.oid(), type);
                type.names().forEach(name -> types.putIfAbsent(name, type));
            });
        }
        return types;
    }

    /** Of definitions in the form of RFC 4512; without any, that of the standards. */
    static Schema of(Collection<String> attributeTypes, Collection<String> objectClasses) {
        return attributeTypes.isEmpty() ? STANDARD : new Schema(types(attributeTypes), objectClasses, List.of(), true);
    }

    /** Reads the attributes through a connection; a schema that cannot be read knows every name. */
    static Schema read(DirContext connection) throws NamingException {
        Attributes root = connection.getAttributes("", new String[] {SUBENTRY, RootDse.NAMING_CONTEXTS});
        List<String> contexts = RootDse.values(root, RootDse.NAMING_CONTEXTS);
        List<String> attributeTypes = definitions(connection, root.get(SUBENTRY), ATTRIBUTE_TYPES);
        return attributeTypes.isEmpty()
                ? new Schema(STANDARD.types, List.of(), contexts, false)
                : new Schema(types(attributeTypes), List.of(), contexts, true);
    }

    /** The same schema and its object classes, which few ask for. */
    Schema withObjectClasses(DirContext connection) throws NamingException {
        Attributes root = connection.getAttributes("", new String[] {SUBENTRY});
        return new Schema(
                types, definitions(connection, root.get(SUBENTRY), OBJECT_CLASSES), namingContexts, isReadable);
    }

    private static List<String> definitions(DirContext connection, Attribute subentry, String name)
            throws NamingException {
        return subentry == null
                ? List.of()
                : texts(connection
                        .getAttributes(LdapUtils.newLdapName(String.valueOf(subentry.get())), new String[] {name})
                        .get(name));
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

    private static List<String> texts(Attribute attribute) throws NamingException {
        List<String> texts = new ArrayList<>();
        if (attribute != null) {
            NamingEnumeration<?> all = attribute.getAll();
            while (all.hasMore()) {
                texts.add(String.valueOf(all.next()));
            }
        }
        return texts;
    }

    /** Whether the directory has an attribute of that name; options after {@code ;} do not count. */
    public boolean knows(String attribute) {
        return !isReadable || type(attribute).isPresent();
    }

    /** Whether the directory let its schema be read at all. */
    public boolean isReadable() {
        return isReadable;
    }

    private Optional<AttributeType> type(String attribute) {
        return Optional.ofNullable(types.get(AttributeDescription.type(attribute)));
    }

    /** What the directory calls an attribute in its answers, whichever of its names this is; options stay. */
    String canonical(String attribute) {
        String type = type(attribute).map(AttributeType::name).orElse(AttributeDescription.type(attribute));
        return AttributeDescription.of(type, attribute);
    }

    /** The OID of an attribute's syntax, its own or its supertype's, or none where nothing says. */
    Optional<String> syntax(String attribute) {
        Optional<AttributeType> type = type(attribute);
        for (int i = 0; i < MAX_SUPERTYPES && type.isPresent(); i++) {
            if (type.get().syntax() != null) {
                return Optional.of(type.get().syntax());
            }
            type = type.get().supertype() == null
                    ? Optional.empty()
                    : type(type.get().supertype());
        }
        return Optional.empty();
    }

    /** Whether a class is defined; where the classes were not read, every one is. */
    boolean knowsObjectClass(String name) {
        return objectClasses.isEmpty() || objectClasses.contains(name);
    }

    /** The attributes that are kinds of this one, at any remove: who asks for it gets those (RFC 4511, 4.5.1.8). */
    List<String> subtypes(String attribute) {
        Optional<AttributeType> wanted = type(attribute);
        if (wanted.isEmpty()) {
            return List.of();
        }
        return types.values().stream()
                .distinct()
                .filter(type -> !type.equals(wanted.get()) && isKindOf(type, wanted.get()))
                .map(AttributeType::name)
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .toList();
    }

    private boolean isKindOf(AttributeType type, AttributeType wanted) {
        AttributeType kind = type;
        for (int i = 0; i < MAX_SUPERTYPES && kind != null; i++) {
            if (kind.equals(wanted)) {
                return true;
            }
            kind = kind.supertype() == null ? null : types.get(kind.supertype());
        }
        return false;
    }

    /**
     * Whether an attribute only gathers others, as {@code name} does cn, sn and ou: it has subtypes, and no class lets an entry
     * have it itself. Nothing is said where the classes were not read.
     */
    boolean isAbstract(String attribute) {
        Optional<AttributeType> type = type(attribute);
        if (type.isEmpty() || allowed.isEmpty() || type.get().isOperational()) {
            return false;
        }
        boolean isAllowed = allowed.contains(type.get().oid())
                || type.get().names().stream().anyMatch(allowed::contains);
        return !isAllowed && !subtypes(attribute).isEmpty();
    }

    /** What to ask for, by the names that the directory answers by where they are known, so that each is read by any name. */
    RequestedAttributes request(Collection<String> names) {
        Set<String> asked = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            String answered = canonical(name);
            asked.add(isReadable && !answered.equalsIgnoreCase(name) ? answered : name);
        }
        Map<String, String> aliases = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (asked.contains("*") || asked.contains("+")) {
            new TreeSet<>(types.keySet()).forEach(alias -> addAlias(alias, types.get(alias), aliases));
        } else {
            for (String name : names) {
                type(name).ifPresent(type -> {
                    addAlias(type.oid(), type, aliases);
                    type.names().forEach(alias -> addAlias(alias, type, aliases));
                });
            }
        }
        return new RequestedAttributes(asked, new AttributeAliases(aliases));
    }

    private static void addAlias(String alias, AttributeType type, Map<String, String> aliases) {
        if (!alias.equalsIgnoreCase(type.name())) {
            aliases.put(alias, type.name());
        }
    }
}
