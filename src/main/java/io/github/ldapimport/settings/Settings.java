package io.github.ldapimport.settings;

import io.github.ldapimport.text.Secret;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The settings of one owner, read through Camel's property placeholders, so that files, environment variables and
 * whatever else the runtime offers all count. Each getter answers with a checked value or throws a
 * {@link ConfigurationException} that names the whole key.
 */
public final class Settings {
    private static final int MAX_PORT = 65_535;

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

    /**
     * The value without surrounding blanks; empty where it was set to nothing.
     *
     * @throws ConfigurationException where it cannot be what was meant: a placeholder without a value, a wrong encoding,
     *     characters that do not show
     */
    public String text(Setting setting) {
        if (setting.isSecret()) {
            throw new IllegalArgumentException(setting + " is a secret");
        }
        return stripped(setting);
    }

    private String stripped(Setting setting) {
        return given(setting).map(String::strip).orElse(setting.defaultValue());
    }

    /** Whether somebody gave a value, were it the default. */
    public boolean isSet(Setting setting) {
        return given(setting).filter(text -> !text.isBlank()).isPresent();
    }

    private Optional<String> given(Setting setting) {
        String key = key(setting);
        Optional<String> given = Placeholders.resolve(properties, key);
        given.filter(text -> !text.isEmpty()).ifPresent(text -> {
            TypedText.require(key, text, setting.kind());
            if (setting.isSecret() && !text.isBlank() && !text.equals(text.strip())) {
                throw new ConfigurationException(
                        key + " begins or ends with a blank: remove it, or put the value into a"
                                + " file that holds it alone, where blanks count");
            }
        });
        return given;
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
    public Secret secret(Setting password, Setting file) {
        String name = text(file);
        if (name.isEmpty()) {
            return secret(password);
        }
        if (!secret(password).isEmpty()) {
            throw new ConfigurationException(key(password) + " and " + key(file) + " are both set: keep one of them");
        }
        return SecretFile.read(name, key(file));
    }

    /** The value of a setting for a secret that has no file of its own; empty where it was set to nothing. */
    public Secret secret(Setting password) {
        return new Secret(stripped(password));
    }

    public int number(Setting setting, int least, int most) {
        String text = text(setting);
        return WholeNumber.parse(text, least, most)
                .orElseThrow(() -> wrong(setting, text, "give a whole number from " + least + " to " + most));
    }

    /** A TCP port. */
    public int port(Setting setting) {
        return number(setting, 1, MAX_PORT);
    }

    /** A time span such as {@code 500ms}, {@code 5s} or {@code 2m}, in milliseconds, at least 1. */
    public int milliseconds(Setting setting) {
        String text = text(setting);
        OptionalLong milliseconds = TimeSpan.milliseconds(text);
        if (milliseconds.isPresent() && milliseconds.getAsLong() > 0 && milliseconds.getAsLong() <= Integer.MAX_VALUE) {
            return (int) milliseconds.getAsLong();
        }
        throw wrong(setting, text, "give a time span such as 500ms, 5s or 2m");
    }

    /** A time span such as {@code 90d} or {@code 24h}; empty where it was set to nothing. */
    public Optional<Duration> span(Setting setting) {
        String text = text(setting);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong milliseconds = TimeSpan.milliseconds(text);
        if (milliseconds.isEmpty() || milliseconds.getAsLong() == 0) {
            throw wrong(setting, text, "give a time span such as 90d or 24h, or nothing");
        }
        return Optional.of(Duration.ofMillis(milliseconds.getAsLong()));
    }

    public boolean flag(Setting setting) {
        String text = text(setting);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(setting, text, "give true or false");
        };
    }

    /**
     * The parts of a comma separated value, without blanks around them.
     *
     * @throws ConfigurationException where a quote or bracket that is open to the end takes commas with it
     */
    public List<String> list(Setting setting) {
        String text = text(setting);
        Lists.openToTheEnd(text).ifPresent(opening -> {
            throw new ConfigurationException(key(setting) + ": the " + opening
                    + " has no other half, so the commas after it would separate nothing: close it");
        });
        return Lists.commaSeparated(text);
    }

    public ConfigurationException wrong(Setting setting, String value, String remedy) {
        return new ConfigurationException(key(setting) + " is '" + value + "': " + remedy);
    }

    /**
     * Reads every setting once, so that a value which cannot be what was meant is refused though this run does without it.
     *
     * @param prefixes the prefixes in use, by owner
     * @throws ConfigurationException naming the first such setting
     */
    public static void requireReadable(CamelContext context, Map<Setting.Owner, Collection<String>> prefixes) {
        for (Setting setting : Setting.values()) {
            for (String prefix : prefixes.getOrDefault(setting.owner(), List.of(Setting.BUNDLE_PREFIX))) {
                new Settings(context, prefix).given(setting);
            }
        }
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
        // -D: Camel reads them one by one, and lists none
        System.getProperties().stringPropertyNames().stream()
                .filter(ours.and(name -> !known.contains(name)))
                .forEach(unknown::add);
        ofSpring(context).filter(ours.and(name -> !known.contains(name))).forEach(unknown::add);
        refuseFormerKeys(unknown);
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(
                    unknown.stream().map(ToldKey::of).distinct().collect(Collectors.joining(", "))
                            + (unknown.size() == 1 ? " is no setting" : " are no settings")
                            + ": correct the key or remove it (application.properties lists all)");
        }
    }

    private static void refuseFormerKeys(Set<String> unknown) {
        String renamed = unknown.stream()
                .filter(Setting.FORMER_KEYS::containsKey)
                .map(former -> Setting.FORMER_KEYS.get(former) + " in place of " + former)
                .collect(Collectors.joining(", "));
        if (!renamed.isEmpty()) {
            throw new ConfigurationException("Settings of an earlier version have new names: write " + renamed);
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
