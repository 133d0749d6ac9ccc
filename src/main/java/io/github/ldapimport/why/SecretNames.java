package io.github.ldapimport.why;

import io.github.ldapimport.ldap.AttributeDescription;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which attributes and columns hold passwords, keys and what replaces them: none of their values is asked for or shown. A name that may
 * be one counts as one, but for those that are known to hold dates and counts.
 */
final class SecretNames {
    private static final Pattern SIGNS =
            Pattern.compile("pass|pwd|secret|hash|credential|token|privatekey|apikey|otp|pkcs12|admpwd|laps|recover");

    private static final Set<String> SECRET = Set.of(
            // the OIDs of userPassword, authPassword and userPKCS12
            "2.5.4.35",
            "1.3.6.1.4.1.4203.1.3.4",
            "2.16.840.1.113730.3.1.216",
            "krbprincipalkey",
            "krbextradata",
            "krbmkey",
            "msds-managedpassword",
            "trustauthincoming",
            "trustauthoutgoing",
            "currentvalue",
            "priorvalue");

    private static final Set<String> HARMLESS = Set.of(
            "pwdlastset",
            "pwdchangedtime",
            "pwdaccountlockedtime",
            "pwdfailuretime",
            "pwdreset",
            "pwdpolicysubentry",
            "badpwdcount",
            "badpasswordtime",
            "passwordexpirationtime",
            "passwordexpwarned",
            "passwordretrycount",
            "krblastpwdchange",
            "krbpasswordexpiration",
            "sambapwdlastset",
            "sambapwdcanchange",
            "sambapwdmustchange",
            "msds-userpasswordexpirytimecomputed",
            "passport",
            "passport_number",
            "passportnumber");

    private SecretNames() {}

    /** Whether an attribute, with or without options, or a column may hold a secret. */
    static boolean isSecret(String name) {
        String plain = AttributeDescription.type(name).toLowerCase(Locale.ROOT);
        return SECRET.contains(plain)
                || (!HARMLESS.contains(plain) && SIGNS.matcher(plain).find());
    }
}
