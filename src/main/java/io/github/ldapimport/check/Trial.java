package io.github.ldapimport.check;

import io.github.ldapimport.api.CheckLine;
import io.github.ldapimport.api.CheckLine.Verdict;
import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.run.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** A dry run for some users alone, through all of the routes: what fails in it, fails in a run. */
final class Trial {
    static final String SUBJECT = "users";

    private static final String REMEDY =
            ": correct the entry, the source of the column (users.sync-attributes), the column or"
                    + " the step of ldap-import-user, or leave such users out by directory.filter";

    /** The command tells what the lines say; the log need not. */
    private static final RunListener TOLD = new RunListener() {
        @Override
        public boolean tellsOutcome() {
            return true;
        }
    };

    private Trial() {}

    /** A line for each user who would fail, or one that says that none would. */
    static List<CheckLine> of(CamelContext context, String provider, Sample sample, Filter users) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(Headers.PROVIDER, provider);
        headers.put(Headers.DRY_RUN, true);
        headers.put(Headers.LOG, false);
        headers.put(Headers.FILTER, users.toString());
        // the users at hand say nothing of how many there are, nor of those who have left
        headers.put(Headers.MIN_USERS, 0);
        headers.put(Headers.DELETE, false);
        headers.put(Headers.RESTORE, false);
        headers.put(Headers.DELETE_MISSING, false);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange answer = template.request("direct:ldap-import", exchange -> {
                exchange.getMessage().setHeaders(headers);
                exchange.setProperty(Headers.LISTENER_PROPERTY, TOLD);
            });
            ImportException failure = answer.getException(ImportException.class);
            if (failure != null) {
                return List.of(new CheckLine(
                        Verdict.FAIL,
                        SUBJECT,
                        "a dry run for some of them "
                                + (failure.summary().status().equals(ImportSummary.REFUSED)
                                        ? "is refused: "
                                        : "fails: ")
                                + failure.getMessage()));
            }
            if (answer.getException() != null) {
                return List.of(new CheckLine(
                        Verdict.FAIL, SUBJECT, "a dry run for some of them fails: " + answer.getException()));
            }
            return lines(answer.getMessage().getBody(ImportSummary.class), sample);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<CheckLine> lines(ImportSummary summary, Sample sample) {
        if (summary.found() == 0) {
            return List.of(new CheckLine(
                    Verdict.WARN,
                    SUBJECT,
                    "none was tried: the directory does not find those it shows by their GUIDs; let the account search by the"
                            + " GUID attribute"));
        }
        if (summary.failed() == 0) {
            return List.of(new CheckLine(
                    Verdict.OK,
                    SUBJECT,
                    "of " + sample.seen() + ", " + summary.found() + " from all over the directory were tried: "
                            + summary.imported() + " new, " + summary.changed() + " to be changed, "
                            + summary.unchanged() + " as they should be, " + summary.skipped() + " left out"));
        }
        List<CheckLine> lines = new ArrayList<>();
        for (Failure failure : summary.failures()) {
            lines.add(new CheckLine(
                    Verdict.FAIL,
                    SUBJECT,
                    failure.name() + " (" + failure.dn() + ") would fail, one of " + summary.failed() + " among "
                            + summary.found() + ": " + failure.message() + REMEDY));
        }
        return lines;
    }
}
