package io.github.ldapimport.ldap;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What marks a disabled account in a kind of directory: an attribute, and which values of it. Each compares as the attribute's
 * matching rule does, so that nobody has to be asked.
 */
public enum DisabledMark {
    /** OpenLDAP's password policy locks an account for ever by this one value (slapo-ppolicy); another date is a lock that passes. */
    LOCKED_FOR_EVER("pwdAccountLockedTime", "(pwdAccountLockedTime=000001010000Z)") {
        // a time without minutes or with a fraction is the same time (RFC 4517, 3.3.13)
        private final Pattern forEver = Pattern.compile("0000010100(00(00)?)?([.,]0+)?Z");

        @Override
        public boolean isDisabled(String value) {
            return forEver.matcher(value.strip()).matches();
        }
    },

    /** Active Directory: bit 2 of userAccountControl is ACCOUNTDISABLE ([MS-ADTS] 2.2.16). */
    ACCOUNT_DISABLE("userAccountControl", "(userAccountControl:1.2.840.113556.1.4.803:=2)") {
        @Override
        public boolean isDisabled(String value) {
            try {
                return new BigInteger(value.strip()).testBit(1);
            } catch (NumberFormatException e) {
                // no number has no bits
                return false;
            }
        }
    },

    /** 389 Directory Server, and FreeIPA. */
    ACCOUNT_LOCK("nsAccountLock", "(nsAccountLock=TRUE)") {
        @Override
        public boolean isDisabled(String value) {
            return value.strip().toUpperCase(Locale.ROOT).equals("TRUE");
        }
    };

    private final String attribute;
    private final String filter;

    DisabledMark(String attribute, String filter) {
        this.attribute = attribute;
        this.filter = filter;
    }

    /** The same for the server to evaluate. */
    public Filter filter() {
        return Filter.parse(filter, "directory.type");
    }

    public String attribute() {
        return attribute;
    }

    public abstract boolean isDisabled(String value);
}
