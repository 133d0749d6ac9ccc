package io.github.ldapimport.tally;

import io.github.ldapimport.api.Counts;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.plan.AccountChange;
import java.util.List;
import java.util.Map;

/**
 * What became of the users of a page, or of several pages together.
 *
 * @param counts all but those found, and those who failed for good
 * @param failures users who failed for good
 * @param accountChanges rows whose soft-delete date is to change once it is known of how many
 * @param again rows that were refused, with the database's words, and get a second chance at the end of the run
 */
public record PageResult(
        Counts counts, List<Failure> failures, List<AccountChange> accountChanges, Map<MappedUser, String> again) {}
