package io.github.ldapimport.directory;

import static io.github.ldapimport.settings.Setting.DIRECTORY_BINARY_ATTRIBUTES;
import static io.github.ldapimport.settings.Setting.DIRECTORY_URL;

import io.github.ldapimport.connection.GlobalCatalog;
import io.github.ldapimport.ldap.Assertion;
import io.github.ldapimport.ldap.AttributeDescription;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.naming.NamingException;
import javax.naming.directory.DirContext;

/**
 * Holds the names and filters of the settings against a directory's schema, before anything is read: a server answers to most of
 * what is wrong in them that nobody has the attribute, or that nobody is found.
 */
final class SchemaCheck {
    private static final String OBJECT_CLASS = "objectClass";
    private static final Set<String> ALL = Set.of("*", "+");

    private final Directory directory;
    private final DirContext connection;
    private final List<String> notes = new ArrayList<>();

    SchemaCheck(Directory directory, DirContext connection) {
        this.directory = directory;
        this.connection = connection;
    }

    /** @throws ConfigurationException naming what is wrong */
    Schema look(Map<String, String> origins, Map<String, String> columns, List<Filter> filters) throws NamingException {
        Schema schema = Schema.read(connection);
        Set<String> names = new TreeSet<>(origins.keySet());
        names.removeAll(ALL);
        requireKnown(schema, names, origins);
        if (directory.settings().isGlobalCatalogue()) {
            requireHeld(schema, origins);
        }
        requireAnsweredName(schema);
        requireOwnValues(schema, columns);
        requireDefined(schema, filters);
        return schema;
    }

    /** What a person should know of the filters, though nothing is wrong with them. */
    List<String> notes() {
        return notes;
    }

    private void requireKnown(Schema schema, Set<String> names, Map<String, String> origins) {
        String unknown = names.stream()
                .filter(attribute -> !schema.knows(attribute))
                .map(attribute -> "'" + attribute + "' in " + origins.get(attribute))
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new ConfigurationException("Unknown attribute " + unknown + ": the schema of " + directory.urls()
                    + " has no attribute of that name, correct it");
        }
    }

    /** An attribute that a global catalogue does not hold looks as if nobody had it, and would empty its column. */
    private void requireHeld(Schema schema, Map<String, String> origins) throws NamingException {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        origins.keySet().stream()
                .filter(attribute -> !ALL.contains(attribute))
                .forEach(attribute -> names.add(AttributeDescription.type(schema.canonical(attribute))));
        Set<String> lacking = GlobalCatalog.lacks(connection, names);
        for (String attribute : new TreeSet<>(origins.keySet())) {
            if (attribute.equals("*") || lacking.contains(AttributeDescription.type(schema.canonical(attribute)))) {
                throw new ConfigurationException("'" + attribute + "' in " + origins.get(attribute)
                        + " is not in the global catalogue at " + directory.urls()
                        + ", which holds some of the attributes only: ask a"
                        + " domain controller itself, on port 389 or 636 in " + directory.key(DIRECTORY_URL)
                        + ", or do without it");
            }
        }
    }

    /** JNDI tells bytes from text by the name in the answer: by another one it would spoil them. */
    private void requireAnsweredName(Schema schema) {
        for (String attribute : directory.settings().ownBinaryAttributes()) {
            String written = AttributeDescription.type(attribute);
            String name = AttributeDescription.type(schema.canonical(attribute));
            if (schema.isReadable() && !name.equalsIgnoreCase(written)) {
                throw new ConfigurationException(directory.key(DIRECTORY_BINARY_ATTRIBUTES) + " names '" + attribute
                        + "', which " + directory.urls() + " calls " + name + " in its answers: write " + name);
            }
        }
    }

    private void requireOwnValues(Schema schema, Map<String, String> columns) throws NamingException {
        List<String> general = columns.keySet().stream()
                .filter(attribute -> !schema.subtypes(attribute).isEmpty())
                .toList();
        if (general.isEmpty() || !schema.isReadable()) {
            return;
        }
        Schema whole = schema.withObjectClasses(connection);
        for (String attribute : general) {
            if (whole.isAbstract(attribute)) {
                throw new ConfigurationException("'" + attribute + "' in " + columns.get(attribute)
                        + " is no attribute that an entry has itself, it stands for "
                        + String.join(", ", schema.subtypes(attribute)) + ": name the one that is meant");
            }
        }
    }

    private void requireDefined(Schema schema, List<Filter> filters) throws NamingException {
        FilterRules rules = new FilterRules(schema, directory.kind());
        FilterProbe probe = new FilterProbe(connection, directory.base());
        List<Filter> resolved = filters.stream().map(rules::resolved).toList();
        boolean hasClasses = resolved.stream()
                .flatMap(filter -> filter.assertions().stream())
                .anyMatch(each -> isOfClass(schema, each));
        Schema whole = hasClasses && schema.isReadable() ? schema.withObjectClasses(connection) : schema;
        Set<Assertion> unused = unusedClasses(schema, whole, resolved, probe);
        List<Assertion> assertions = new ArrayList<>();
        for (Filter filter : resolved) {
            ForeignClasses foreign = new ForeignClasses(
                    filter, unused::contains, each -> isOfClass(schema, each) && !unused.contains(each));
            foreign.assertions()
                    .forEach(each -> notes.add("The schema of " + directory.urls() + " has no object class '"
                            + className(each) + "', so that part of " + each.origin()
                            + " matches nobody here; the other part of its OR does"));
            assertions.addAll(foreign.others());
        }
        for (Assertion assertion : assertions) {
            if (unused.contains(assertion)) {
                throw FilterRules.bad(
                        assertion,
                        "there is no object class '" + className(assertion) + "' in the schema of " + directory.urls()
                                + ", so nobody has it: correct its name");
            }
        }
        for (Assertion assertion : probe.undefined(assertions)) {
            throw FilterRules.bad(
                    assertion,
                    directory.urls() + " cannot evaluate (" + assertion
                            + "), so it matches nobody, and neither does its"
                            + " negation: the attribute's schema has no rule for such a match, or it is no value for it");
        }
    }

    private static boolean isOfClass(Schema schema, Assertion assertion) {
        return !assertion.isPresence()
                && !assertion.isSubstrings()
                && !assertion.isExtensible()
                && schema.canonical(assertion.attribute()).equalsIgnoreCase(OBJECT_CLASS);
    }

    private static String className(Assertion assertion) {
        return Assertion.decoded(assertion.value()).strip();
    }

    /** Those of classes that the schema does not have, nor any entry: a server may hold entries that were there before its schema was. */
    private static Set<Assertion> unusedClasses(Schema schema, Schema whole, List<Filter> filters, FilterProbe probe)
            throws NamingException {
        Set<Assertion> unused = new HashSet<>();
        for (Filter filter : filters) {
            for (Assertion assertion : filter.assertions()) {
                if (isOfClass(schema, assertion)
                        && schema.isReadable()
                        && !whole.knowsObjectClass(className(assertion))
                        && probe.isUnused(assertion)) {
                    unused.add(assertion);
                }
            }
        }
        return unused;
    }
}
