package io.github.ldapimport.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What Linux says of mounted file systems: Java's FileStore takes a bind mount for what it was made from. */
final class MountPoints {
    private static final Path LIST = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;
    private static final int OPTIONS = 5;

    private MountPoints() {}

    /**
     * Whether nothing can be written where a file lies, whatever its permissions, as in a volume that a container gets its settings
     * from. False where it cannot be told.
     *
     * @param file without symbolic links in its path
     */
    static boolean isReadOnly(Path file) throws IOException {
        return Files.isReadable(LIST) && isReadOnly(file, Files.readAllLines(LIST));
    }

    /** @param lines of proc/self/mountinfo (proc_pid_mountinfo(5)) */
    static boolean isReadOnly(Path file, List<String> lines) {
        Path nearest = null;
        boolean isReadOnly = false;
        for (String line : lines) {
            String[] fields = line.split(" ", -1);
            Path point = Path.of(unescape(fields[POINT]));
            // a later mount at the same place hides the earlier one
            if (file.startsWith(point) && (nearest == null || point.getNameCount() >= nearest.getNameCount())) {
                nearest = point;
                isReadOnly = isReadOnly(fields[OPTIONS]) || isReadOnly(fields[fields.length - 1]);
            }
        }
        return isReadOnly;
    }

    private static boolean isReadOnly(String options) {
        return Arrays.asList(options.split(",", -1)).contains("ro");
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
