package io.github.ldapimport.testing;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged program at a terminal of its own, which a test reads and types at. */
public final class TerminalSession implements AutoCloseable {
    public static final String CTRL_C = "\u0003";
    public static final String CTRL_D = "\u0004";
    public static final String ENTER = "\n";

    private static final long MAX_SECONDS = 60;

    private final PtyProcess process;
    private final Thread reader;
    private final StringBuilder output = new StringBuilder();
    private int read;
    private boolean ended;

    private TerminalSession(PtyProcess process) {
        this.process = process;
        this.reader = new Thread(this::copyOutput, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    public static TerminalSession start(Launcher launcher, String... arguments) {
        try {
            return new TerminalSession(
                    new PtyProcessBuilder(launcher.command(arguments).toArray(String[]::new))
                            .setDirectory(launcher.folder().toString())
                            .setEnvironment(launcher.environment())
                            .setInitialColumns(120)
                            .setInitialRows(40)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyOutput() {
        try (Reader characters = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int c = characters.read(); c >= 0; c = characters.read()) {
                synchronized (this) {
                    output.append((char) c);
                    notifyAll();
                }
            }
        } catch (IOException e) {
            // how a terminal tells that its program is gone
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    /** Waits until the program has printed a text, after what was waited for before. */
    public synchronized TerminalSession await(String text) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
        try {
            while (output.indexOf(text, read) < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError("'" + text + "' was not printed, but: " + output.substring(read)
                            + (ended ? " (ended)" : ""));
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        read = output.indexOf(text, read) + text.length();
        return this;
    }

    /** Types a text; the Enter key is not added. */
    public TerminalSession type(String keys) {
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the program's end and answers with its exit status. */
    public int awaitEnd() {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(MAX_SECONDS));
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The program did not end: " + screen());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Everything that was printed so far, with all control characters. */
    public synchronized String raw() {
        return output.toString();
    }

    /** The lines as a person sees them: what was drawn over is gone. The terminal is endlessly wide and high. */
    public synchronized List<String> screen() {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int column = 0;
        for (int i = 0; i < output.length(); i++) {
            char c = output.charAt(i);
            StringBuilder line = lines.get(lines.size() - 1);
            if (c == '\n') {
                lines.add(new StringBuilder());
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\u001B') {
                int end = i + 2;
                while (end < output.length() && !Character.isLetter(output.charAt(end))) {
                    end++;
                }
                String sequence = output.substring(i + 1, Math.min(end + 1, output.length()));
                if (!sequence.equals("[K")) {
                    throw new AssertionError("An unexpected escape sequence: " + sequence);
                }
                line.setLength(Math.min(column, line.length()));
                i = end;
            } else {
                while (line.length() <= column) {
                    line.append(' ');
                }
                line.setCharAt(column++, c);
            }
        }
        // which files are in force is no part of the conversation
        return lines.stream()
                .map(line -> line.toString().stripTrailing())
                .filter(line -> !line.contains(Launcher.OPENING))
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
