package io.github.ldapimport.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Hears every logger of this process at TRACE, and looks wherever else words may be left, for secrets and for hashes of passwords. */
public final class Eavesdropper implements AutoCloseable {
    private static final String HASH = "\\$2[abxy]\\$\\d\\d\\$";
    private static final int MAX_BYTES_OF_A_FILE = 1 << 20;
    private static final int CONTEXT = 200;
    private static final int DEPTH = 2;

    private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Pattern secrets;
    private final Pattern words;
    private final Map<String, String> overheard = new LinkedHashMap<>();
    private final AtomicLong events = new AtomicLong();
    private final long start = System.currentTimeMillis();

    /**
     * @param secrets what must be heard nowhere
     * @param quiet loggers that stay at INFO, with those below them
     */
    public Eavesdropper(Collection<String> secrets, List<String> quiet) {
        String all = secrets.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        this.words = Pattern.compile(all);
        this.secrets = Pattern.compile(all + "|" + HASH);
        logback.reset();
        AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                events.incrementAndGet();
                hear(
                        event.getLevel() + " of " + event.getLoggerName(),
                        event.getFormattedMessage() + " " + event.getThreadName() + " " + event.getMDCPropertyMap()
                                + (event.getThrowableProxy() == null
                                        ? ""
                                        : ThrowableProxyUtil.asString(event.getThrowableProxy())));
                hear("arguments of " + event.getLoggerName(), Arrays.deepToString(event.getArgumentArray()));
            }
        };
        ear.setContext(logback);
        ear.start();
        Logger root = logback.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.TRACE);
        root.addAppender(ear);
        quiet.forEach(name -> logback.getLogger(name).setLevel(Level.INFO));
    }

    /** Searches a text, which came out of some place. */
    public void hear(String place, String text) {
        search(secrets, place, text);
    }

    private synchronized void search(Pattern wanted, String place, String text) {
        Matcher secret = wanted.matcher(text);
        if (secret.find()) {
            overheard.putIfAbsent(
                    place + " has " + secret.group(),
                    text.substring(
                            Math.max(0, secret.start() - CONTEXT), Math.min(text.length(), secret.end() + CONTEXT)));
        }
    }

    /** Searches names that others of this machine can see, and files that came since the start below a folder of the test's own. */
    public void look(Path folder) {
        Thread.getAllStackTraces().keySet().forEach(thread -> hear("a thread's name", thread.getName()));
        ManagementFactory.getPlatformMBeanServer()
                .queryNames(null, null)
                .forEach(name -> hear("a name of JMX", name.toString()));
        files(folder, Integer.MAX_VALUE).forEach(file -> hear("the file " + file, text(file)));
    }

    /** Searches files that came since the start in folders that others use as well; their hashes are not this test's matter. */
    public void lookAround(Path... folders) {
        for (Path folder : folders) {
            files(folder, DEPTH).forEach(file -> search(words, "the file " + file, text(file)));
        }
    }

    private List<Path> files(Path folder, int depth) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder, depth)) {
                files.filter(Files::isRegularFile)
                        .filter(Files::isReadable)
                        .filter(file -> file.toFile().lastModified() >= start)
                        .forEach(found::add);
            } catch (IOException | UncheckedIOException e) {
                // a file of another process went away meanwhile
                return found;
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.size(file) > MAX_BYTES_OF_A_FILE ? "" : Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** What was heard that should not be, by the place. */
    public synchronized Map<String, String> overheard() {
        return overheard;
    }

    /** How many events of the log it heard. */
    public long events() {
        return events.get();
    }

    @Override
    public void close() {
        ProgramHere.restoreLog();
    }
}
