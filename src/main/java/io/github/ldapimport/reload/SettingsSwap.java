package io.github.ldapimport.reload;

import io.github.ldapimport.app.CamelProgram;
import io.github.ldapimport.app.SettingsFileSource;
import io.github.ldapimport.app.Triggers;
import io.github.ldapimport.event.Delivery;
import io.github.ldapimport.event.Events;
import io.github.ldapimport.run.Runs;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.SettingsFile;
import io.github.ldapimport.settings.TrustedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.LocationPropertiesSource;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.LoadablePropertiesSource;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.service.ServiceHelper;

/** The settings of application.properties: those in force, and those that are to take their place. */
final class SettingsSwap {
    private static final Set<String> OF_THE_START = Stream.of(
                    Setting.TRIGGERS,
                    Setting.SCHEDULE_TIME_ZONE,
                    Setting.SCHEDULE_MISFIRE,
                    Setting.SCHEDULE_CLUSTERED,
                    Setting.HTTP_ENABLED,
                    Setting.HTTP_HOST,
                    Setting.HTTP_PORT,
                    Setting.HEALTH_ENABLED,
                    Setting.HEALTH_HOST,
                    Setting.HEALTH_PORT,
                    Setting.HEALTH_MAX_AGE,
                    Setting.LOG_FORMAT,
                    Setting.RELOAD)
            .map(setting -> Setting.BUNDLE_PREFIX + "." + setting.key())
            .collect(Collectors.toSet());

    private final CamelContext context;
    private final Optional<Path> file;

    /** What differs from the settings in force. */
    interface Change {
        /** The keys whose values differ. */
        List<String> keys();

        /** @throws ConfigurationException naming the setting that is wrong; then nothing has changed */
        void make();

        /** Puts back what was there before. */
        void undo();
    }

    private static final Change NONE = new Change() {
        @Override
        public List<String> keys() {
            return List.of();
        }

        @Override
        public void make() {
            // there is nothing to do
        }

        @Override
        public void undo() {
            // there is nothing to do
        }
    };

    SettingsSwap(CamelContext context, Optional<Path> file) {
        this.context = context;
        this.file = file;
    }

    /** The file's text; empty where there is none. */
    String read() throws IOException {
        if (file.isEmpty()) {
            return "";
        }
        // guard: another account's settings would get the passwords
        TrustedFiles.ofThisProcess().require(file.get());
        String text = SettingsFile.text(file.get());
        if (text.isBlank()) {
            throw new ConfigurationException(file.get() + " is empty: write its settings again");
        }
        return text;
    }

    /**
     * Reads the file again.
     *
     * @throws ConfigurationException where it cannot be read
     */
    Change change() {
        if (file.isEmpty()) {
            return NONE;
        }
        LoadablePropertiesSource before = source();
        FileWithoutThoseOfTheStart after;
        try {
            after = new FileWithoutThoseOfTheStart(properties(), file.get(), before);
            ServiceHelper.startService(after);
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException e) {
            Throwable said = e.getCause() == null ? e : e.getCause();
            if (said instanceof ConfigurationException mistake) {
                throw mistake;
            }
            throw new ConfigurationException("Cannot read " + file.get() + ": " + said.getMessage(), e);
        }
        List<String> keys = differing(before.loadProperties(), after.asWritten());
        return keys.isEmpty() ? NONE : new Exchange(before, after, keys);
    }

    /** Whether a setting is read when the program starts, and never again. */
    static boolean isOfTheStart(String key) {
        return OF_THE_START.contains(key);
    }

    /** The file as it is now, but for settings that are read at the start alone: those stay as they were. */
    private static final class FileWithoutThoseOfTheStart extends SettingsFileSource {
        private final LoadablePropertiesSource before;
        private volatile boolean whole;

        FileWithoutThoseOfTheStart(PropertiesComponent properties, Path file, LoadablePropertiesSource before) {
            super(properties, file);
            this.before = before;
        }

        Properties asWritten() {
            return super.loadProperties();
        }

        /** Does something while those of the start show as the file has them, too: the next start must not fail on one. */
        void asWritten(Runnable checks) {
            whole = true;
            try {
                checks.run();
            } finally {
                whole = false;
            }
        }

        private boolean isKept(String key) {
            return !whole && isOfTheStart(key);
        }

        @Override
        public String getProperty(String name, String defaultValue) {
            return isKept(name) ? before.getProperty(name, defaultValue) : super.getProperty(name, defaultValue);
        }

        @Override
        public String getProperty(String name) {
            return isKept(name) ? before.getProperty(name) : super.getProperty(name);
        }

        @Override
        public Properties loadProperties() {
            return loadProperties(name -> true);
        }

        @Override
        public Properties loadProperties(Predicate<String> filter) {
            Properties properties = super.loadProperties(filter.and(name -> !isKept(name)));
            properties.putAll(before.loadProperties(filter.and(this::isKept)));
            return properties;
        }
    }

    private static List<String> differing(Properties before, Properties after) {
        TreeSet<String> keys = new TreeSet<>(before.stringPropertyNames());
        keys.addAll(after.stringPropertyNames());
        return keys.stream()
                .filter(key -> !Objects.equals(before.getProperty(key), after.getProperty(key)))
                .toList();
    }

    private PropertiesComponent properties() {
        return (PropertiesComponent) context.getPropertiesComponent();
    }

    private LoadablePropertiesSource source() {
        for (PropertiesSource source : properties().getPropertiesSources()) {
            if (source instanceof LoadablePropertiesSource loadable
                    && source instanceof LocationPropertiesSource located
                    && "file".equals(located.getLocation().getResolver())
                    && Path.of(located.getLocation().getPath())
                            .toAbsolutePath()
                            .equals(file.get().toAbsolutePath())) {
                return loadable;
            }
        }
        throw new IllegalStateException(file.get() + " is not what the settings were read from");
    }

    private final class Exchange implements Change {
        private final LoadablePropertiesSource before;
        private final FileWithoutThoseOfTheStart after;
        private final List<String> keys;

        Exchange(LoadablePropertiesSource before, FileWithoutThoseOfTheStart after, List<String> keys) {
            this.before = before;
            this.after = after;
            this.keys = keys;
        }

        @Override
        public List<String> keys() {
            return keys;
        }

        @Override
        public void make() {
            replace(before, after);
            try {
                after.asWritten(() -> {
                    CamelProgram.checkRouteSettings(context);
                    new Triggers(context).requireSound();
                });
                takeThem();
            } catch (RuntimeException e) {
                undo();
                throw e;
            }
        }

        @Override
        public void undo() {
            replace(after, before);
            takeThem();
        }

        private void replace(LoadablePropertiesSource one, LoadablePropertiesSource other) {
            ListIterator<PropertiesSource> sources =
                    properties().getPropertiesSources().listIterator();
            while (sources.hasNext()) {
                if (sources.next() == one) {
                    sources.set(other);
                }
            }
        }

        private void takeThem() {
            CamelProgram.checkRouteSettings(context);
            bean("ldap-import-events", Events.class).readSettingsAgain();
            bean("ldap-import-delivery", Delivery.class).readSettingsAgain();
            bean("ldap-import-runs", Runs.class).readSettingsAgain();
            new Triggers(context).requireSound();
        }

        private <T> T bean(String name, Class<T> type) {
            return context.getRegistry().lookupByNameAndType(name, type);
        }
    }
}
