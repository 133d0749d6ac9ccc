package io.github.ldapimport.run;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.directory.Entry;
import io.github.ldapimport.directory.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whom a run has found in the directory, whatever became of their rows. Safe for several threads. */
final class SeenUsers {
    /** How many users a second look is tried with. */
    private static final int MOST_WITNESSES = 3;

    private final SeenGuids guids = new SeenGuids();
    private final List<String> witnesses = new ArrayList<>();
    private long entries;
    private long withoutGuid;

    /**
     * Notes the GUIDs of a page's entries.
     *
     * @return the entries whose GUID an earlier entry had, too, and what is to be said of each
     */
    synchronized Map<Entry, String> see(Page page, Directory directory) {
        Map<Entry, String> repeated = new HashMap<>();
        for (Entry entry : page.entries()) {
            entries++;
            List<String> its = directory.guids(entry);
            if (its.isEmpty()) {
                withoutGuid++;
                continue;
            }
            String guid = its.get(0);
            boolean isNew = guids.add(guid);
            for (String further : its.subList(1, its.size())) {
                guids.add(further);
            }
            if (!isNew) {
                repeated.put(
                        entry,
                        "The GUID " + guid + " belongs to " + first(guid, entry, page, directory)
                                + " too, which came first: a GUID must be one entry's only");
            } else if (witnesses.size() < MOST_WITNESSES) {
                witnesses.add(guid);
            }
        }
        return repeated;
    }

    /** The entry before this one that has the GUID, for a person. */
    private static String first(String guid, Entry entry, Page page, Directory directory) {
        for (Entry earlier : page.entries()) {
            if (earlier.equals(entry)) {
                break;
            } else if (guid.equals(directory.guid(earlier))) {
                return earlier.dn();
            }
        }
        return "an entry of another page";
    }

    /** Whether an entry had that GUID, which is in its stored form. */
    boolean contains(String guid) {
        return guids.contains(guid);
    }

    /** How many entries were noted. */
    synchronized long entries() {
        return entries;
    }

    /** How many of them showed no GUID. */
    synchronized long withoutGuid() {
        return withoutGuid;
    }

    /** A few of the GUIDs: a lookup that finds none of them finds nobody. */
    synchronized List<String> witnesses() {
        return List.copyOf(witnesses);
    }
}
