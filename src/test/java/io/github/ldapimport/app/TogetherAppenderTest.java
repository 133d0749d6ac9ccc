package io.github.ldapimport.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.run.ImportLog;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDirectory;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TogetherAppenderTest {
    private static final int PEOPLE = 1000;

    /** What the operating system would be asked to write, call by call. */
    private static final class Calls extends OutputStream {
        private final List<String> written = new ArrayList<>();

        @Override
        public void write(int single) {
            throw new UnsupportedOperationException("a byte by itself");
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            written.add(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }

    private final Calls calls = new Calls();
    private final Logger log = (Logger) LoggerFactory.getLogger(ImportLog.LOGGER);
    private final Level before = log.getLevel();
    private final TogetherAppender appender = new TogetherAppender(calls, "");

    private void run(int people, int pageSize) {
        run(people, pageSize, 0);
    }

    private void run(int people, int pageSize, int leavers) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(log.getLoggerContext());
        encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss} %-5level %msg%n");
        encoder.start();
        appender.setContext(log.getLoggerContext());
        appender.setEncoder(encoder);
        appender.start();
        log.addAppender(appender);
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        try (TestDirectory directory = TestDirectory.start().addPeople(people);
                TestDatabase database = TestDatabase.create(TestDatabase.Product.H2);
                RunningRoutes routes = RunningRoutes.start(
                        directory.settings(),
                        database.settings(),
                        Map.of(
                                "ldap-import.directory.page-size",
                                String.valueOf(pageSize),
                                "ldap-import.parallel-pages",
                                "1"))) {
            assertThat(routes.run().imported()).isEqualTo(people);
            if (leavers > 0) {
                for (int i = 1; i <= leavers; i++) {
                    directory.deletePerson("user" + i);
                }
                calls.written.clear();
                assertThat(routes.run(Headers.DELETE_MISSING, true).deletedMissing())
                        .isEqualTo(leavers);
            }
        }
    }

    @AfterEach
    void restore() {
        log.detachAppender(appender);
        appender.stop();
        log.setLevel(before);
        log.setAdditive(true);
    }

    @Test
    @Proves("4.3")
    void the_lines_of_a_page_are_written_together_when_it_is_saved() {
        run(PEOPLE, PEOPLE / 4);
        assertThat(calls.written).hasSize(6);
        assertThat(calls.written.get(0)).contains("started");
        assertThat(calls.written.subList(1, 5))
                .allSatisfy(page ->
                        assertThat(page.lines()).hasSize(PEOPLE / 4).allMatch(line -> line.contains("Imported user")));
        assertThat(calls.written.get(5)).contains("completed");
    }

    @Test
    @Proves("3.15")
    void the_lines_of_those_who_are_missing_do_not_wait_for_what_comes_next() {
        run(10, 5, 2);
        assertThat(calls.written).hasSize(3);
        assertThat(calls.written.get(1).lines())
                .hasSize(2)
                .allMatch(line -> line.contains("due to being missing from LDAP import."));
        assertThat(calls.written.get(2)).contains("completed");
    }

    @Test
    @Proves("4.3")
    void no_line_is_written_by_two_calls() {
        run(2 * PEOPLE, 2 * PEOPLE);
        assertThat(calls.written)
                .as("more than fits at once")
                .hasSizeGreaterThan(3)
                .allMatch(piece -> piece.endsWith(System.lineSeparator()));
        assertThat(String.join("", calls.written).lines()).hasSize(2 * PEOPLE + 2);
    }

    @Test
    @Proves("4.1")
    void beside_a_progress_bar_each_line_begins_by_clearing_the_bars_whatever_its_format() {
        TogetherAppender beside = new TogetherAppender(calls, "\r\u001B[K");
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(log.getLoggerContext());
        encoder.start();
        beside.setContext(log.getLoggerContext());
        beside.setEncoder(encoder);
        beside.start();
        log.addAppender(beside);
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        try {
            log.info("one");
            log.info("two");
        } finally {
            log.detachAppender(beside);
            log.setAdditive(true);
        }
        assertThat(String.join("", calls.written).split("\n"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("\r\u001B[K{"));
        assertThat(calls.written).as("in one call each").hasSize(2);
    }
}
