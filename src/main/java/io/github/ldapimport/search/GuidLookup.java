package io.github.ldapimport.search;

import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads what a search for GUIDs has found. Only one that ended whole says that a GUID is not there. */
public final class GuidLookup {
    /** How many rows' GUIDs one search asks for: each may be asked for in many forms. */
    public static final int MAX_ROWS = 100;

    private GuidLookup() {}

    /** A list in pieces of which each is one look, in the same order. */
    public static <T> List<List<T>> pieces(List<T> all) {
        List<List<T>> pieces = new ArrayList<>();
        for (int start = 0; start < all.size(); start += MAX_ROWS) {
            pieces.add(List.copyOf(all.subList(start, Math.min(all.size(), start + MAX_ROWS))));
        }
        return pieces;
    }

    /**
     * The GUIDs that the directory has.
     *
     * @throws DirectoryException when the search did not end whole
     */
    public static Set<String> found(Directory directory, PagedSearch search) {
        // a directory may take GUIDs for equal that differ in case
        Set<String> found = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        entries(directory, search).forEach(entry -> found.addAll(directory.guids(entry)));
        return found;
    }

    /**
     * What the search finds.
     *
     * @throws DirectoryException when it did not end whole
     */
    public static List<Entry> entries(Directory directory, PagedSearch search) {
        List<Entry> entries = new ArrayList<>();
        try (search) {
            while (search.hasNext()) {
                entries.addAll(search.next().entries());
            }
        }
        search.failure().ifPresent(failure -> {
            throw failure;
        });
        if (!search.isComplete()) {
            throw new DirectoryException("Cannot look up users by "
                    + directory.kind().guidAttribute() + " at " + directory.urls()
                    + ": the search was not read to its end: run again");
        }
        return entries;
    }

    /**
     * The same, where some users are known to be there.
     *
     * @throws DirectoryException when the search did not end whole, or finds none of those: it would find nobody
     */
    public static Set<String> found(Directory directory, PagedSearch search, Collection<String> controlGuids) {
        Set<String> found = found(directory, search);
        requireWitnesses(directory, found, controlGuids);
        return found;
    }

    /** @throws DirectoryException when none of those users is among the GUIDs found */
    public static void requireWitnesses(Directory directory, Set<String> found, Collection<String> controlGuids) {
        if (controlGuids.stream().noneMatch(found::contains)) {
            throw new DirectoryException("Cannot look up users by "
                    + directory.kind().guidAttribute() + " at " + directory.urls()
                    + ": it does not find users whom it has just shown: let " + directory.account()
                    + " search by that attribute");
        }
    }

    /** The GUIDs of a few of the first users of a search, which goes no further. */
    public static List<String> some(Directory directory, PagedSearch search, int most) {
        List<String> guids = new ArrayList<>();
        try (search) {
            for (Entry entry : search.peek().entries()) {
                String guid = directory.guid(entry);
                if (guid != null && guids.size() < most) {
                    guids.add(guid);
                }
            }
        }
        search.failure().ifPresent(failure -> {
            throw failure;
        });
        return guids;
    }
}
