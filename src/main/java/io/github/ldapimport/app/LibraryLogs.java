package io.github.ldapimport.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import java.util.List;

/**
 * Keeps the logs of libraries at INFO, whatever a configuration of the user's own says: below that they tell settings with their
 * values, URIs with their options, and what statements bind, and so passwords and hashes. Levels are set and nothing is filtered, so
 * that this costs nothing. It holds for a configuration that is read again, too.
 */
public final class LibraryLogs implements LoggerContextListener {
    /** Libraries that handle secrets, by the names that their loggers begin with. */
    public static final List<String> NAMES = List.of(
            "org.apache.camel",
            "org.springframework",
            "com.zaxxer.hikari",
            "org.mariadb",
            "com.mysql",
            "org.postgresql",
            "com.microsoft.sqlserver",
            "oracle",
            "org.h2",
            "h2database",
            "org.quartz",
            "org.apache.activemq",
            "org.apache.qpid",
            "io.netty",
            "io.vertx",
            "com.sun.jndi");

    /**
     * Loggers that tell parts of an address that is wrong, by which no secret in it is known any more, what a stranger's request held,
     * at length, or of each error that a database answers with, values included, also of one that is expected. The outcome of the
     * run, or the answer to the request, says all of it.
     */
    private static final List<String> SILENT = List.of(
            "org.postgresql.Driver",
            "org.postgresql.util",
            "org.postgresql.jdbcurlresolver",
            "org.mariadb.jdbc.message.server.ErrorPacket",
            "io.vertx.ext.web.RoutingContext",
            "io.netty.channel.DefaultChannelPipeline");

    private final LoggerContext log;

    private LibraryLogs(LoggerContext log) {
        this.log = log;
    }

    static void keepAtInfo(LoggerContext log) {
        LibraryLogs libraries = new LibraryLogs(log);
        log.addListener(libraries);
        libraries.keep();
    }

    static void silence(LoggerContext log) {
        SILENT.forEach(name -> log.getLogger(name).setLevel(Level.OFF));
    }

    private void keep() {
        silence(log);
        NAMES.forEach(name -> keep(log.getLogger(name)));
        for (Logger logger : log.getLoggerList()) {
            if (NAMES.stream().anyMatch(name -> logger.getName().startsWith(name + "."))) {
                keep(logger);
            }
        }
    }

    private static void keep(Logger logger) {
        if (!logger.getEffectiveLevel().isGreaterOrEqual(Level.INFO)) {
            logger.setLevel(Level.INFO);
        }
    }

    @Override
    public void onLevelChange(Logger logger, Level level) {
        boolean isSilent = SILENT.contains(logger.getName());
        if (level != null && (isSilent ? level != Level.OFF : !level.isGreaterOrEqual(Level.INFO))) {
            keep();
        }
    }

    @Override
    public boolean isResetResistant() {
        return true;
    }

    @Override
    public void onStart(LoggerContext context) {
        keep();
    }

    @Override
    public void onReset(LoggerContext context) {
        // levels that a configuration sets after it are told one by one
    }

    @Override
    public void onStop(LoggerContext context) {
        // nothing is logged any more
    }
}
