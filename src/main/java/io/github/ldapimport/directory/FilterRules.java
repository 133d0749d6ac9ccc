package io.github.ldapimport.directory;

import io.github.ldapimport.ldap.Assertion;
import io.github.ldapimport.ldap.DirectoryType;
import io.github.ldapimport.ldap.DnText;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.settings.ConfigurationException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a directory's schema makes of a filter that a person wrote. A backslash belongs to a DN where the attribute's values are
 * DNs. A value that the attribute cannot have is refused: no server complains, it finds nobody (RFC 4511, 4.5.1.7: Undefined).
 */
final class FilterRules {
    private static final String SYNTAXES = "1.3.6.1.4.1.1466.115.121.1.";
    private static final String BOOLEAN = SYNTAXES + "7";
    private static final String INTEGER = SYNTAXES + "27";
    private static final String LARGE_INTEGER = "1.2.840.113556.1.4.906";
    private static final Set<String> TIMES = Set.of(SYNTAXES + "24", SYNTAXES + "53");

    private static final Set<String> DNS = Set.of(SYNTAXES + "12", SYNTAXES + "34");
    // DNs with something before them, and the names of X.400: DN-Binary, DN-String, OR-Name ([MS-ADTS] 3.1.1.2.2.2)
    private static final Set<String> DNS_WITH_MORE =
            Set.of("1.2.840.113556.1.4.903", "1.2.840.113556.1.4.904", "1.2.840.113556.1.4.1221");

    /** Active Directory's rule for members of members ([MS-ADTS] 3.1.1.3.4.4.3). */
    private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

    private static final Set<String> DN_RULES = names(
            "distinguishedNameMatch",
            "2.5.13.1",
            "uniqueMemberMatch",
            "2.5.13.23",
            IN_CHAIN,
            "dnSubtreeMatch",
            "dnOneLevelMatch",
            "dnSubordinateMatch",
            "dnSuperiorMatch");

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+|0[xX][0-9a-fA-F]+");
    private static final Pattern TIME = Pattern.compile("[0-9]{4,}([.,][0-9]+)?(Z|[+-][0-9]{2,4})?");
    private static final Pattern BITS_OF_A_NAME = Pattern.compile("#'[01]*'B$");
    private static final Pattern HEX_OF_A_SPECIAL =
            Pattern.compile("(?<!\\\\5c)\\\\(?=2c|2b|22|3c|3e|3b|3d|23|20)", Pattern.CASE_INSENSITIVE);

    private final Schema schema;
    private final boolean isActiveDirectory;

    FilterRules(Schema schema, DirectoryType kind) {
        this.schema = schema;
        this.isActiveDirectory = kind.isActiveDirectory();
    }

    private static Set<String> names(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(List.of(names));
        return all;
    }

    /**
     * The filter as the directory is to get it.
     *
     * @throws ConfigurationException naming the assertion that no entry can match, and what to write
     */
    Filter resolved(Filter filter) {
        return filter.with(this::resolved);
    }

    private Assertion resolved(Assertion assertion) {
        if (assertion.isPresence()) {
            return assertion;
        }
        Optional<String> syntax =
                assertion.attribute().isEmpty() ? Optional.empty() : schema.syntax(assertion.attribute());
        if (DN_RULES.contains(assertion.rule()) || syntax.filter(DNS::contains).isPresent()) {
            return dn(assertion, syntax.filter(DNS_WITH_MORE::contains).isEmpty());
        } else if (syntax.filter(DNS_WITH_MORE::contains).isPresent()) {
            return dn(assertion, false);
        } else if (syntax.isEmpty() && assertion.isAmbiguous()) {
            throw bad(
                    assertion,
                    "the schema does not tell whether " + named(assertion)
                            + " is a DN: write \\5c, for a comma that a DN escapes (\\5c before whatever it escapes), and a"
                            + " comma in any other value without the backslash");
        }
        return syntax.isPresent() && !assertion.isSubstrings() ? value(assertion, syntax.get()) : assertion;
    }

    private Assertion dn(Assertion assertion, boolean isAll) {
        String one = assertion.valueOfDn(false);
        String other = assertion.valueOfDn(true);
        boolean isComplete = isAll && !assertion.isSubstrings();
        List<String> guidVariants = one.equals(other) ? List.of(one) : List.of(one, other);
        List<String> possible = guidVariants.stream()
                .filter(value -> !isComplete
                        || isDn(assertion, value, guidVariants.size() == 1 ? DnText::isPossible : DnText::isStandard))
                .toList();
        if (possible.isEmpty()) {
            throw bad(
                    assertion,
                    named(assertion) + " is a DN, and '" + Assertion.decoded(one) + "' is none: write "
                            + proposal(assertion));
        } else if (possible.size() > 1) {
            throw bad(
                    assertion,
                    named(assertion)
                            + " is a DN, in which two backslashes may stand for one or for both: write \\5c for each"
                            + " backslash that the DN has");
        }
        return assertion.withValue(possible.get(0));
    }

    private boolean isDn(Assertion assertion, String value, Predicate<String> isDn) {
        String text = BITS_OF_A_NAME.matcher(Assertion.decoded(value)).replaceFirst("");
        // it takes <GUID=...> and <SID=...> for a DN, and the name of a class for that of its category
        boolean isOfActiveDirectory = isActiveDirectory
                && (text.startsWith("<")
                        || (schema.canonical(assertion.attribute()).equalsIgnoreCase("objectCategory")
                                && text.indexOf('=') < 0));
        return isOfActiveDirectory || isDn.test(text);
    }

    /** What a person may have meant: pairs of hex digits in the sense of a DN (RFC 4514) rather than of a filter (RFC 4515). */
    private static String proposal(Assertion assertion) {
        String escaped = HEX_OF_A_SPECIAL.matcher(assertion.valueOfDn(false)).replaceAll("\\\\5c");
        return DnText.isStandard(Assertion.decoded(escaped))
                ? "(" + assertion.withValue(escaped) + ")"
                : "\\5c, for a comma that belongs to a name, \\5c before whatever else the DN escapes";
    }

    private Assertion value(Assertion assertion, String syntax) {
        String value = Assertion.decoded(assertion.value()).strip();
        if (syntax.equals(BOOLEAN) && assertion.operator().equals("=")) {
            String truth = value.toUpperCase(Locale.ROOT);
            if (!truth.equals("TRUE") && !truth.equals("FALSE")) {
                throw bad(assertion, named(assertion) + " is TRUE or FALSE, and '" + value + "' is neither");
            }
            // in lower case OpenLDAP takes it for neither
            return assertion.withValue(truth);
        } else if ((syntax.equals(INTEGER) || syntax.equals(LARGE_INTEGER))
                && !NUMBER.matcher(value).matches()) {
            throw bad(assertion, named(assertion) + " is a whole number, and '" + value + "' is none");
        } else if (TIMES.contains(syntax)
                && !assertion.isExtensible()
                && !TIME.matcher(value).matches()) {
            throw bad(
                    assertion,
                    named(assertion) + " is a time, and '" + value
                            + "' is none: write it like 20260131235959Z, in UTC");
        }
        return assertion;
    }

    private static String named(Assertion assertion) {
        return "the value of " + (assertion.attribute().isEmpty() ? assertion.rule() : assertion.attribute());
    }

    /** @param what is wrong with the assertion */
    static ConfigurationException bad(Assertion assertion, String what) {
        return new ConfigurationException("Bad search filter: " + assertion.origin() + ": " + what);
    }
}
