package io.github.ldapimport.run;

import io.github.ldapimport.settings.ConfigurationException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many of a domain's live rows a run may soft-delete as missing: a number, or a share of them.
 *
 * @param amount rows, or percent
 * @param isShare whether the amount is percent
 */
public record MaxMissing(BigDecimal amount, boolean isShare) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?) *(%?)");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * Reads {@code 20} or {@code 12.5%}.
     *
     * @param origin the setting or option, for the message
     */
    static MaxMissing parse(String text, String origin) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            BigDecimal amount = new BigDecimal(form.group(1));
            boolean isShare = !form.group(2).isEmpty();
            if (isShare ? amount.compareTo(HUNDRED) <= 0 : amount.scale() <= 0) {
                return new MaxMissing(amount, isShare);
            }
        }
        throw new ConfigurationException(
                origin + " is '" + text + "': give a number of rows such as 20, or a share from 0% to 100%");
    }

    /** Whether so many of the live rows may go. */
    boolean allows(long missing, long live) {
        BigDecimal most = isShare ? amount.multiply(BigDecimal.valueOf(live)).divide(HUNDRED) : amount;
        return BigDecimal.valueOf(missing).compareTo(most) <= 0;
    }

    @Override
    public String toString() {
        return amount.toPlainString() + (isShare ? "%" : "");
    }
}
