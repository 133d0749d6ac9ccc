package io.github.ldapimport.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The time that a run is at work. */
class RunClockTest {
    private long now;
    private final RunClock clock = new RunClock(() -> now);

    private void wait(int millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    @Proves("6.12")
    void while_the_run_itself_sends_the_clock_stands_still() {
        wait(1);
        clock.sendingBegins();
        wait(10);
        clock.sendingEnds();
        wait(100);
        assertThat(clock.millis()).isEqualTo(101);
    }

    @Test
    @Proves("6.12")
    void while_one_page_sends_and_another_is_saved_the_clock_goes_on() {
        clock.pageBegins();
        clock.pageBegins();
        clock.sendingBegins();
        wait(1);
        clock.sendingBegins();
        wait(10);
        clock.sendingEnds();
        clock.pageEnds();
        wait(100);
        assertThat(clock.millis()).isEqualTo(1);
        clock.sendingEnds();
        wait(1000);
        clock.pageEnds();
        assertThat(clock.millis()).isEqualTo(1001);
    }

    @Test
    @Proves("6.12")
    void a_page_that_was_not_read_ends_without_harm() {
        clock.pageEnds();
        clock.pageBegins();
        wait(1);
        clock.sendingBegins();
        wait(10);
        assertThat(clock.millis()).isEqualTo(1);
    }
}
