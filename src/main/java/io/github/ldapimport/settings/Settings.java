package io.github.ldapimport.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.util.TimeUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The settings of one owner, read through Camel's property placeholders, so that files, environment variables and
 * whatever else the runtime offers all count. Each getter answers with a checked value or throws a
 * {@link ConfigurationException} that names the whole key.
 */
public final class Settings {
    private static final int MOST_PORT = 65_535;

    private final PropertiesComponent properties;
    private final String prefix;

    public Settings(CamelContext context, String prefix) {
        this.properties = context.getPropertiesComponent();
        this.prefix = prefix;
    }

    /** The key as it stands in application.properties. */
    public String key(Setting setting) {
        return (setting.owner() == Setting.Owner.BUNDLE ? Setting.BUNDLE_PREFIX : prefix) + "." + setting.key();
    }

    /** The value without surrounding blanks; empty where it was set to nothing. */
    public String text(Setting setting) {
        return properties.resolveProperty(key(setting)).map(String::strip).orElse(setting.defaultValue());
    }

    /** Whether somebody gave a value, were it the default. */
    public boolean isSet(Setting setting) {
        return properties
                .resolveProperty(key(setting))
                .filter(text -> !text.isBlank())
                .isPresent();
    }

    /** The value, or the other one where it is empty. */
    public String text(Setting setting, String otherwise) {
        String text = text(setting);
        return text.isEmpty() ? otherwise : text;
    }

    /** A value that may not be empty; {@code hint} says what to put there. */
    public String requiredText(Setting setting, String hint) {
        String text = text(setting);
        if (text.isEmpty()) {
            throw new ConfigurationException(key(setting) + " is empty: " + hint);
        }
        return text;
    }

    /**
     * A password: the setting's value, or what the file of another setting holds, without the line's end.
     *
     * @throws ConfigurationException when both are given, or the file cannot be read or is empty
     */
    public String secret(Setting password, Setting file) {
        String name = text(file);
        if (name.isEmpty()) {
            return text(password);
        }
        if (!text(password).isEmpty()) {
            throw new ConfigurationException(key(password) + " and " + key(file) + " are both set: keep one of them");
        }
        try {
            String secret = Files.readString(Path.of(name)).replaceFirst("\\R$", "");
            if (secret.isBlank() || secret.lines().count() > 1) {
                throw wrong(file, name, "that file must hold the password in its only line");
            }
            return secret;
        } catch (IOException | InvalidPathException e) {
            // its message may quote what is in the file
            throw wrong(file, name, "that file cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    public int number(Setting setting, int least, int most) {
        String text = text(setting);
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw wrong(setting, text, "give a whole number from " + least + " to " + most);
    }

    /** A TCP port. */
    public int port(Setting setting) {
        return number(setting, 1, MOST_PORT);
    }

    /** A time span such as {@code 500ms}, {@code 5s} or {@code 2m}, in milliseconds, at least 1. */
    public int milliseconds(Setting setting) {
        String text = text(setting);
        try {
            long milliseconds = TimeUtils.toMilliSeconds(text);
            if (milliseconds > 0 && milliseconds <= Integer.MAX_VALUE) {
                return (int) milliseconds;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // told below, with an example; Camel trips over a text without a digit
        }
        throw wrong(setting, text, "give a time span such as 500ms, 5s or 2m");
    }

    public boolean flag(Setting setting) {
        String text = text(setting);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(setting, text, "give true or false");
        };
    }

    /** The parts of a comma separated value, without blanks around them. */
    public List<String> list(Setting setting) {
        return Lists.commaSeparated(text(setting));
    }

    public ConfigurationException wrong(Setting setting, String value, String remedy) {
        return new ConfigurationException(key(setting) + " is '" + value + "': " + remedy);
    }

    /**
     * Refuses keys that nothing reads, because a setting with a slip in its name would silently not be in force.
     *
     * @param prefixes the prefixes in use, by owner
     * @throws ConfigurationException naming the first such key
     */
    public static void refuseUnknownKeys(CamelContext context, Map<Setting.Owner, Collection<String>> prefixes) {
        Set<String> known = new TreeSet<>();
        for (Setting setting : Setting.values()) {
            for (String prefix : prefixes.getOrDefault(setting.owner(), List.of(Setting.BUNDLE_PREFIX))) {
                known.add(prefix + "." + setting.key());
            }
        }
        Predicate<String> ours = name -> name.startsWith(Setting.BUNDLE_PREFIX + ".");
        Set<String> unknown = new TreeSet<>(context.getPropertiesComponent()
                .loadProperties(ours.and(name -> !known.contains(name)))
                .stringPropertyNames());
        ofSpring(context).filter(ours.and(name -> !known.contains(name))).forEach(unknown::add);
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(String.join(", ", unknown)
                    + (unknown.size() == 1 ? " is no setting" : " are no settings")
                    + ": correct the key or remove it (application.properties lists all)");
        }
    }

    /** The names in Spring's environment: Camel looks values up there, but lists none of them. */
    private static Stream<String> ofSpring(CamelContext context) {
        return context.getRegistry().findByType(ConfigurableEnvironment.class).stream()
                .flatMap(environment -> environment.getPropertySources().stream())
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
    }
}
