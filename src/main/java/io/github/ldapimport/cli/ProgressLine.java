package io.github.ldapimport.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/** The progress of an import on a terminal: {@code 2/2 [=====] 100%}. */
final class ProgressLine implements AutoCloseable {
    private static final int BAR_WIDTH = 40;
    private static final int REDRAWN_EVERY_MILLISECONDS = 100;

    private final ProgressBar bar;

    ProgressLine(long total) {
        bar = new ProgressBarBuilder()
                .setInitialMax(total)
                .setUpdateIntervalMillis(REDRAWN_EVERY_MILLISECONDS)
                .setConsumer(new ClosedOnce())
                .setRenderer(ProgressLine::render)
                .build();
    }

    /** The library may draw and close twice when the bar is closed during one of its regular redraws. */
    private static final class ClosedOnce extends ConsoleProgressBarConsumer {
        private boolean closed;

        ClosedOnce() {
            super(System.out);
        }

        @Override
        public synchronized void accept(String bar) {
            if (!closed) {
                super.accept(bar);
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                super.close();
            }
        }
    }

    private static String render(ProgressState state, int longest) {
        // more users than the preview found may have come meanwhile
        long total = Math.max(state.getMax(), state.getCurrent());
        int filled = total == 0 ? BAR_WIDTH : (int) (state.getCurrent() * BAR_WIDTH / total);
        long percent = total == 0 ? 100 : state.getCurrent() * 100 / total;
        return state.getCurrent() + "/" + total + " [" + "=".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] "
                + percent + "%";
    }

    void stepTo(long saved) {
        bar.stepTo(saved);
    }

    @Override
    public void close() {
        bar.close();
    }
}
