package io.github.ldapimport.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** application.properties as the program reads it: UTF-8, and nothing of it lost or changed without a word. */
public final class SettingsFile {
    private static final String OURS = Setting.BUNDLE_PREFIX + ".";
    private static final String NORMALIZED_PREFIX = "ldapimport";

    private SettingsFile() {}

    /**
     * Its keys and values, in their order.
     *
     * @throws ConfigurationException naming the file, the line and the key; never a value
     */
    public static Map<String, String> load(Path file) throws IOException {
        String text = text(file);
        Map<String, String> values = PropertiesReader.read(text, file.toString());
        values.forEach((key, value) -> {
            if (!text.contains("{{" + key)) {
                requireNoSlip(key, file.toString());
            }
        });
        return values;
    }

    /** @throws ConfigurationException where it is no UTF-8 */
    public static String text(Path file) throws IOException {
        return StrictText.decode(Files.readAllBytes(file), file.toString());
    }

    /**
     * Refuses a key that nothing reads because its prefix is wrong.
     *
     * @param origin where the key stands, for the message
     */
    public static void requireNoSlip(String key, String origin) {
        if (key.startsWith(OURS) || key.startsWith("camel.")) {
            return;
        }
        boolean isNearly = normalized(key).startsWith(NORMALIZED_PREFIX);
        for (Setting setting : Setting.values()) {
            boolean isTelling = setting.key().indexOf('.') >= 0 || setting.key().indexOf('-') >= 0;
            isNearly |= isTelling && (key.equals(setting.key()) || key.endsWith("." + setting.key()));
        }
        if (isNearly) {
            throw new ConfigurationException(origin + ": " + ToldKey.of(key)
                    + " is no setting, and nothing reads it: the settings" + " begin with " + OURS);
        }
    }

    private static String normalized(String key) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            if (Character.isLetterOrDigit(key.charAt(i))) {
                letters.append(key.charAt(i));
            }
        }
        return letters.toString().toLowerCase(Locale.ROOT);
    }
}
