package io.github.ldapimport.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.camel.CamelContext;

/**
 * A bean of the runtime that takes the place of a connection which settings would describe. Where a setting names it, it is
 * that one; where the settings give no address and the runtime has exactly one such bean, it is taken by itself. Several
 * are never chosen from: the import would write somewhere by chance.
 *
 * @param name in the registry; {@code (unnamed)} for a bean that has none
 * @param isNamed whether a setting names it
 */
public record HostBean<T>(String name, T bean, boolean isNamed) {
    /**
     * @param type of such beans
     * @param usable what the import can work with of a bean; empty for what belongs to the import itself
     * @param bean the setting that names it
     * @param address the setting without which it is looked for
     * @param own further settings that have no meaning beside it
     * @return empty where the settings describe the connection, or where nobody else does
     * @throws ConfigurationException when the settings say both, name a bean that is not there, or leave open which
     */
    public static <S, T> Optional<HostBean<T>> find(
            Settings settings,
            CamelContext context,
            Class<S> type,
            Function<S, Optional<T>> usable,
            Setting bean,
            Setting address,
            Collection<Setting> own) {
        String named = settings.text(bean);
        if (settings.isSet(address)) {
            if (!named.isEmpty()) {
                throw new ConfigurationException(settings.key(bean) + " and " + settings.key(address)
                        + " are both set: keep one of them, the other empty");
            }
            return Optional.empty();
        }
        Map<String, T> found = found(context, type, usable);
        if (!named.isEmpty()) {
            T its = Optional.ofNullable(context.getRegistry().lookupByNameAndType(named, type))
                    .flatMap(usable)
                    .orElseThrow(() -> settings.wrong(
                            bean,
                            named,
                            "there is no " + type.getSimpleName() + " bean of that name"
                                    + (found.isEmpty() ? "" : ", but " + String.join(", ", found.keySet()))
                                    + "; correct it, or set " + settings.key(address)));
            refuse(settings, named, own, address);
            return Optional.of(new HostBean<>(named, its, true));
        }
        List<T> different = found.values().stream().distinct().toList();
        if (different.size() > 1) {
            throw new ConfigurationException(settings.key(address) + " is not set, and there are several "
                    + type.getSimpleName() + " beans (" + String.join(", ", found.keySet()) + "): name one in "
                    + settings.key(bean) + ", or set " + settings.key(address));
        }
        if (different.isEmpty()) {
            return Optional.empty();
        }
        String name = found.keySet().iterator().next();
        refuse(settings, name, own, address);
        return Optional.of(new HostBean<>(name, different.get(0), false));
    }

    private static <S, T> Map<String, T> found(CamelContext context, Class<S> type, Function<S, Optional<T>> usable) {
        Map<String, T> found = new TreeMap<>();
        Map<String, S> named = context.getRegistry().findByTypeWithName(type);
        named.forEach((name, each) -> {
            // what Spring keeps behind a proxy that has the name itself, and what the import has made
            if (!name.startsWith("scopedTarget.") && !name.startsWith(Setting.BUNDLE_PREFIX + "-")) {
                usable.apply(each).ifPresent(its -> found.put(name, its));
            }
        });
        // beans of CDI need no name, such as the default DataSource of Quarkus: they are nowhere in the map of the
        // named
        Collection<S> unnamed = new ArrayList<>(context.getRegistry().findByType(type));
        unnamed.removeIf(each -> named.values().stream().anyMatch(its -> its == each));
        int number = 0;
        for (S each : unnamed) {
            Optional<T> its = usable.apply(each).filter(one -> !found.containsValue(one));
            if (its.isPresent()) {
                number++;
                found.put(number == 1 ? "(unnamed)" : "(unnamed) " + number, its.get());
            }
        }
        return found;
    }

    /** An account that nobody signs in with would be a surprise. */
    private static void refuse(Settings settings, String name, Collection<Setting> own, Setting address) {
        for (Setting setting : own) {
            boolean isDefault = !setting.isSecret() && settings.text(setting).equals(setting.defaultValue());
            if (settings.isSet(setting) && !isDefault) {
                throw new ConfigurationException(
                        settings.key(setting) + " is set, but the connection is that of the bean '" + name
                                + "', which has its own: remove it, or set " + settings.key(address));
            }
        }
    }
}
