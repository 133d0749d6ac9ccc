package io.github.ldapimport.search;

import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.SearchRequest;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.camel.spi.Registry;
import org.springframework.ldap.core.LdapOperations;
import org.springframework.ldap.core.LdapTemplate;

/** The paged search that camel-spring-ldap knows not how to do by itself, for its operation FUNCTION_DRIVEN. */
public final class Searcher implements BiFunction<LdapOperations, SearchRequest, PagedSearch> {
    private static final int ATTEMPTS_OF_LOOK = 2;

    private final Directory directory;
    private final int attempts;

    public Searcher(Directory directory) {
        this(directory, 1);
    }

    private Searcher(Directory directory, int attempts) {
        this.directory = directory;
        this.attempts = attempts;
    }

    /**
     * One for looks while another search goes on: where the connection is lost before the first page, it asks once more on a new
     * one, so that a connection's end costs no user the look.
     */
    public static Searcher ofLook(Directory directory) {
        return new Searcher(directory, ATTEMPTS_OF_LOOK);
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
        SearchRequest resolved = request.withFilter(directory.resolved(request.filter()));
        for (int attempt = 1; attempt < attempts; attempt++) {
            try {
                PagedSearch search = PagedSearch.open(directory, (LdapTemplate) operations, resolved);
                search.peek();
                if (search.failure().filter(Searcher::isUnreachable).isEmpty()) {
                    return search;
                }
                search.close();
            } catch (DirectoryException e) {
                if (!e.isUnreachable()) {
                    throw e;
                }
            }
        }
        return PagedSearch.open(directory, (LdapTemplate) operations, resolved);
    }

    private static boolean isUnreachable(RuntimeException failure) {
        return failure instanceof DirectoryException lost && lost.isUnreachable();
    }
}
