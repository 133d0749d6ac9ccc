package io.github.ldapimport.ldap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The forms in which other programs write GUIDs, and what each may mean. */
public final class GuidForms {
    /** Blanks, and what looks like one or like nothing. */
    public static final List<String> BLANKS = List.of(" ", "\t", "\n", "\r");

    /** The same beyond ASCII, which not every database's character set has. */
    public static final List<String> WIDE_BLANKS = List.of("\u00a0", "\u200b", "\ufeff");

    /** What stands round or between the hex digits of a GUID, in lower case: what is left are the digits. */
    public static final List<String> DECORATIONS = List.of(
            "urn:", "uuid:", "guid:", "uuid=", "guid=", "0x", "x", "{", "}", "(", ")", "[", "]", "<", ">", "-", ":",
            ",", "\\", "'", "\"");

    /** Dashes that word processors write. */
    public static final List<String> WIDE_DECORATIONS = List.of("\u2010", "\u2011", "\u2013", "\u2212");

    /** The text of no form has fewer characters: Base64 without padding. */
    public static final int MIN_LENGTH = 22;

    /** Base64 with its padding. */
    public static final int PADDED_LENGTH = 24;

    public static final int HEX_DIGITS = 32;

    private static final Pattern WIDE_DASH = Pattern.compile("[\u2010\u2011\u2013\u2212]");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern UNIQUE_ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}");
    private static final List<String> PREFIXES = List.of("urn:uuid:", "urn:guid:", "uuid:", "guid:", "uuid=");
    private static final List<String> BRACKETS = List.of("{}", "()", "[]", "<>", "''", "\"\"");

    // in Active Directory, <GUID=digits> has the bytes of the attribute, <GUID=...-...> is read as people write it
    private static final String LDAP_STYLE = "guid=";

    /** Bytes one by one: escaped, or with one separator between all of them. */
    private static final List<Pattern> BYTES = List.of(
            Pattern.compile("0x[0-9a-f]{32}"),
            Pattern.compile("x'[0-9a-f]{32}'"),
            Pattern.compile("guid=[0-9a-f]{32}"),
            Pattern.compile("(?:\\\\{1,2}x?[0-9a-f]{2}){16}"),
            Pattern.compile("\\\\{1,2}x[0-9a-f]{32}"),
            Pattern.compile("[0-9a-f]{2}([-: ,])[0-9a-f]{2}(?:\\1[0-9a-f]{2}){14}"),
            Pattern.compile("0x[0-9a-f]{2}(?:, ?0x[0-9a-f]{2}){15}"));

    /** As .NET writes it: {0x00000000,0x0000,0x0000,{0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00}}. */
    private static final Pattern STRUCTURE = Pattern.compile(
            "\\{?0x[0-9a-f]{8}, ?0x[0-9a-f]{4}, ?0x[0-9a-f]{4}, ?\\{0x[0-9a-f]{2}(?:, ?0x[0-9a-f]{2}){7}}}?");

    private static final Pattern NO_DIGIT = Pattern.compile("0x|x|[^0-9a-f]");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{21}[AQgw](?:==)?");

    private static final Set<String> WORDS = Set.of(
            "autogenerate",
            "none",
            "null",
            "nil",
            "nan",
            "n/a",
            "na",
            "unknown",
            "undefined",
            "unset",
            "-",
            "--",
            "?",
            "-1");
    private static final Pattern ZEROS = Pattern.compile("[0-]*0[0-]*");
    private static final Pattern ALL_F = Pattern.compile("f{8}(?:-f{8}){3}");

    private GuidForms() {}

    /** See {@link Guid#canonical}. */
    static String canonical(String guid) {
        String text = strip(guid);
        if (text.length() < MIN_LENGTH) {
            return text;
        }
        String bare = bare(text);
        if (HEX.matcher(bare).matches()) {
            return dashed(bare);
        }
        if (STRUCTURE.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            return dashed(digits(text));
        }
        return Guid.isStoredUuid(bare) || isUniqueId(bare) ? bare : text;
    }

    /** See {@link Guid#guidVariants}. */
    static List<String> guidVariants(String stored) {
        String canonical = canonical(stored);
        Set<String> guidVariants = new LinkedHashSet<>();
        guidVariants.add(canonical);
        if (Guid.isStoredUuid(canonical)) {
            guidVariants.add(Guid.swapped(canonical));
            if (!bare(strip(stored)).contains("-")) {
                // an nsUniqueId without its dashes looks the same
                guidVariants.add(uniqueId(canonical.replace("-", "")));
            }
        } else {
            bytes(canonical).ifPresent(bytes -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                String uuid = new UUID(buffer.getLong(), buffer.getLong()).toString();
                guidVariants.add(uuid);
                guidVariants.add(Guid.swapped(uuid));
            });
        }
        return List.copyOf(guidVariants);
    }

    /** The bytes of a GUID that is written as bytes; in which order they stand, they do not tell. */
    private static Optional<byte[]> bytes(String text) {
        if (text.length() < MIN_LENGTH) {
            return Optional.empty();
        }
        String lower = unwrapped(text.toLowerCase(Locale.ROOT));
        if (BYTES.stream().anyMatch(form -> form.matcher(lower).matches())) {
            // the d of its name is a hex digit, too
            String bare = lower.startsWith(LDAP_STYLE) ? lower.substring(LDAP_STYLE.length()) : lower;
            return Optional.of(HexFormat.of().parseHex(digits(bare)));
        }
        if (!BASE64.matcher(text).matches()) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        return text.length() == PADDED_LENGTH || isUuid(bytes) ? Optional.of(bytes) : Optional.empty();
    }

    /** Whether variant and version are those of RFC 9562, in either order of bytes: a word of that length hardly has them. */
    private static boolean isUuid(byte[] bytes) {
        return (bytes[8] & 0xc0) == 0x80 && (isVersion(bytes[6]) || isVersion(bytes[7]));
    }

    private static boolean isVersion(byte b) {
        int version = (b >> 4) & 0xf;
        return version >= 1 && version <= 8;
    }

    /** The texts in Base64 that mean a stored UUID. */
    public static List<String> base64(String uuid) {
        List<String> texts = new ArrayList<>();
        for (String reading : Guid.guidVariants(uuid)) {
            UUID bits = UUID.fromString(reading);
            byte[] bytes = ByteBuffer.allocate(Guid.BYTES)
                    .putLong(bits.getMostSignificantBits())
                    .putLong(bits.getLeastSignificantBits())
                    .array();
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                String text = encoder.encodeToString(bytes);
                texts.add(text);
                texts.add(text.substring(0, MIN_LENGTH));
            }
        }
        return texts.stream().distinct().toList();
    }

    /** How placeholders are mostly written, in lower case. */
    public static List<String> placeholders() {
        List<String> placeholders = new ArrayList<>(placeholdersOfUuids());
        // in one order, so that the statement is the same in every process
        WORDS.stream().sorted().forEach(placeholders::add);
        for (String digit : List.of("0", "f")) {
            placeholders.add(digit.repeat(HEX_DIGITS));
            placeholders.add(uniqueId(digit.repeat(HEX_DIGITS)));
        }
        placeholders.add("0");
        return placeholders;
    }

    /** The same of a column that holds UUIDs. */
    public static List<String> placeholdersOfUuids() {
        return List.of(Guid.NIL, Guid.MAX);
    }

    static boolean isPlaceholder(String guid) {
        String lower = guid.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()
                || WORDS.contains(lower)
                || ZEROS.matcher(lower).matches()
                || ALL_F.matcher(lower).matches()) {
            return true;
        }
        return bytes(guid).isPresent() && Guid.isPlaceholder(guidVariants(guid).get(1));
    }

    /** Whether it is an nsUniqueId of 389 Directory Server in its stored form. */
    public static boolean isUniqueId(String guid) {
        return UNIQUE_ID.matcher(guid).matches();
    }

    private static String uniqueId(String digits) {
        return digits.substring(0, 8) + "-" + digits.substring(8, 16) + "-" + digits.substring(16, 24) + "-"
                + digits.substring(24);
    }

    private static String dashed(String digits) {
        return String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20));
    }

    private static String digits(String text) {
        return NO_DIGIT.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    /** Without what stands round it, in lower case and with plain dashes. */
    private static String bare(String text) {
        String bare = unwrapped(WIDE_DASH.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-"));
        // only with dashes: else it is bytes
        return bare.startsWith(LDAP_STYLE) && bare.contains("-") ? bare.substring(LDAP_STYLE.length()) : bare;
    }

    private static String unwrapped(String text) {
        String bare = text;
        String before;
        do {
            before = bare;
            bare = strip(bare);
            for (String pair : BRACKETS) {
                if (bare.length() > 1
                        && bare.charAt(0) == pair.charAt(0)
                        && bare.charAt(bare.length() - 1) == pair.charAt(1)) {
                    bare = bare.substring(1, bare.length() - 1);
                }
            }
            for (String prefix : PREFIXES) {
                if (bare.startsWith(prefix)) {
                    bare = bare.substring(prefix.length());
                }
            }
        } while (!bare.equals(before));
        return bare;
    }

    /** Without blanks at either end, those beyond ASCII included. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u200b' || c == '\ufeff' || c == '\0';
    }
}
