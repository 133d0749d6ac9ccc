package io.github.ldapimport.run;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.changes.ChangePolicy;
import io.github.ldapimport.connection.RuntimeContextSource;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.mapping.EntryMapping;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * Which directory feeds which table. A provider is a bean named {@code ldap-import-NAME}; its settings are read at its
 * first run, and again when they have changed.
 */
public final class Provider implements CamelContextAware {
    /** What stands before a provider's name in the name of its bean. */
    public static final String BEAN_PREFIX = "ldap-import-";

    /** The provider of a run that names none. */
    public static final String DEFAULT_NAME = "ldap";

    private CamelContext context;
    private String settingsPrefix = Setting.BUNDLE_PREFIX;
    private Database database;
    private Parts parts;
    private int guidVariants;

    /** What the settings make; all of it or nothing. */
    private record Parts(
            Directory directory,
            TableSettings table,
            EntryMapping mapping,
            String domain,
            ChangePolicy changes,
            Duration grace) {}

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Says what stands before {@code .directory.url}, {@code .users.table} and so on in the settings. */
    public void setSettings(String prefix) {
        settingsPrefix = prefix;
    }

    public String getSettings() {
        return settingsPrefix;
    }

    public void setDatabase(Database usersDatabase) {
        database = usersDatabase;
    }

    public Database getDatabase() {
        return database;
    }

    /**
     * Reads and checks the settings; connects to nothing.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting that is wrong
     */
    public synchronized void configure() {
        if (parts == null) {
            Settings settings = new Settings(context, settingsPrefix);
            TableSettings table = new TableSettings(settings, context);
            parts = new Parts(
                    new Directory(settings, RuntimeContextSource.find(settings, context)),
                    table,
                    new EntryMapping(table, attributesOfHandlers()),
                    settings.requiredText(DOMAIN, "give the value for the domain column, such as default"),
                    ChangePolicy.of(settings),
                    settings.span(GRACE).orElse(null));
            database.url();
            guidVariants++;
        }
    }

    /** Like {@link #configure}, and forgets what the settings said before. */
    synchronized void readSettingsAgain() {
        parts = null;
        configure();
        database.readSettingsAgain();
    }

    /**
     * What camel-spring-ldap knows the directory by. Settings that have changed have another name: what it found by the former
     * it keeps.
     */
    public synchronized String directoryBean(String name) {
        return BEAN_PREFIX + name + "-directory" + (guidVariants > 1 ? "-" + guidVariants : "");
    }

    private synchronized Parts parts() {
        configure();
        return parts;
    }

    public Directory directory() {
        return parts().directory();
    }

    public TableSettings table() {
        return parts().table();
    }

    public EntryMapping mapping() {
        return parts().mapping();
    }

    /** The attributes to request: those that the settings name. */
    public Collection<String> attributes() {
        List<String> attributes = new ArrayList<>(mapping().attributes().keySet());
        attributes.addAll(new Settings(context, settingsPrefix).list(DIRECTORY_ATTRIBUTES));
        return attributes;
    }

    /** Those that a handler may read, as far as it is known. */
    public Collection<String> attributesOfHandlers() {
        return new Settings(context, settingsPrefix)
                .list(DIRECTORY_ATTRIBUTES).stream()
                        .filter(attribute -> !attribute.equals("*") && !attribute.equals("+"))
                        .toList();
    }

    /** Every attribute that the settings name, with the setting it comes from. */
    public Map<String, String> attributeOrigins() {
        Settings settings = new Settings(context, settingsPrefix);
        Map<String, String> origins = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        directory().users().attributes().forEach(attribute -> origins.put(attribute, settings.key(DIRECTORY_FILTER)));
        settings.list(DIRECTORY_ATTRIBUTES)
                .forEach(attribute -> origins.put(attribute, settings.key(DIRECTORY_ATTRIBUTES)));
        origins.putAll(directory().ownAccountStateAttributes());
        origins.put(
                directory().kind().guidAttribute(),
                settings.key(
                        settings.text(DIRECTORY_GUID_ATTRIBUTE).isEmpty() ? DIRECTORY_TYPE : DIRECTORY_GUID_ATTRIBUTE));
        origins.putAll(mapping().attributes());
        return origins;
    }

    /** Which changes of its rows are kept. */
    public ChangePolicy changes() {
        return parts().changes();
    }

    /** How long a user has to be missing before the row is deleted; empty where it is at once. */
    public Optional<Duration> grace() {
        return Optional.ofNullable(parts().grace());
    }

    /** The value of the domain column. */
    public String domain() {
        return parts().domain();
    }
}
