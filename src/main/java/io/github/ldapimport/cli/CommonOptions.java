package io.github.ldapimport.cli;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.ToldKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command takes. */
public final class CommonOptions {
    // split here, because picocli takes quotes in a value for its own
    @Option(
            names = "-D",
            paramLabel = "key=value",
            description = "Sets any setting, over the environment and application.properties.")
    private List<String> settings = new ArrayList<>();

    /**
     * By key; a flag without a value is true.
     *
     * @throws ConfigurationException where a key has two values, or none though it is no flag
     */
    public Map<String, String> settings() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String key = equals < 0 ? setting : setting.substring(0, equals);
            if (key.isBlank() || !key.equals(key.strip())) {
                throw new ConfigurationException(
                        "-D " + ToldKey.of(key)
                                + " is no key=value: write -D and the key, and no blanks round the = (quote a value with blanks)");
            }
            if (equals < 0 && isOurs(key) && !isFlag(key)) {
                throw new ConfigurationException("-D " + ToldKey.of(key) + " has no value: write -D " + ToldKey.of(key)
                        + "=value, without blanks round the =");
            }
            String value = equals < 0 ? "true" : setting.substring(equals + 1);
            String other = values.put(key, value);
            if (other != null && !other.equals(value)) {
                throw new ConfigurationException(
                        "-D " + ToldKey.of(key) + " is given twice, with two values: keep one of them");
            }
        }
        return values;
    }

    private static boolean isOurs(String key) {
        return key.startsWith(Setting.BUNDLE_PREFIX + ".");
    }

    /** A key that is none at all is refused elsewhere, by a better name. */
    private static boolean isFlag(String key) {
        for (Setting setting : Setting.values()) {
            boolean isFlag = setting.defaultValue().equals("true")
                    || setting.defaultValue().equals("false");
            if (key.endsWith("." + setting.key()) && !isFlag) {
                return false;
            }
        }
        return true;
    }
}
