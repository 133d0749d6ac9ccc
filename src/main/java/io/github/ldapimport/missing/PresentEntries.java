package io.github.ldapimport.missing;

import io.github.ldapimport.rows.LiveUserRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows that seem to be missing though the directory has an entry with their GUID: whether the entry is known to be no user of the
 * provider. Not for two threads at once.
 */
public final class PresentEntries {
    private static final int MAX_EXAMPLES = 3;

    // by GUID, as the directory has it, of the rows at hand; a directory may take GUIDs for equal that differ in case
    private final Map<String, String> dns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<LiveUserRow> hidden = new ArrayList<>();
    private final List<String> examples = new ArrayList<>(MAX_EXAMPLES);
    private final Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** Begins with further rows. */
    public void begin() {
        dns.clear();
    }

    public void add(String guid, String dn) {
        dns.put(guid, dn);
    }

    /** The GUIDs that the directory has of the rows at hand. */
    public List<String> guids() {
        return List.copyOf(dns.keySet());
    }

    /** Keeps those of the rows at hand whose entry is not known to be no user. */
    public void others(List<LiveUserRow> rows, Set<String> noUsers) {
        Map<LiveUserRow, String> unknown = new LinkedHashMap<>();
        for (LiveUserRow row : rows) {
            for (String guid : row.guidVariants()) {
                if (dns.containsKey(guid) && !noUsers.contains(guid)) {
                    unknown.put(row, dns.get(guid));
                }
            }
        }
        unknown.forEach((row, dn) -> {
            hidden.add(row);
            if (examples.size() < MAX_EXAMPLES) {
                examples.add(dn);
            }
        });
        dns.clear();
    }

    /** Notes attributes that an entry must have and does not show. */
    public void hides(List<String> names) {
        attributes.addAll(names);
    }

    /** How many rows there are whose users may be there. */
    public int count() {
        return hidden.size();
    }

    /** The DNs of a few of their entries. */
    public List<String> examples() {
        return List.copyOf(examples);
    }

    /** Attributes that are known to be hidden; none where it is one or the other of the filter's. */
    public Set<String> attributes() {
        return attributes;
    }
}
