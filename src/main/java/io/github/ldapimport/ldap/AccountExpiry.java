package io.github.ldapimport.ldap;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the date has passed until which an account of Active Directory is good: accountExpires counts units of 100
 * nanoseconds since 1601; 0 and the greatest number stand for never ([MS-ADA1] 2.2).
 */
public final class AccountExpiry {
    public static final String ATTRIBUTE = "accountExpires";

    /** Whether it has at that time. None where the entry does not tell, or not in a way that can be read: every account of Active Directory has the attribute. */
    public Optional<Boolean> hasPassed(Entry entry, Instant at) {
        String text = entry.text(ATTRIBUTE);
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant end = LdapTime.parseFileTime(text);
            return Optional.of(end != null && !end.isAfter(at));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
