package io.github.ldapimport.search;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.SearchRequest;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.ldap.core.LdapOperations;
import org.springframework.ldap.core.LdapTemplate;

/** The paged search that camel-spring-ldap knows not how to do by itself, for its operation FUNCTION_DRIVEN. */
public final class Searcher implements BiFunction<LdapOperations, SearchRequest, PagedSearch> {
    private final Directory directory;

    public Searcher(Directory directory) {
        this.directory = directory;
    }

    /** The message body that camel-spring-ldap expects. */
    public Map<String, Object> message(SearchRequest request) {
        return Map.of("function", this, "request", request);
    }

    @Override
    public PagedSearch apply(LdapOperations operations, SearchRequest request) {
        return PagedSearch.open(
                directory, (LdapTemplate) operations, request.withFilter(directory.resolved(request.filter())));
    }
}
