package io.github.ldapimport.sql;

import io.github.ldapimport.settings.TrustedFiles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where H2 keeps a database, for addresses that name a plain path: no memory, and no prefix of H2's such as {@code split:}. */
final class H2File {
    private static final Pattern ADDRESS =
            Pattern.compile("(?i)jdbc:h2:(?:file:(?![a-z]{2,}:)|(?=\\./|\\.\\./|[/~]))([^;]+).*");

    private H2File() {}

    /**
     * Refuses a database in the current folder that another account may have made: H2 runs the triggers and functions that it holds.
     *
     * @param key the setting that has the address
     * @throws io.github.ldapimport.settings.ConfigurationException with what is wrong, and the remedy
     */
    static void requireTrusted(String jdbcUrl, String key) {
        Matcher address = ADDRESS.matcher(jdbcUrl);
        if (address.matches() && !address.group(1).startsWith("~")) {
            TrustedFiles.ofThisProcess().requireMade(address.group(1) + ".mv.db", key);
        }
    }

    /**
     * Why H2 could not make the file of a database that is not there, as far as the folder tells; empty when it could, and
     * for all other addresses. Nothing is made.
     */
    static Optional<String> whyNotMade(String jdbcUrl) {
        Matcher address = ADDRESS.matcher(jdbcUrl);
        if (!address.matches()) {
            return Optional.empty();
        }
        String home = Matcher.quoteReplacement(System.getProperty("user.home"));
        Path folder = Path.of(address.group(1).replaceFirst("^~(?=/)", home))
                .toAbsolutePath()
                .normalize()
                .getParent();
        // a link to nowhere, such as to what is not mounted, is no folder that H2 would make
        while (folder != null && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            return Optional.of("there is no folder, or no drive, for it");
        } else if (!Files.isDirectory(folder)) {
            return Optional.of(folder + " is no folder");
        }
        return Files.isWritable(folder) ? Optional.empty() : Optional.of("nothing may be written to " + folder);
    }
}
