package io.github.ldapimport.run;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.store.RunScope;
import io.github.ldapimport.table.UsersTable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The other providers of this process that write to a table, however their settings spell it. */
public final class Siblings {
    private Siblings() {}

    /** All providers of a process, by name. */
    static Map<String, Provider> all(CamelContext context) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        context.getRegistry().findByTypeWithName(Provider.class).forEach((bean, provider) -> {
            if (bean.startsWith(Provider.BEAN_PREFIX)) {
                providers.put(bean.substring(Provider.BEAN_PREFIX.length()), provider);
            }
        });
        return providers;
    }

    /** The others' settings, by their names. */
    public static Map<String, Settings> of(CamelContext context, Provider provider, UsersTable table) {
        Map<String, Settings> others = new LinkedHashMap<>();
        all(context).forEach((name, other) -> {
            Settings its = new Settings(context, other.getSettings());
            if (other != provider
                    && other.getDatabase().isSameDatabase(provider.getDatabase())
                    && table.isSameDatabase(its.text(Setting.USERS_TABLE), provider.getDatabase())) {
                others.put(name, its);
            }
        });
        return others;
    }

    /** Whether one of them imports that domain, and takes those users for its own. */
    public static boolean covers(CamelContext context, Map<String, Settings> siblings, String domain, RunScope scope) {
        Map<String, Provider> providers = all(context);
        return siblings.entrySet().stream()
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
