package io.github.ldapimport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Standard output that takes nothing. */
class LostOutputTest {
    private final StringWriter errors = new StringWriter();

    private static OutputStream refusing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }

    /** Printed as the program does, through Java's own stream. */
    private int status(OutputStream stream, int status) {
        PrintStream printed = new PrintStream(stream, true, StandardCharsets.UTF_8);
        // as the library for command lines wraps it
        PrintWriter out = new LineWriter(
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(printed, StandardCharsets.UTF_8)), true));
        out.println("Successfully imported / synchronized 3 user(s).");
        return LostOutput.report(out, new LineWriter(new PrintWriter(errors)), status, printed, stream);
    }

    @Test
    @Proves("4.96")
    void a_summary_that_could_not_be_written_is_said_in_one_line_and_by_the_exit_status() {
        assertThat(status(refusing("No space left on device"), LdapImport.DONE)).isEqualTo(LdapImport.FAILED);
        assertThat(errors.toString().lines()).hasSize(1);
        assertThat(errors.toString()).startsWith("ldap-import: standard output could not be written: No space left");
        assertThat(status(refusing("Bad file descriptor"), LdapImport.WRONG_USAGE))
                .isEqualTo(LdapImport.WRONG_USAGE);
    }

    @Test
    @Proves("4.96")
    void a_reader_that_has_read_enough_is_no_failure() {
        assertThat(status(refusing("Broken pipe"), LdapImport.DONE)).isEqualTo(LdapImport.DONE);
        assertThat(status(new ByteArrayOutputStream(), LdapImport.DONE)).isEqualTo(LdapImport.DONE);
        assertThat(errors.toString()).isEmpty();
    }
}
