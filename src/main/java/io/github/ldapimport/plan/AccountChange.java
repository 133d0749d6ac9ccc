package io.github.ldapimport.plan;

import io.github.ldapimport.table.SoftDeletePolicy;
import java.util.Map;

/**
 * A row whose soft-delete date is to change, because its user was found and the account is disabled, or enabled again. It is
 * kept until it is known how many there are.
 *
 * @param mark what is to become of the date
 * @param guid of the user, in its stored form
 * @param isOtherwiseSame whether nothing else of the row was written
 * @param isTriedAgain whether its values were refused: it is counted, and changed only if another try writes them
 * @param valuesWhenRestored the released columns that come back with it, as the columns take them
 */
public record AccountChange(
        SoftDeletePolicy.Mark mark,
        String guid,
        String dn,
        String name,
        String accountName,
        boolean isOtherwiseSame,
        boolean isTriedAgain,
        Map<String, Object> valuesWhenRestored) {
    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return mark + " " + dn;
    }
}
