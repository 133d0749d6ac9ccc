package io.github.ldapimport.request;

import io.github.ldapimport.settings.ConfigurationException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows, or values, of a total a run may change in one way: a number, or a share.
 *
 * @param amount rows, or percent
 * @param isShare whether the amount is percent
 * @param isSet whether a setting or an option gives it; a limit that is set holds always, a default only from
 *     {@value #MIN_ROWS_TO_JUDGE} on
 */
public record Limit(BigDecimal amount, boolean isShare, boolean isSet) {
    /** Of fewer rows than this a share says too little to tell a mistake from what really happened. */
    static final int MIN_ROWS_TO_JUDGE = 10;

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?) *(%?)");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Allows everything. */
    static final Limit NONE = new Limit(HUNDRED, true, false);

    /**
     * Reads {@code 20} or {@code 12.5%}.
     *
     * @param origin the setting or option, for the message
     */
    static Limit parse(String text, String origin) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            BigDecimal amount = new BigDecimal(form.group(1));
            boolean isShare = !form.group(2).isEmpty();
            if (isShare ? amount.compareTo(HUNDRED) <= 0 : amount.scale() <= 0) {
                return new Limit(amount, isShare, true);
            }
        }
        throw new ConfigurationException(
                origin + " is '" + text + "': give a number of rows such as 20, or a share from 0% to 100%");
    }

    /** The same, or the default where the text is empty. */
    static Limit of(String text, String origin, String defaultText) {
        Limit parsed = parse(text.isEmpty() ? defaultText : text, origin);
        return new Limit(parsed.amount, parsed.isShare, !text.isEmpty());
    }

    /** Whether it lets everything happen, whatever the total was: rows may have come since it was counted. */
    public boolean allowsEverything() {
        return isShare && amount.compareTo(HUNDRED) == 0;
    }

    /** Whether so many of the total are more than may be, and the limit holds for such a total. */
    public boolean isExceeded(long count, long total) {
        if (!isSet && total < MIN_ROWS_TO_JUDGE) {
            return false;
        }
        return BigDecimal.valueOf(count).compareTo(allowed(total)) > 0;
    }

    private BigDecimal allowed(long total) {
        return isShare ? amount.multiply(BigDecimal.valueOf(total)).divide(HUNDRED) : amount;
    }

    @Override
    public String toString() {
        return amount.toPlainString() + (isShare ? "%" : "");
    }
}
