package io.github.ldapimport.run;

import io.github.ldapimport.request.ImportRequest;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.Database;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/** The providers of a process, and the settings that they are made from. */
final class Providers {
    private Providers() {}

    /** All of them, by name. */
    static Map<String, Provider> all(CamelContext context) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        context.getRegistry().findByTypeWithName(Provider.class).forEach((bean, provider) -> {
            if (bean.startsWith(Provider.BEAN_PREFIX)) {
                providers.put(bean.substring(Provider.BEAN_PREFIX.length()), provider);
            }
        });
        return providers;
    }

    /**
     * The provider of that name.
     *
     * @throws ConfigurationException naming those that exist
     */
    static Provider named(CamelContext context, String name) {
        Provider provider = context.getRegistry().lookupByNameAndType(Provider.BEAN_PREFIX + name, Provider.class);
        if (provider == null) {
            throw new ConfigurationException("There is no provider '" + name + "': use "
                    + String.join(" or ", new TreeSet<>(all(context).keySet()))
                    + ", or add one to ldap-import-providers.camel.yaml; one user is named after the provider: "
                    + Provider.DEFAULT_NAME + " " + name);
        }
        return provider;
    }

    /**
     * Takes the settings as they are now, for the runs that are to come.
     *
     * @throws ConfigurationException naming the setting that is wrong
     */
    static void readSettingsAgain(CamelContext context) {
        refuseUnknownKeys(context);
        all(context).values().forEach(provider -> {
            provider.readSettingsAgain();
            // what a run that says nothing of it itself would take from them
            ImportRequest.of(Map.of(), new Settings(context, provider.getSettings()));
        });
    }

    /** Refuses settings that nothing reads, and values that cannot be what was meant. */
    static void refuseUnknownKeys(CamelContext context) {
        Set<String> ofProviders = new TreeSet<>();
        context.getRegistry().findByType(Provider.class).forEach(provider -> ofProviders.add(provider.getSettings()));
        Set<String> ofDatabases = new TreeSet<>();
        context.getRegistry().findByType(Database.class).forEach(database -> ofDatabases.add(database.getSettings()));
        Map<Setting.Owner, Collection<String>> prefixes =
                Map.of(Setting.Owner.PROVIDER, ofProviders, Setting.Owner.DATABASE, ofDatabases);
        Settings.refuseUnknownKeys(context, prefixes);
        Settings.requireReadable(context, prefixes);
    }
}
