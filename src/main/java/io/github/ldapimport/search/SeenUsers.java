package io.github.ldapimport.search;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Guid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whom a run has found in the directory, whatever became of their rows. Safe for several threads. */
public final class SeenUsers {
    /** How many users a second look is tried with. */
    private static final int MAX_CONTROL_GUIDS = 3;

    private final SeenGuids guids = new SeenGuids();
    private final SeenGuids shared = new SeenGuids();
    private final List<String> controlGuids = new ArrayList<>();
    private long entries;
    private long withoutGuid;

    /** Notes a GUID that several entries have, or what it is the {@linkplain Guid#family family} of. */
    public void shared(String family) {
        shared.add(family);
    }

    public int sharedCount() {
        return shared.size();
    }

    /**
     * Notes the GUIDs of a page's entries.
     *
     * @return the entries whose GUID another entry has, too, and what is to be said of each; of an entry of an earlier page,
     *     which may be written by now, nothing is said any more
     */
    public synchronized Map<Entry, String> see(Page page, Directory directory) {
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
            if (shared.size() > 0 && its.stream().anyMatch(each -> shared.contains(Guid.family(each)))) {
                repeated.put(
                        entry,
                        "The " + directory.kind().guidAttribute() + " " + guid
                                + " is that of several entries: a GUID must be"
                                + " one entry's only, so nobody knows whose row it is; give each a value of its own");
            } else if (!isNew) {
                repeated(guid, entry, page, directory, repeated);
            }
            if (isNew && controlGuids.size() < MAX_CONTROL_GUIDS) {
                controlGuids.add(guid);
            }
        }
        return repeated;
    }

    /** Neither of two entries of a page is known to be the right one; one of an earlier page may be written by now. */
    private static void repeated(
            String guid, Entry entry, Page page, Directory directory, Map<Entry, String> repeated) {
        for (Entry earlier : page.entries()) {
            if (earlier.equals(entry)) {
                break;
            } else if (guid.equals(directory.guid(earlier))) {
                repeated.put(earlier, belongsTo(guid, entry.dn()));
                repeated.put(entry, belongsTo(guid, earlier.dn()));
                return;
            }
        }
        repeated.put(entry, belongsTo(guid, "an entry of another page"));
    }

    private static String belongsTo(String guid, String whose) {
        return "The GUID " + guid + " belongs to " + whose + " too: a GUID must be one entry's only";
    }

    /** Whether an entry had that GUID, which is in its stored form. */
    public boolean contains(String guid) {
        return guids.contains(guid);
    }

    /** How many entries were noted. */
    public synchronized long entries() {
        return entries;
    }

    /** How many of them showed no GUID. */
    public synchronized long withoutGuid() {
        return withoutGuid;
    }

    /** A few of the GUIDs: a lookup that finds none of them finds nobody. */
    public synchronized List<String> controlGuids() {
        return List.copyOf(controlGuids);
    }
}
