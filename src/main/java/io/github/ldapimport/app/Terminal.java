package io.github.ldapimport.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import org.jline.utils.OSUtils;

/** The terminal that a person sits at, if any. */
public final class Terminal {
    private static final int LINES_WITHOUT_PAGER = 40;

    private Terminal() {}

    /** Whether standard input is a terminal, wherever standard output goes. */
    public static boolean isStandardInput() {
        return isTerminal(SystemStream.Input);
    }

    static boolean isStandardError() {
        return isTerminal(SystemStream.Error);
    }

    // Windows has no "test -t"; there a console means a terminal, since the launcher asks for the old kind of console
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(SystemStream stream) {
        return new ExecTerminalProvider().isSystemStream(stream)
                || (OSUtils.IS_WINDOWS && stream != SystemStream.Error && System.console() != null);
    }

    /** Prints a text of several printable lines, through the person's pager where it is long. */
    public static void page(String text, PrintWriter out) {
        out.flush();
        if (text.lines().count() > LINES_WITHOUT_PAGER && isTerminal(SystemStream.Output) && pageThrough(text)) {
            return;
        }
        text.lines().forEach(out::println);
        out.flush();
    }

    private static boolean pageThrough(String text) {
        String pager = System.getenv().getOrDefault("PAGER", "less");
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", pager))
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putIfAbsent("LESS", "FRSX");
            Process process = builder.start();
            try (OutputStream lines = process.getOutputStream()) {
                lines.write((text + System.lineSeparator()).getBytes(Charset.defaultCharset()));
            } catch (IOException e) {
                // the person left the pager before the end
            }
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
