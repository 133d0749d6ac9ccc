package io.github.ldapimport.settings;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges, as ssh does for its own files, whether accounts other than the program's and root may have written a file: settings say
 * where passwords go, and routes are code. One object judges the files of one look, and each folder once.
 */
public final class TrustedFiles {
    /** The environment variable with folders that are trusted as they are. No file can set it. */
    public static final String VARIABLE = "LDAP_IMPORT_TRUSTED_FOLDERS";

    /** System property: the folder that holds bin, lib, routes and application.properties; set by the launcher. */
    public static final String HOME = "ldapimport.home";

    private static final int ROOT = 0;
    private static final int MAX_LINKS = 40;

    private final Set<Integer> accounts;
    private final List<Path> folders;
    private final Optional<Path> home;
    private final Set<Path> judged = new HashSet<>();

    /**
     * @param accounts the user ids that are trusted beside root's
     * @param folders absolute paths that are trusted as they are, separated like those of PATH
     * @param home the program's own folder
     * @throws ConfigurationException where a folder is no absolute path
     */
    TrustedFiles(Set<Integer> accounts, String folders, Optional<Path> home) {
        this.accounts = new HashSet<>(accounts);
        this.accounts.add(ROOT);
        this.folders = parse(folders);
        this.home = home.map(TrustedFiles::real);
    }

    /** As this process is to judge: its account, that of sudo, its environment, and its program's folder. */
    public static TrustedFiles ofThisProcess() {
        return new TrustedFiles(
                ProcessAccount.userIds(),
                Optional.ofNullable(System.getenv(VARIABLE)).orElse(""),
                Optional.ofNullable(System.getProperty(HOME)).map(Path::of));
    }

    private static List<Path> parse(String folders) {
        List<Path> parsed = new ArrayList<>();
        for (String folder : folders.split(File.pathSeparator, -1)) {
            if (folder.isBlank()) {
                continue;
            }
            try {
                Path path = Path.of(folder.strip());
                if (path.isAbsolute()) {
                    parsed.add(path.normalize());
                    parsed.add(real(path));
                    continue;
                }
            } catch (InvalidPathException e) {
                throw new ConfigurationException(VARIABLE + " has a folder that is no path: " + e.getMessage(), e);
            }
            throw new ConfigurationException(VARIABLE + " has '" + folder + "', which depends on the current folder:"
                    + " write the whole path of each folder, with " + File.pathSeparator + " between several");
        }
        return parsed;
    }

    /** Whether the file system says whose a file is. */
    public static boolean canTell(Path file) {
        try {
            return FileAttributes.of(file).isPresent();
        } catch (IOException e) {
            // reading the file will fail, too, and say why
            return true;
        }
    }

    /**
     * Refuses a file that others may have written, or may replace: by its owner and permissions, and by those of the folders it
     * lies in and of symbolic links on the way. Of the program's own folder, neither it nor what is above it counts: who may write
     * there is master of the program itself.
     *
     * @throws ConfigurationException with what is wrong, and the remedy
     */
    public void require(Path file) {
        Path path = file.toAbsolutePath();
        if (isTrustedAsItIs(path)) {
            return;
        }
        try {
            walk(path);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot look whose " + path + " is: " + e
                            + ": give the account that runs the program the right to read it",
                    e);
        }
    }

    /**
     * Refuses a file that a setting names by a relative path, and so finds in the current folder, where it is another account's
     * or others may write it. A file that is not there, and an absolute path, which says what is meant, pass.
     *
     * @param origin the setting that names it
     * @throws ConfigurationException with what is wrong, and the remedy
     */
    public void requireNamed(String name, String origin) {
        requireOwn(name, origin, true);
    }

    /** The same of a file that the program makes itself, with whatever permissions the umask leaves: by its owner alone. */
    public void requireMade(String name, String origin) {
        requireOwn(name, origin, false);
    }

    private void requireOwn(String name, String origin, boolean byPermissions) {
        try {
            Path path = Path.of(name);
            if (path.isAbsolute() || !Files.exists(path) || isTrustedAsItIs(path.toAbsolutePath())) {
                return;
            }
            Path real = path.toRealPath();
            Optional<FileAttributes> attributes = FileAttributes.of(real);
            if (attributes.isPresent()) {
                Optional<String> fault = ownerFault(real, attributes.get());
                if (fault.isEmpty() && byPermissions) {
                    fault = writeFault(real, attributes.get(), false);
                }
                fault.ifPresent(
                        what -> refuse(path.toAbsolutePath().normalize(), "The file of " + origin + ": ", what));
            }
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException(
                    origin + " is '" + name + "': that file cannot be looked at ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    private boolean isTrustedAsItIs(Path path) {
        Path given = path.normalize();
        return folders.stream()
                .anyMatch(folder -> given.startsWith(folder) || real(path).startsWith(folder));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            // it is not there, so nothing is read from it
            return path.toAbsolutePath().normalize();
        }
    }

    /** Goes the way that the system goes to open the file, and judges each folder, link and the file itself. */
    private void walk(Path path) throws IOException {
        Deque<Path> ahead = new ArrayDeque<>();
        path.forEach(ahead::add);
        Path at = path.getRoot();
        judge(path, at, ahead.size() == 1);
        int links = 0;
        while (!ahead.isEmpty()) {
            Path name = ahead.remove();
            if (name.toString().equals("..")) {
                at = at.getParent() == null ? at : at.getParent();
                continue;
            } else if (name.toString().isEmpty() || name.toString().equals(".")) {
                continue;
            }
            Path entry = at.resolve(name);
            Optional<FileAttributes> attributes = judge(path, entry, ahead.size() == 1);
            if (attributes.isEmpty()) {
                return;
            } else if (attributes.get().isLink()) {
                if (++links > MAX_LINKS) {
                    throw new ConfigurationException(path + " is a symbolic link that leads in a circle: remove it");
                }
                Path target = Files.readSymbolicLink(entry);
                List<Path> names = new ArrayList<>();
                target.forEach(names::add);
                for (int i = names.size(); i > 0; i--) {
                    ahead.addFirst(names.get(i - 1));
                }
                at = target.isAbsolute() ? target.getRoot() : at;
            } else {
                at = entry;
            }
        }
    }

    /** @param holdsFile whether the file lies in this very folder, in which others could make one where there is none */
    private Optional<FileAttributes> judge(Path file, Path entry, boolean holdsFile) throws IOException {
        Optional<FileAttributes> attributes = FileAttributes.of(entry);
        if (attributes.isEmpty() || isAboveProgram(entry) || (!holdsFile && judged.contains(entry))) {
            return attributes;
        }
        Optional<String> fault = ownerFault(entry, attributes.get());
        if (fault.isEmpty()) {
            fault = writeFault(entry, attributes.get(), holdsFile);
        }
        if (fault.isPresent()) {
            refuse(file, entry.equals(file) ? "" : "On the way to " + file + ", ", fault.get());
        }
        judged.add(entry);
        return attributes;
    }

    private boolean isAboveProgram(Path entry) {
        return home.isPresent() && home.get().startsWith(entry);
    }

    /** Who else owns it, and what to do; empty where it is in trusted hands. */
    private Optional<String> ownerFault(Path entry, FileAttributes file) throws IOException {
        if (isTrusted(entry, file.uid())) {
            return Optional.empty();
        }
        String account = ProcessAccount.name();
        return Optional.of((file.isLink() ? "the symbolic link " : "") + entry + " belongs to " + account(file)
                + ", and the program runs as " + account
                + ": start it elsewhere or as that account, or make this your own (chown "
                + (file.isLink() ? "-h " : "") + account + " " + entry + ")");
    }

    /** Who else may write it, and what to do; empty where no others may. */
    private static Optional<String> writeFault(Path entry, FileAttributes file, boolean holdsFile) throws IOException {
        boolean isSafeFolder = file.isFolder() && file.isSticky() && !holdsFile;
        if (file.isLink()
                || isSafeFolder
                || !(file.othersMayWrite() || file.groupMayWrite())
                || MountPoints.isReadOnly(entry)) {
            return Optional.empty();
        }
        String writers = file.othersMayWrite() ? "every account" : "the group " + file.group();
        return Optional.of(writers + " may write " + (file.isFolder() ? "to the folder " : "") + entry
                + " (permissions " + file.permissions() + "): take that away (chmod go-w " + entry + ")");
    }

    private boolean isTrusted(Path entry, int uid) throws IOException {
        if (accounts.contains(uid)) {
            return true;
        }
        // whose code this is already
        return home.isPresent()
                && entry.startsWith(home.get())
                && Files.isDirectory(home.get().resolve("lib"))
                && FileAttributes.of(home.get().resolve("lib"))
                        .filter(lib -> lib.uid() == uid)
                        .isPresent();
    }

    private static String account(FileAttributes file) {
        String uid = String.valueOf(file.uid());
        return file.owner().equals(uid) ? "the user id " + uid : file.owner();
    }

    private static void refuse(Path file, String where, String fault) {
        throw new ConfigurationException(
                where + fault + ". Settings and routes decide where passwords go and which code runs, so"
                        + " nothing is taken that others may have written; where it is meant, set the environment variable "
                        + VARIABLE
                        + "=" + file.getParent());
    }
}
