package io.github.ldapimport.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The account that this process runs as. */
final class ProcessAccount {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern EFFECTIVE = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
    private static final String OF_SUDO = "SUDO_UID";

    private ProcessAccount() {}

    /** Its user id; as root by sudo, also that of the account that sudo was called by. */
    static Set<Integer> userIds() {
        Set<Integer> ids = new HashSet<>();
        try {
            int own = effective();
            ids.add(own);
            String caller = System.getenv(OF_SUDO);
            if (own == 0 && caller != null && caller.matches("\\d{1,9}")) {
                ids.add(Integer.valueOf(caller));
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot find out which account runs the program: " + e + ": give it a folder for temporary files"
                            + " (-Djava.io.tmpdir=... in LDAP_IMPORT_JAVA_OPTS)",
                    e);
        }
        return ids;
    }

    /** Its name, for messages. */
    static String name() {
        return System.getProperty("user.name");
    }

    private static int effective() throws IOException {
        if (Files.isReadable(STATUS)) {
            Matcher uid = EFFECTIVE.matcher(Files.readString(STATUS));
            if (uid.find()) {
                return Integer.parseUnsignedInt(uid.group(1));
            }
        }
        // no Linux: what it makes is its own
        Path made = Files.createTempFile("ldap-import", null);
        try {
            return FileAttributes.of(made).map(FileAttributes::uid).orElse(0);
        } finally {
            Files.delete(made);
        }
    }
}
