package io.github.ldapimport.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Output that did not get where it was to go, such as a full disk: what a script reads is then not all there is. A reader that has
 * read enough, such as {@code head}, loses nothing.
 */
final class LostOutput {
    private static final String READER_GONE = "Broken pipe";

    private LostOutput() {}

    /** Says in one line why something printed was lost, and answers with the exit status: {@code status} where nothing was. */
    static int report(PrintWriter out, PrintWriter err, int status) {
        // not closed: it is the process's own
        return report(out, err, status, System.out, new FileOutputStream(FileDescriptor.out));
    }

    /** @param printed what {@code out} writes to: it keeps failures to itself, so that {@code out} knows nothing of them */
    static int report(PrintWriter out, PrintWriter err, int status, PrintStream printed, OutputStream standardOutput) {
        boolean isLost = out.checkError();
        isLost |= printed.checkError();
        Optional<String> why = isLost ? reason(standardOutput) : Optional.empty();
        if (why.isEmpty()) {
            return status;
        }
        err.println("ldap-import: standard output could not be written: " + why.get()
                + ": what a run did stands in its log and in ldap_import_runs");
        err.flush();
        return status == LdapImport.DONE ? LdapImport.FAILED : status;
    }

    /** Java's own stream keeps to itself what failed, so the end of a line is written once more, without it; empty for a reader that left. */
    private static Optional<String> reason(OutputStream standardOutput) {
        try {
            standardOutput.write(System.lineSeparator().getBytes(StandardCharsets.US_ASCII));
            return Optional.of("a part of it was refused");
        } catch (IOException e) {
            String said = String.valueOf(e.getMessage());
            return said.contains(READER_GONE) ? Optional.empty() : Optional.of(said);
        }
    }
}
