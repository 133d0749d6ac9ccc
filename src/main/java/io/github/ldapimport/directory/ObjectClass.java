package io.github.ldapimport.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object class as a schema defines it (RFC 4512, 4.1.1).
 *
 * @param names every name, and the OID
 * @param attributes those that its entries must or may have
 */
record ObjectClass(List<String> names, List<String> attributes) {
    private static final Pattern OID = Pattern.compile("^\\s*\\(\\s*'?([0-9A-Za-z.-]+)");
    private static final Pattern NAMES = Pattern.compile("\\bNAME\\s+(?:'([^']+)'|\\(([^)]*)\\))");
    private static final Pattern ATTRIBUTES = Pattern.compile("\\b(?:MUST|MAY)\\s+(?:\\(([^)]*)\\)|([\\w.;-]+))");
    private static final Pattern DESCRIPTION = Pattern.compile("\\bDESC\\s+'[^']*'");

    static Optional<ObjectClass> parse(String definition) {
        Matcher oid = OID.matcher(definition);
        if (!oid.find()) {
            return Optional.empty();
        }
        // which may hold any of the words looked for
        String text = DESCRIPTION.matcher(definition).replaceAll("");
        List<String> names = new ArrayList<>(List.of(oid.group(1)));
        Matcher name = NAMES.matcher(text);
        if (name.find()) {
            String all = name.group(1) == null ? name.group(2) : name.group(1);
            names.addAll(List.of(all.replace("'", " ").strip().split("\\s+")));
        }
        List<String> attributes = new ArrayList<>();
        Matcher lists = ATTRIBUTES.matcher(text);
        while (lists.find()) {
            String all = lists.group(1) == null ? lists.group(2) : lists.group(1);
            attributes.addAll(List.of(all.strip().split("[\\s$]+")));
        }
        return Optional.of(new ObjectClass(names, attributes));
    }
}
