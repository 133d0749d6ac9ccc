package io.github.ldapimport.search;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.SearchRequest;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.camel.spi.Registry;
import org.springframework.ldap.core.LdapOperations;
import org.springframework.ldap.core.LdapTemplate;

/** The paged search that camel-spring-ldap knows not how to do by itself, for its operation FUNCTION_DRIVEN. */
public final class Searcher implements BiFunction<LdapOperations, SearchRequest, PagedSearch> {
    private final Directory directory;

    public Searcher(Directory directory) {
        this.directory = directory;
    }

    /** Gives camel-spring-ldap the connection to a directory, under the name by which a route asks for it. */
    public static void offer(Directory directory, Registry registry, String name) {
        registry.bind(name, LdapTemplate.class, directory.template());
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
