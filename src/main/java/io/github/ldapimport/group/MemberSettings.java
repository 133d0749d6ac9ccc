package io.github.ldapimport.group;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings {@code members.*} of a provider of groups.
 *
 * @param table the table of pairs, or schema.table
 * @param of name of the provider whose users are the members
 * @param isNested whether the members of groups in a group are its members, too
 * @param constants what further columns of each pair hold, by the columns' names
 * @param origin the column that marks pairs which the import made; empty where all are the import's
 * @param userValue the column of the users' rows that a pair names them by; empty for their key
 * @param groupValue the same of the groups
 * @param removesOfDeleted whether the pairs of soft-deleted users are removed
 * @param settings where they stand, for messages
 */
record MemberSettings(
        String table,
        String userColumn,
        String groupColumn,
        String of,
        Source source,
        boolean isNested,
        Map<String, String> constants,
        String origin,
        String userValue,
        String groupValue,
        boolean removesOfDeleted,
        Settings settings) {
    /** Where the directory says who is a member of a group. */
    enum Source {
        /** In the groups, in whichever of these attributes they have; where no group has any, in the users' memberOf. */
        AUTO("auto"),
        MEMBER("member"),
        UNIQUE_MEMBER("uniqueMember"),
        MEMBER_UID("memberUid"),
        MEMBER_OF("memberOf");

        /** Logins (RFC 2307); the other attributes of groups have DNs. */
        static final String LOGINS = "memberUid";

        /** The attribute of the users, whose values are the DNs of groups. */
        static final String OF_USERS = "memberOf";

        private final String word;

        Source(String word) {
            this.word = word;
        }

        static Optional<Source> named(String word) {
            return Arrays.stream(values())
                    .filter(source -> source.word.equalsIgnoreCase(word))
                    .findFirst();
        }

        /** The words that the setting takes, for a message. */
        static String words() {
            return Arrays.stream(values()).map(source -> source.word).collect(Collectors.joining(", "));
        }

        /** The attributes of the groups that are read. */
        List<String> attributes() {
            return switch (this) {
                case AUTO -> List.of(MEMBER.word, UNIQUE_MEMBER.word, MEMBER_UID.word);
                case MEMBER_OF -> List.of();
                default -> List.of(word);
            };
        }
    }

    private static final Pattern CONSTANT =
            Pattern.compile("([^=]+?)\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\"|([0-9]{1,18}|true|false))");

    /**
     * Reads them; none where the provider has no memberships.
     *
     * @throws ConfigurationException naming the setting that is wrong
     */
    static Optional<MemberSettings> of(Settings settings) {
        String table = settings.text(MEMBERS_TABLE);
        if (table.isEmpty()) {
            for (Setting setting : values()) {
                if (setting.key().startsWith("members.")
                        && !settings.text(setting).equals(setting.defaultValue())) {
                    throw new ConfigurationException(
                            settings.key(setting) + " is set, and "
                                    + settings.key(MEMBERS_TABLE)
                                    + " is not, so no memberships are imported: name the table of pairs there, or leave both out");
                }
            }
            return Optional.empty();
        }
        String[] parts = table.split("\\.", -1);
        if (parts.length > 2) {
            throw settings.wrong(MEMBERS_TABLE, table, "give a table, or schema.table");
        }
        for (String part : parts) {
            requireName(settings, MEMBERS_TABLE, part);
        }
        String source = settings.text(MEMBERS_SOURCE);
        if (settings.flag(MEMBERS_NESTED)
                && Source.named(source).filter(Source.MEMBER_OF::equals).isPresent()) {
            throw settings.wrong(
                    MEMBERS_SOURCE,
                    source,
                    "with " + settings.key(MEMBERS_NESTED)
                            + "=true the groups have to show their members: leave one of the" + " two out");
        }
        return Optional.of(new MemberSettings(
                table,
                requireName(settings, MEMBERS_USER_COLUMN, settings.text(MEMBERS_USER_COLUMN)),
                requireName(settings, MEMBERS_GROUP_COLUMN, settings.text(MEMBERS_GROUP_COLUMN)),
                settings.requiredText(MEMBERS_OF, "give the name of the provider whose users are the members"),
                Source.named(source)
                        .orElseThrow(() -> settings.wrong(MEMBERS_SOURCE, source, "give one of " + Source.words())),
                settings.flag(MEMBERS_NESTED),
                constants(settings),
                optionalName(settings, MEMBERS_ORIGIN_COLUMN),
                optionalName(settings, MEMBERS_USER_VALUE),
                optionalName(settings, MEMBERS_GROUP_VALUE),
                removesOfDeleted(settings),
                settings));
    }

    private static boolean removesOfDeleted(Settings settings) {
        String word = settings.text(MEMBERS_OF_DELETED);
        return switch (word) {
            case "keep" -> false;
            case "remove" -> true;
            default -> throw settings.wrong(MEMBERS_OF_DELETED, word, "give keep or remove");
        };
    }

    private static String optionalName(Settings settings, Setting setting) {
        String name = settings.text(setting);
        return name.isEmpty() ? name : requireName(settings, setting, name);
    }

    private static String requireName(Settings settings, Setting setting, String name) {
        TableSettings.checkIdentifier(name, settings.key(setting));
        return name;
    }

    private static Map<String, String> constants(Settings settings) {
        Map<String, String> constants = new LinkedHashMap<>();
        for (String pair : settings.list(MEMBERS_CONSTANTS)) {
            Matcher constant = CONSTANT.matcher(pair);
            if (!constant.matches()) {
                throw settings.wrong(
                        MEMBERS_CONSTANTS,
                        pair,
                        "write column='text', with commas between several; numbers need no quotes");
            }
            String value = constant.group(2) != null
                    ? constant.group(2)
                    : constant.group(3) != null ? constant.group(3) : constant.group(4);
            if (constants.put(requireName(settings, MEMBERS_CONSTANTS, constant.group(1)), value) != null) {
                throw settings.wrong(MEMBERS_CONSTANTS, pair, "the column is given twice");
            }
        }
        return constants;
    }

    String key(Setting setting) {
        return settings.key(setting);
    }

    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return "memberships in " + table;
    }
}
