package io.github.ldapimport.connection;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why Active Directory let somebody not in. It answers invalidCredentials to all of it, and tells the reason by the number of an
 * error of Windows after {@code data} ([MS-ERREF] 2.2).
 */
public enum BindError {
    NO_SUCH_USER("525", "there is no user of that name"),
    WRONG_PASSWORD("52e", "the name or the password is wrong"),
    RESTRICTED("52f", "a restriction of the account forbids it, such as an empty password or a policy"),
    NOT_NOW("530", "the account may not sign in at this hour: widen its logon hours"),
    NOT_HERE("531", "the account may not sign in at this computer: widen its workstations"),
    PASSWORD_EXPIRED("532", "the account's password has expired: give it a new one, which had better not expire"),
    DISABLED("533", "the account is disabled: enable it"),
    EXPIRED("701", "the account has expired: extend it"),
    MUST_CHANGE("773", "the account must change its password before it may sign in: change it"),
    LOCKED("775", "the account is locked after too many wrong passwords: unlock it");

    private static final Pattern REASON = Pattern.compile("AcceptSecurityContext error, data ([0-9a-fA-F]+)\\b");

    private final String code;
    private final String words;

    BindError(String code, String words) {
        this.code = code;
        this.words = words;
    }

    public String words() {
        return words;
    }

    /** The reason in what the directory said, where it told one that is known. */
    public static Optional<BindError> in(String said) {
        Matcher reason = REASON.matcher(said);
        return reason.find()
                ? Arrays.stream(values())
                        .filter(each -> each.code.equalsIgnoreCase(reason.group(1)))
                        .findFirst()
                : Optional.empty();
    }
}
