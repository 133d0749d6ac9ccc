package io.github.ldapimport.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a file is and who may write it, as POSIX has it; of a symbolic link, not of what it leads to.
 *
 * @param uid of the owner
 * @param gid of the group
 * @param mode type and permissions, as stat gives them
 */
record FileAttributes(int uid, int gid, int mode, String owner, String group) {
    private static final String VIEW = "unix";
    private static final int ROOT_GROUP = 0;
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 020;
    private static final int OTHERS_WRITE = 02;
    private static final Path GROUPS = Path.of("/etc/group");
    private static final Path ACCOUNTS = Path.of("/etc/passwd");

    /** Empty where the file system does not tell. */
    static Optional<FileAttributes> of(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains(VIEW)) {
            return Optional.empty();
        }
        Map<String, Object> all =
                Files.readAttributes(file, VIEW + ":uid,gid,mode,owner,group", LinkOption.NOFOLLOW_LINKS);
        return Optional.of(new FileAttributes(
                (Integer) all.get("uid"),
                (Integer) all.get("gid"),
                (Integer) all.get("mode"),
                ((UserPrincipal) all.get("owner")).getName(),
                ((GroupPrincipal) all.get("group")).getName()));
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    /** Whether what is in a folder can be removed or replaced by its owner alone, though others may add to the folder. */
    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean othersMayWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    /** Whether a group may write in which, for all that can be told, there are accounts beside the owner and root. */
    boolean groupMayWrite() {
        return (mode & GROUP_WRITES) != 0 && gid != ROOT_GROUP && !isOwnersAlone();
    }

    /** The permissions in octal digits, as chmod takes them. */
    String permissions() {
        return String.format("%04o", mode & ~TYPE);
    }

    /**
     * Whether the group is the one that the system made for the owner alone, by the owner's name. Only this machine's own lists are
     * read: a group of a directory service may have any members.
     */
    private boolean isOwnersAlone() {
        try {
            return isOwnersAlone(Files.readAllLines(GROUPS), Files.readAllLines(ACCOUNTS));
        } catch (IOException e) {
            // no such lists: then it cannot be told
            return false;
        }
    }

    /**
     * @param groups lines of /etc/group
     * @param accounts lines of /etc/passwd
     */
    boolean isOwnersAlone(List<String> groups, List<String> accounts) {
        List<String[]> owners = fields(accounts);
        return group.equals(owner)
                && fields(groups).stream().anyMatch(this::isThisGroupWithoutOthers)
                && owners.stream().anyMatch(account -> account[0].equals(owner))
                && owners.stream()
                        .filter(account -> account.length > 3 && account[3].equals(String.valueOf(gid)))
                        .allMatch(account -> account[0].equals(owner));
    }

    private boolean isThisGroupWithoutOthers(String[] line) {
        return line.length > 2
                && line[0].equals(group)
                && line[2].equals(String.valueOf(gid))
                && (line.length == 3
                        || Arrays.stream(line[3].split(",", -1))
                                .allMatch(member -> member.isBlank() || member.equals(owner)));
    }

    private static List<String[]> fields(List<String> lines) {
        return lines.stream().map(line -> line.split(":", -1)).toList();
    }
}
