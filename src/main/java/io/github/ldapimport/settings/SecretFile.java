package io.github.ldapimport.settings;

import io.github.ldapimport.text.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file that holds a password alone: UTF-8, in one line, blanks and all taken as they stand. */
final class SecretFile {
    private SecretFile() {}

    /**
     * The line without its end.
     *
     * @param name as the setting gives it
     * @param origin the setting, for messages, which never hold anything of the file's content
     * @throws ConfigurationException when the file cannot be read, is empty, has several lines or is no UTF-8
     */
    static Secret read(String name, String origin) {
        TrustedFiles.ofThisProcess().requireNamed(name, origin);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(Path.of(name));
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException(origin + " is '" + name + "': that file cannot be read ("
                    + e.getClass().getSimpleName() + ")");
        }
        String text = StrictText.decode(bytes, origin + ": " + name);
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        String secret = text.substring(0, end);
        if (secret.isBlank() || secret.lines().count() > 1) {
            throw new ConfigurationException(
                    origin + " is '" + name + "': that file must hold the password in its only line");
        }
        return new Secret(secret);
    }
}
