package io.github.ldapimport.check;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.SearchRequest;
import io.github.ldapimport.search.PagedSearch;
import io.github.ldapimport.search.Searcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Some users from all over a directory, by GUID: those of its first page may be unlike the others. */
final class Sample {
    static final int MAX_USERS = 10;

    /** How many users of a larger directory are looked through. */
    private static final int MAX_LOOKED_THROUGH = 100_000;

    private final List<String> guids = new ArrayList<>();
    private long stride = 1;
    private long seen;
    private long withoutGuid;
    private String example;

    private Sample() {}

    /**
     * Looks through a directory for the GUIDs alone.
     *
     * @throws RuntimeException where the search breaks off, as that of a run would
     */
    static Sample of(Directory directory) {
        SearchRequest request = new SearchRequest(
                directory.base(), directory.users(), directory.guidAlone(), directory.pageSize(), () -> false);
        Sample sample = new Sample();
        try (PagedSearch search = new Searcher(directory).apply(directory.template(), request)) {
            while (search.hasNext() && sample.seen < MAX_LOOKED_THROUGH) {
                search.next().entries().forEach(entry -> sample.see(directory, entry));
            }
            search.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        return sample;
    }

    private void see(Directory directory, Entry entry) {
        String guid = directory.guid(entry);
        if (guid == null) {
            withoutGuid++;
            example = example == null ? entry.dn() + ": " + directory.whyNoGuid(entry) : example;
        } else {
            see(guid);
        }
    }

    /** Keeps each n-th; where they become too many, each second of them. */
    private void see(String guid) {
        if (seen++ % stride == 0) {
            if (guids.size() == 2 * MAX_USERS) {
                stride *= 2;
                List<String> half = IntStream.range(0, MAX_USERS)
                        .mapToObj(i -> guids.get(2 * i))
                        .toList();
                guids.clear();
                guids.addAll(half);
            }
            guids.add(guid);
        }
    }

    /** The GUIDs of {@value #MAX_USERS} users, or of all where there are fewer. */
    List<String> guids() {
        int count = Math.min(MAX_USERS, guids.size());
        return IntStream.range(0, count)
                .mapToObj(i -> guids.get(count == 1 ? 0 : i * (guids.size() - 1) / (count - 1)))
                .toList();
    }

    /** How many users with a GUID were looked through. */
    long seen() {
        return seen;
    }

    /** Users who fail in each run, because nothing would find their row again. */
    Optional<String> withoutGuid() {
        return withoutGuid == 0
                ? Optional.empty()
                : Optional.of(withoutGuid + " users would fail in each run, such as " + example);
    }
}
