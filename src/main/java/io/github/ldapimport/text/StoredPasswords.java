package io.github.ldapimport.text;

import java.util.regex.Pattern;

/**
 * Texts that look like passwords as applications store them, which a database or a trigger of its owner may quote: forms of crypt
 * ({@code $2y$10$...}, {@code $argon2id$v=19$...}), of frameworks ({@code pbkdf2_sha256$600000$...}), of directories
 * ({@code {SSHA}...}) and of databases ({@code SCRAM-SHA-256$...}). A bare checksum is not told from other numbers.
 */
final class StoredPasswords {
    // what a part of one consists of; in JSON a slash may have a backslash before it
    private static final String TEXT = "(?:[\\w.+=-]|\\\\?/)";
    private static final String PARTS = "(?:[\\w.+=$:-]|\\\\?/|,[a-z]+=)";

    private static final Pattern WITH_DOLLARS = Pattern.compile(
            // bcrypt, wherever it stands and however much is left of it
            "\\$2[abxy]?\\$\\d\\d\\$" + PARTS + "*"
                    + "|\\$(?:argon2(?:id|i|d)|bcrypt|scrypt|pbkdf2|sha1|md5|apr1|wp|gy|yescrypt|s[0-2]|balloon)(?:[-_]\\w+)*\\$"
                    + PARTS + "+"
                    + "|\\$[1356]\\$(?:rounds=\\d+\\$)?[^\\s$'\"]{0,16}\\$" + TEXT + "{8,}"
                    + "|\\$[y7]\\$" + TEXT + "+\\$" + PARTS + "{8,}"
                    + "|\\$[PHS]\\$" + TEXT + "{20,}"
                    // Django, Werkzeug: the name of the method comes first
                    + "|(?:pbkdf2|bcrypt|argon2|scrypt|sha1|md5|sha256|sha512|crypt|unsalted)(?:[_:]\\w+)*\\$"
                    + PARTS + "+"
                    + "|SCRAM-SHA-\\d+\\$" + PARTS + "+");

    private static final Pattern IN_BRACES = Pattern.compile(
            "\\{(?:S?SHA|S?MD5|SM3|CRYPT|PBKDF2|BCRYPT|ARGON2|SCRYPT|ldap|noop|MD4|NS-MTA-MD5|X-)[\\w-]*(?:@\\w+)?}"
                    + PARTS + "+",
            Pattern.CASE_INSENSITIVE);

    // ASP.NET Core Identity, with the numbers of its versions first
    private static final String IDENTITY = "AQAAAA";
    private static final Pattern OF_IDENTITY = Pattern.compile("AQAAAA(?:[\\w+]|\\\\?/){40,}={0,2}");

    private StoredPasswords() {}

    /** The text with stars in place of each; most lines have no sign of one and are looked through for it alone. */
    static String without(String text) {
        String masked = text;
        if (masked.indexOf('$') >= 0) {
            masked = WITH_DOLLARS.matcher(masked).replaceAll(Secret.STARS);
        }
        if (masked.indexOf('{') >= 0 && masked.indexOf('}') >= 0) {
            masked = IN_BRACES.matcher(masked).replaceAll(Secret.STARS);
        }
        return masked.contains(IDENTITY) ? OF_IDENTITY.matcher(masked).replaceAll(Secret.STARS) : masked;
    }
}
