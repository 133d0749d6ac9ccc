package io.github.ldapimport.dialect;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Texts in types of PostgreSQL, MariaDB and SQL Server that write them in a form of their own, such as addresses, bits and arrays. The
 * names of these types are in small letters. Of each it is known which texts are one to it; a text that the database alone would
 * understand is refused.
 */
final class NativeText {
    private static final String UUID_OF_SQL_SERVER = "uniqueidentifier";
    private static final String ARRAY_OF_TEXTS = "_text";
    private static final String ARRAY_OF_VARCHARS = "_varchar";
    private static final Set<String> NUMBER_ARRAYS = Set.of("_int2", "_int4", "_int8");
    private static final int MAX_BYTES_OF_A_NAME = 63;
    private static final int BYTES_OF_VERSION_4 = 4;
    private static final int BYTES_OF_VERSION_6 = 16;
    private static final int GROUPS = 8;
    private static final int DIGITS_OF_EUI48 = 12;
    private static final int DIGITS_OF_EUI64 = 16;

    private static final String OCTET = "(0|[1-9][0-9]{0,2})";
    private static final Pattern VERSION_4 = Pattern.compile(OCTET + "[.]" + OCTET + "[.]" + OCTET + "[.]" + OCTET);
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern HARDWARE = Pattern.compile("[0-9a-fA-F]+([:.-][0-9a-fA-F]+)*");
    private static final Pattern BITS = Pattern.compile("[01]*");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+");

    private NativeText() {}

    /** Whether a column's type is one of those whose own form is known here. */
    static boolean isOf(Column column) {
        return switch (column.typeName()) {
            case "inet", "cidr", "inet4", "inet6", "macaddr", "macaddr8", "varbit", UUID_OF_SQL_SERVER -> true;
            case "bit", "char" -> isOfPostgreSql(column);
            default -> isArray(column);
        };
    }

    /**
     * The text, in a form in which the column takes it.
     *
     * @throws IllegalArgumentException when it is none that the column takes, or when the database would cut it
     */
    static String checked(String text, Column column) {
        switch (column.typeName()) {
            case "inet", "cidr", "inet4", "inet6" -> address(text, column.typeName());
            case "macaddr", "macaddr8" -> hardware(text, column.typeName());
            case UUID_OF_SQL_SERVER -> {
                return PlainText.uuid(text).toString();
            }
            case "varbit" -> {
                return bits(text, column, false);
            }
            case "bit" -> {
                return isOfPostgreSql(column) ? bits(text, column, true) : text;
            }
            case "char" -> requireBytes(text, isOfPostgreSql(column) ? 1 : Integer.MAX_VALUE);
            case "name" -> requireBytes(text, MAX_BYTES_OF_A_NAME);
            default -> {
                if (isArray(column)) {
                    elements(text, column);
                }
            }
        }
        return text;
    }

    /** Equal for texts that are one to the column; a text that others wrote and that is none of its type is equal to itself. */
    static Object canonical(String text, Column column) {
        try {
            return switch (column.typeName()) {
                case "inet", "cidr", "inet4", "inet6" -> address(text, column.typeName());
                case "macaddr", "macaddr8" -> hardware(text, column.typeName());
                case UUID_OF_SQL_SERVER -> PlainText.uuid(text);
                case "bit", "char", "varbit" -> text;
                default -> elements(text, column);
            };
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Other products have types of these names that are no texts of their own kind. */
    private static boolean isOfPostgreSql(Column column) {
        return column.jdbcType() == java.sql.Types.OTHER;
    }

    private static boolean isArray(Column column) {
        String name = column.typeName();
        return name.equals(ARRAY_OF_TEXTS) || name.equals(ARRAY_OF_VARCHARS) || NUMBER_ARRAYS.contains(name);
    }

    private static void requireBytes(String text, int most) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > most) {
            throw new IllegalArgumentException("it has " + bytes + " bytes, and the database keeps " + most);
        }
    }

    private static String bits(String text, Column column, boolean isFixed) {
        String bits = text.strip();
        if (column.size() == 1 && (bits.equalsIgnoreCase("true") || bits.equalsIgnoreCase("false"))) {
            return bits.equalsIgnoreCase("true") ? "1" : "0";
        }
        boolean fits =
                column.size() <= 0 || (isFixed ? bits.length() == column.size() : bits.length() <= column.size());
        if (!BITS.matcher(bits).matches() || !fits) {
            throw new IllegalArgumentException("it is not written as " + (isFixed ? "" : "at most ")
                    + (column.size() > 0 ? column.size() + " bits" : "bits") + ", each 0 or 1");
        }
        return bits;
    }

    /** The address and the length of its prefix, as one text. */
    private static String address(String text, String type) {
        String address = text.strip();
        int slash = address.indexOf('/');
        byte[] host = host(slash < 0 ? address : address.substring(0, slash));
        int bits = host == null ? 0 : host.length * Byte.SIZE;
        String prefix = slash < 0 ? String.valueOf(bits) : address.substring(slash + 1);
        boolean isOneHost = type.startsWith("inet") && !type.equals("inet");
        if (host == null
                || !PREFIX.matcher(prefix).matches()
                || Integer.parseInt(prefix) > bits
                || (isOneHost && slash >= 0)
                || (type.equals("inet4") && host.length != BYTES_OF_VERSION_4)) {
            throw new IllegalArgumentException(
                    "it is no address such as " + (type.equals("inet4") ? "" : "2001:db8::1 or ") + "10.0.0.1"
                            + (isOneHost ? "" : ", or 10.0.0.0/8"));
        }
        int rest = bits - Integer.parseInt(prefix);
        if (type.equals("cidr")
                && new BigInteger(1, host).mod(BigInteger.ONE.shiftLeft(rest)).signum() != 0) {
            throw new IllegalArgumentException("it is no network, as it has bits behind its prefix");
        }
        if (type.equals("inet6") && host.length == BYTES_OF_VERSION_4) {
            byte[] mapped = new byte[BYTES_OF_VERSION_6];
            mapped[BYTES_OF_VERSION_6 - BYTES_OF_VERSION_4 - 1] = -1;
            mapped[BYTES_OF_VERSION_6 - BYTES_OF_VERSION_4 - 2] = -1;
            System.arraycopy(host, 0, mapped, BYTES_OF_VERSION_6 - BYTES_OF_VERSION_4, BYTES_OF_VERSION_4);
            return HexFormat.of().formatHex(mapped);
        }
        return HexFormat.of().formatHex(host) + (isOneHost ? "" : "/" + prefix);
    }

    /** The address's bytes; null where it is none. Java's own reader takes {@code ::ffff:10.0.0.1} for {@code 10.0.0.1}. */
    private static byte[] host(String host) {
        var octets = VERSION_4.matcher(host);
        if (octets.matches()) {
            byte[] bytes = new byte[BYTES_OF_VERSION_4];
            for (int i = 0; i < bytes.length; i++) {
                int octet = Integer.parseInt(octets.group(i + 1));
                if (octet > 0xFF) {
                    return null;
                }
                bytes[i] = (byte) octet;
            }
            return bytes;
        }
        int gap = host.indexOf("::");
        List<Integer> head = groups(gap < 0 ? host : host.substring(0, gap));
        List<Integer> tail = gap < 0 ? List.of() : groups(host.substring(gap + 2));
        if (head == null || tail == null) {
            return null;
        }
        int missing = GROUPS - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return null;
        }
        List<Integer> all = new ArrayList<>(head);
        for (int i = 0; i < missing; i++) {
            all.add(0);
        }
        all.addAll(tail);
        byte[] bytes = new byte[BYTES_OF_VERSION_6];
        for (int i = 0; i < GROUPS; i++) {
            bytes[2 * i] = (byte) (all.get(i) >> Byte.SIZE);
            bytes[2 * i + 1] = (byte) (int) all.get(i);
        }
        return bytes;
    }

    /** Groups of 16 bits, the last two of which may be written as an address of version 4; null where they are none. */
    private static List<Integer> groups(String text) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            byte[] last = i == parts.length - 1 && VERSION_4.matcher(parts[i]).matches() ? host(parts[i]) : null;
            if (last != null) {
                groups.add((last[0] & 0xFF) << Byte.SIZE | (last[1] & 0xFF));
                groups.add((last[2] & 0xFF) << Byte.SIZE | (last[3] & 0xFF));
            } else if (GROUP.matcher(parts[i]).matches()) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else {
                return null;
            }
        }
        return groups;
    }

    /** An address of 48 bits gets FF:FE in its middle in a column of 64. */
    private static String hardware(String text, String type) {
        String address = text.strip();
        String digits = address.replaceAll("[:.-]", "").toLowerCase(Locale.ROOT);
        boolean isLong = type.equals("macaddr8");
        if (!HARDWARE.matcher(address).matches()
                || !(digits.length() == DIGITS_OF_EUI48 || (isLong && digits.length() == DIGITS_OF_EUI64))) {
            throw new IllegalArgumentException("it is no hardware address such as 08:00:2b:01:02:03");
        }
        int middle = DIGITS_OF_EUI48 / 2;
        return isLong && digits.length() == DIGITS_OF_EUI48
                ? digits.substring(0, middle) + "fffe" + digits.substring(middle)
                : digits;
    }

    /** The elements of an array of one dimension; null stands for NULL. */
    private static List<String> elements(String text, Column column) {
        String array = text.strip();
        if (array.length() < 2 || array.charAt(0) != '{' || array.charAt(array.length() - 1) != '}') {
            throw notAnArray();
        }
        List<String> elements = new ArrayList<>();
        int end = array.length() - 1;
        int at = 1;
        while (at < end || (at == end && !elements.isEmpty())) {
            StringBuilder element = new StringBuilder();
            at = element(array, at, end, element, elements);
            if (at == end) {
                break;
            } else if (array.charAt(at) != ',') {
                throw notAnArray();
            }
            at++;
        }
        return elements.stream()
                .map(each -> each == null ? null : element(each, column))
                .toList();
    }

    /** Reads an element up to the comma or the end behind it. */
    private static int element(String array, int start, int end, StringBuilder element, List<String> elements) {
        int at = skipBlanks(array, start, end);
        boolean isQuoted = at < end && array.charAt(at) == '"';
        if (isQuoted) {
            at++;
        }
        int kept = 0;
        boolean isEscaped = false;
        for (; at < end; at++) {
            char c = array.charAt(at);
            if (c == '\\') {
                isEscaped = true;
                at++;
                if (at == end) {
                    throw notAnArray();
                }
                element.append(array.charAt(at));
                kept = element.length();
            } else if (isQuoted ? c == '"' : c == ',') {
                break;
            } else if (!isQuoted && (c == '"' || c == '{' || c == '}')) {
                throw notAnArray();
            } else {
                element.append(c);
                kept = isBlank(c) ? kept : element.length();
            }
        }
        if (isQuoted) {
            if (at == end) {
                throw notAnArray();
            }
            elements.add(element.toString());
            return skipBlanks(array, at + 1, end);
        }
        // blanks around an element are none of it
        element.setLength(kept);
        if (element.isEmpty()) {
            if (elements.isEmpty() && at == end) {
                return end;
            }
            throw notAnArray();
        }
        elements.add(!isEscaped && element.toString().equalsIgnoreCase("null") ? null : element.toString());
        return at;
    }

    private static String element(String element, Column column) {
        if (NUMBER_ARRAYS.contains(column.typeName())) {
            if (!WHOLE_NUMBER.matcher(element).matches()) {
                throw new IllegalArgumentException("it is no array of whole numbers such as {1,2}");
            }
            return new BigInteger(element).toString();
        }
        // the database cuts blanks for which there is no room
        return column.typeName().equals(ARRAY_OF_VARCHARS) ? element.stripTrailing() : element;
    }

    private static int skipBlanks(String text, int start, int end) {
        int at = start;
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static IllegalArgumentException notAnArray() {
        return new IllegalArgumentException("it is no array of one dimension such as {one,two}");
    }

    /** A fixed number of bytes is filled up with zeros. */
    static byte[] withoutFilling(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
