package io.github.ldapimport.settings;

import io.github.ldapimport.text.Line;

/**
 * A setting, an option or a header is wrong, and a person has to change it. The message is one line: it names the
 * setting or option, says what is wrong with it in the words of whoever refused it, and what to do now. Nothing was
 * written when it is thrown.
 */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(Line.of(message));
    }

    public ConfigurationException(String message, Throwable cause) {
        super(Line.of(message), cause);
    }
}
