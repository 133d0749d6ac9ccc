package io.github.ldapimport.directory;

import io.github.ldapimport.ldap.Assertion;
import io.github.ldapimport.ldap.Filter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The arms of a filter that are for another directory, as in {@code (|(objectClass=inetOrgPerson)(objectClass=user))}: an object
 * class that this server's schema does not have, but other servers' schemas do, in an OR whose other arm has one that it has.
 * Such an arm matches nobody here, and takes nothing away from what the others match. Below a NOT nothing is such an arm, and a
 * class that no server is known to have is a slip.
 */
final class ForeignClasses {
    /** Classes of people and accounts in the schemas of directory servers, in lower case. */
    private static final Set<String> KNOWN_ELSEWHERE = Set.of(
            "account",
            "computer",
            "contact",
            "dominoperson",
            "eduperson",
            "foreignsecurityprincipal",
            "group",
            "inetorgperson",
            "inetuser",
            "ipauser",
            "msds-groupmanagedserviceaccount",
            "msds-managedserviceaccount",
            "ndsloginproperties",
            "nsaccount",
            "nsperson",
            "organizationalperson",
            "person",
            "posixaccount",
            "posixgroup",
            "residentialperson",
            "sambasamaccount",
            "securityprincipal",
            "shadowaccount",
            "top",
            "user",
            "zimbraaccount");

    /** A node of the filter's tree; an assertion has no operator and no children. */
    private record Node(char operator, Assertion assertion, List<Node> children) {}

    private final Predicate<Assertion> isUnknown;
    private final Predicate<Assertion> isKnown;
    private final Filter filter;
    // the same may stand in the filter twice, and below a NOT the second time
    private final Set<Assertion> found = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * @param filter whose arms are looked at
     * @param isUnknown whether an assertion is one of a class that the schema does not have
     * @param isKnown whether it is one of a class that the schema has
     */
    ForeignClasses(Filter filter, Predicate<Assertion> isUnknown, Predicate<Assertion> isKnown) {
        this.filter = filter;
        this.isUnknown = isUnknown;
        this.isKnown = isKnown;
        look(tree(filter));
    }

    /** The assertions of such classes in such arms. */
    List<Assertion> assertions() {
        return filter.assertions().stream().filter(found::contains).toList();
    }

    /** All other assertions of the filter. */
    List<Assertion> others() {
        return filter.assertions().stream()
                .filter(each -> !found.contains(each))
                .toList();
    }

    private void look(Node node) {
        if (node.operator() == '|') {
            boolean hasOwn = node.children().stream().anyMatch(arm -> asserts(arm, isKnown));
            for (Node arm : node.children()) {
                if (hasOwn && asserts(arm, this::isForeign)) {
                    // it cannot match, whatever else it says of classes
                    gather(arm);
                } else {
                    look(arm);
                }
            }
        } else if (node.operator() == '&') {
            node.children().forEach(this::look);
        }
    }

    private boolean isForeign(Assertion assertion) {
        return isUnknown.test(assertion)
                && KNOWN_ELSEWHERE.contains(
                        Assertion.decoded(assertion.value()).strip().toLowerCase(Locale.ROOT));
    }

    /** Whether an arm cannot match without that assertion. */
    private static boolean asserts(Node arm, Predicate<Assertion> which) {
        return arm.assertion() != null
                ? which.test(arm.assertion())
                : arm.operator() == '&' && arm.children().stream().anyMatch(part -> asserts(part, which));
    }

    private void gather(Node arm) {
        if (arm.assertion() != null && isForeign(arm.assertion())) {
            found.add(arm.assertion());
        }
        arm.children().forEach(this::gather);
    }

    private static Node tree(Filter filter) {
        Deque<Node> open = new ArrayDeque<>();
        open.push(new Node('&', null, new ArrayList<>()));
        for (Filter.Part part : filter.parts()) {
            if (part.assertion() != null) {
                // in the parentheses that were opened for it
                open.element().children().add(new Node(' ', part.assertion(), List.of()));
                continue;
            }
            for (int i = 0; i < part.text().length(); i++) {
                switch (part.text().charAt(i)) {
                    case '(' -> open.push(new Node(operator(part.text(), i + 1), null, new ArrayList<>()));
                    case ')' -> {
                        Node closed = open.pop();
                        open.element().children().add(closed);
                    }
                    default -> {
                        // an operator, which was read with its parenthesis
                    }
                }
            }
        }
        return open.element();
    }

    /** Parentheses round an assertion are an AND of one. */
    private static char operator(String text, int position) {
        char operator = position < text.length() ? text.charAt(position) : '&';
        return operator == '(' || operator == ')' ? '&' : operator;
    }
}
