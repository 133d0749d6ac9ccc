package io.github.ldapimport.directory;

import io.github.ldapimport.ldap.AccountExpiry;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.ldap.AccountStates;
import io.github.ldapimport.ldap.Assertion;
import io.github.ldapimport.ldap.DisabledMark;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How a directory's entries tell whether an account is disabled: by the mark of its kind, or where the settings have a filter
 * of their own, by what the directory itself says of that filter; and where accounts expire, by their date, too.
 */
final class AccountRule {
    private final Optional<DisabledMark> mark;
    private final Optional<Filter> filter;
    private final Optional<AccountExpiry> expiry;
    private final boolean absentIsUnknown;

    /**
     * @param mark the kind's; without a say where there is a filter
     * @param filter the settings' own
     * @param absentIsUnknown whether an entry that shows nothing may be either
     */
    AccountRule(
            Optional<DisabledMark> mark,
            Optional<Filter> filter,
            Optional<AccountExpiry> expiry,
            boolean absentIsUnknown) {
        this.mark = filter.isPresent() ? Optional.empty() : mark;
        this.filter = filter;
        this.expiry = expiry;
        this.absentIsUnknown = absentIsUnknown;
    }

    /** The settings' own filter: the directory is to be asked whom it matches. */
    Optional<Filter> filter() {
        return filter;
    }

    /**
     * The filter that disabled accounts match; none where nothing marks them, the schema does not have what would, or an account
     * that does not show it is not taken for enabled anyway.
     */
    Optional<Filter> disabled(Schema schema) {
        return filter.or(() -> mark.filter(each -> !absentIsUnknown && schema.knows(each.attribute()))
                .map(DisabledMark::filter));
    }

    /** The attributes that tell, besides {@link AccountExpiry#ATTRIBUTE}. */
    Set<String> disabledAttributes() {
        return filter.map(Filter::attributes)
                .orElseGet(() -> mark.map(each -> Set.of(each.attribute())).orElse(Set.of()));
    }

    Set<String> attributes() {
        Set<String> attributes = new TreeSet<>(disabledAttributes());
        expiry.ifPresent(each -> attributes.add(AccountExpiry.ATTRIBUTE));
        return attributes;
    }

    /**
     * @param at the time by which an account has expired or not
     * @param matches whether the directory says that an entry matches the settings' own filter
     */
    AccountStates states(Schema schema, Instant at, Predicate<Entry> matches) {
        List<String> subtypes = filter.isEmpty()
                ? List.of()
                : disabledAttributes().stream()
                        .flatMap(attribute -> schema.subtypes(attribute).stream())
                        .toList();
        return entry -> {
            AccountState state = filter.isPresent() ? byFilter(entry, subtypes, matches) : byMark(entry);
            if (expiry.isEmpty() || state == AccountState.DISABLED) {
                return state;
            }
            Optional<Boolean> hasPassed = expiry.get().hasPassed(entry, at);
            return hasPassed.isEmpty() ? AccountState.UNKNOWN : hasPassed.get() ? AccountState.DISABLED : state;
        };
    }

    private AccountState byMark(Entry entry) {
        if (mark.isEmpty()) {
            return whenAbsent();
        }
        List<Object> values = entry.values(mark.get().attribute());
        for (Object value : values) {
            if (value instanceof String text && mark.get().isDisabled(text)) {
                return AccountState.DISABLED;
            }
        }
        return values.isEmpty() ? whenAbsent() : AccountState.ENABLED;
    }

    private AccountState byFilter(Entry entry, List<String> subtypes, Predicate<Entry> matches) {
        boolean tells = isShown(entry, subtypes);
        if (matches.test(entry)) {
            // a filter with a negation matches entries that show nothing, and so everybody, where a right was withdrawn
            return tells ? AccountState.DISABLED : AccountState.UNKNOWN;
        }
        return tells ? AccountState.ENABLED : whenAbsent();
    }

    /** Whether the entry shows anything that the filter looks at. */
    private boolean isShown(Entry entry, List<String> subtypes) {
        for (String attribute : disabledAttributes()) {
            if (!entry.values(attribute).isEmpty()) {
                return true;
            }
        }
        for (String subtype : subtypes) {
            if (entry.shows(subtype)) {
                return true;
            }
        }
        // what a DN says, everybody sees
        return filter.orElseThrow().assertions().stream().anyMatch(Assertion::isOfDn);
    }

    private AccountState whenAbsent() {
        return absentIsUnknown ? AccountState.UNKNOWN : AccountState.ENABLED;
    }
}
