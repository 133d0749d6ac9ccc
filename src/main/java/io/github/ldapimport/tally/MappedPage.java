package io.github.ldapimport.tally;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.mapping.MappedUser;
import java.util.ArrayList;
import java.util.List;

/**
 * A page after its entries were mapped.
 *
 * @param rows in the directory's order
 * @param failures entries that could not be mapped
 * @param skipped entries that ldap-import-user left out
 * @param lastTry whether rows that fail now have failed before
 */
public record MappedPage(List<MappedUser> rows, List<Failure> failures, List<String> skipped, boolean lastTry) {
    public static MappedPage empty() {
        return new MappedPage(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), false);
    }

    static MappedPage again(List<MappedUser> rows) {
        return new MappedPage(rows, List.of(), List.of(), true);
    }
}
