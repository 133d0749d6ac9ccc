package io.github.ldapimport.run;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.store.RunScope;
import io.github.ldapimport.table.UsersTable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;

/**
 * The other providers of this process that write to a table, however their settings spell it.
 *
 * @param settings their settings, by the providers' names
 */
public record Siblings(Map<String, Settings> settings) {
    /** Those of a provider. */
    public static Siblings of(CamelContext context, Provider provider, UsersTable table) {
        Map<String, Settings> others = new LinkedHashMap<>();
        Providers.all(context).forEach((name, other) -> {
            Settings its = new Settings(context, other.getSettings());
            if (other != provider
                    && other.getDatabase().isSameDatabase(provider.getDatabase())
                    && table.isSameDatabase(its.text(Setting.USERS_TABLE), provider.getDatabase())) {
                others.put(name, its);
            }
        });
        return new Siblings(others);
    }

    /** The domains that they import, each with its provider's name; a copy. */
    public Map<String, String> domains() {
        Map<String, String> domains = new HashMap<>();
        settings.forEach((name, its) -> domains.put(its.text(Setting.DOMAIN), name));
        return domains;
    }

    /** The domain that one of them imports, by its settings, because the provider itself may be wrong elsewhere. */
    public String domain(String name) {
        return settings.get(name).text(Setting.DOMAIN);
    }

    /** Whether one of them imports that domain, and takes those users for its own. */
    public boolean cover(CamelContext context, String domain, RunScope scope) {
        Map<String, Provider> providers = Providers.all(context);
        return settings.entrySet().stream()
                .filter(sibling -> sibling.getValue().text(Setting.DOMAIN).equals(domain))
                .anyMatch(sibling -> {
                    try {
                        return scope.findsTheSame(
                                providers.get(sibling.getKey()).directory());
                    } catch (ConfigurationException e) {
                        // nobody can say what it covers until its settings are mended
                        return false;
                    }
                });
    }
}
