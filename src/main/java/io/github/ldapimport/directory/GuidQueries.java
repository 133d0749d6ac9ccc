package io.github.ldapimport.directory;

import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.ldap.SearchRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.naming.ldap.LdapName;

/** Searches for entries by their GUIDs. */
public final class GuidQueries {
    private final DirectorySettings settings;
    private final DirectoryType kind;
    private final Schema schema;
    private final boolean guidsAreBytes;

    GuidQueries(DirectorySettings settings, Schema schema, boolean guidsAreBytes) {
        this.settings = settings;
        this.kind = settings.kind();
        this.schema = schema;
        this.guidsAreBytes = guidsAreBytes;
    }

    /**
     * A search for the users of this provider among some GUIDs, whatever a run's own filter says.
     *
     * @param stop asked before each page
     */
    public SearchRequest lookup(Collection<String> guids, BooleanSupplier stop) {
        return lookup(settings.base(), Optional.of(settings.users()), guids, guidAlone(), stop);
    }

    /** The same among all entries below the base, users of this provider or not. */
    public SearchRequest lookupOfAnyEntry(Collection<String> guids, BooleanSupplier stop) {
        return lookup(settings.base(), Optional.empty(), guids, guidAlone(), stop);
    }

    /** The same among all entries below another DN. */
    public SearchRequest lookupOfAnyEntry(LdapName below, Collection<String> guids, BooleanSupplier stop) {
        return lookup(below, Optional.empty(), guids, guidAlone(), stop);
    }

    /** The same among all entries below the base, which shows some attributes of them. */
    public SearchRequest lookupOfAnyEntry(Collection<String> guids, Collection<String> shown, BooleanSupplier stop) {
        return lookup(settings.base(), Optional.empty(), guids, withGuid(shown), stop);
    }

    private RequestedAttributes withGuid(Collection<String> shown) {
        List<String> names = new ArrayList<>(List.of(kind.guidAttribute()));
        names.addAll(shown);
        return schema.request(names);
    }

    /**
     * The same, of which it finds those that are known not to match a filter: not those whose attributes are hidden from the
     * account.
     */
    public SearchRequest lookupOfOthers(
            Filter filter, Collection<String> guids, Collection<String> shown, BooleanSupplier stop) {
        return lookup(settings.base(), Optional.of(Filter.not(filter)), guids, withGuid(shown), stop);
    }

    private SearchRequest lookup(
            LdapName below,
            Optional<Filter> whose,
            Collection<String> guids,
            RequestedAttributes attributes,
            BooleanSupplier stop) {
        Filter any = anyOf(guids);
        // two more, so that the answer fits a page even where a GUID was given to two entries
        return new SearchRequest(
                below,
                whose.map(filter -> Filter.and(List.of(filter, any))).orElse(any),
                attributes,
                guids.size() + 2,
                stop);
    }

    /** Matches the entries with one of some GUIDs. */
    public Filter anyOf(Collection<String> guids) {
        List<Filter> any = new ArrayList<>(guids.size());
        for (String guid : guids) {
            any.addAll(guidFilters(guid));
        }
        return Filter.or(any);
    }

    private RequestedAttributes guidAlone() {
        return withGuid(List.of());
    }

    /** Matches one GUID however it is written; nothing where the directory's GUIDs are bytes and this one cannot be. */
    private List<Filter> guidFilters(String guid) {
        String attribute = kind.guidAttribute();
        if (guidsAreBytes) {
            return Guid.toBytes(guid).map(bytes -> Filter.equality(attribute, bytes)).stream()
                    .toList();
        }
        // the kinds' own attributes compare as UUIDs do; one that a setting names may compare texts
        List<String> spellings = settings.namesGuidAttribute() ? Guid.spellings(guid) : List.of(guid);
        return spellings.stream()
                .map(spelling -> Filter.equality(attribute, spelling))
                .toList();
    }
}
