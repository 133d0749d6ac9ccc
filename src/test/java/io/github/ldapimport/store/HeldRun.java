package io.github.ldapimport.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.ImportException;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.testing.RunningRoutes;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/** A run that has saved its first page and waits. */
final class HeldRun implements AutoCloseable {
    private static final int MAX_SECONDS = 30;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Future<Exchange> answer;

    HeldRun(ExecutorService threads, RunningRoutes routes, Object... headers) throws InterruptedException {
        RunListener listener = new RunListener() {
            @Override
            public void saved(List<UserWrite> users) {
                begun.countDown();
                try {
                    goOn.await(MAX_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        answer = threads.submit(() -> routes.send(listener, headers));
        assertThat(begun.await(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    ImportSummary end() throws Exception {
        goOn.countDown();
        Exchange ended = answer.get(MAX_SECONDS, TimeUnit.SECONDS);
        return ended.getException() == null
                ? ended.getMessage().getBody(ImportSummary.class)
                : ended.getException(ImportException.class).summary();
    }

    @Override
    public void close() {
        goOn.countDown();
    }
}
