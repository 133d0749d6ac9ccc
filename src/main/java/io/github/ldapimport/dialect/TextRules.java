package io.github.ldapimport.dialect;

import io.github.ldapimport.ldap.Entry;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which texts a column takes, as the database's catalogue says. What it would refuse, cut or spell otherwise is refused here, in a
 * run and in a dry run alike, or gets the database's own spelling, so that what is written is what is read in the next run.
 *
 * @param listed the texts of a closed list, such as an enum's, in the database's order and spelling; empty where there is none
 * @param isSet whether the column takes several texts of the list, with commas between them, as a set of MariaDB does
 * @param takesNul whether a text may have a NUL character
 * @param charset the database's name of the column's character set; empty where it has each character, or is not known
 * @param maxBytes how long a text may be in bytes; 0 where the number of characters alone counts
 * @param typeName the database's own name of the type, where its driver takes it for another; else empty
 */
public record TextRules(
        List<String> listed, boolean isSet, boolean takesNul, String charset, long maxBytes, String typeName) {
    /** Of a column whose catalogue says nothing of the kind. */
    public static final TextRules NONE = new TextRules(List.of(), false, true, "", 0, "");

    static final TextRules WITHOUT_NUL = new TextRules(List.of(), false, false, "", 0, "");

    private static final Charset LATIN1 = Charset.forName("windows-1252");
    private static final int MAX_BYTES_OF_A_CHAR = 3;
    private static final int MAX_SHOWN = 10;
    private static final char LAST_OF_ASCII = 0x7F;

    /** The texts in a type as MariaDB and MySQL write it, such as {@code enum('a','it''s')}. */
    static List<String> listedIn(String type) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = null;
        for (int i = type.indexOf('(') + 1; i > 0 && i < type.length(); i++) {
            char c = type.charAt(i);
            boolean isLast = i + 1 == type.length();
            if (text == null) {
                text = c == '\'' ? new StringBuilder() : null;
            } else if (c == '\'' && !isLast && type.charAt(i + 1) == '\'') {
                text.append(c);
                i++;
            } else if (c == '\'') {
                texts.add(text.toString());
                text = null;
            } else if (c == '\\' && !isLast) {
                i++;
                text.append(unescaped(type.charAt(i)));
            } else {
                text.append(c);
            }
        }
        return texts;
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> escaped;
        };
    }

    /** Whether the column takes a text of a closed list alone. */
    public boolean isEnum() {
        return !listed.isEmpty() && !isSet;
    }

    /** Whether the column's texts come from a closed list. */
    public boolean isClosed() {
        return !listed.isEmpty();
    }

    /**
     * The text as the database will hold it.
     *
     * @throws IllegalArgumentException when the database would not hold it
     */
    public String spelled(String text) {
        if (!takesNul && text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("it has a NUL character, which no text of this database can have");
        }
        requireCharset(text);
        if (!isClosed()) {
            return text;
        }
        return isSet ? members(text) : member(text);
    }

    private String members(String text) {
        if (text.isEmpty()) {
            return text;
        }
        Set<Integer> places = new TreeSet<>();
        Arrays.stream(text.split(",", -1))
                .map(this::member)
                .map(listed::indexOf)
                .forEach(places::add);
        return String.join(",", places.stream().map(listed::get).toList());
    }

    /** A text that differs in case alone is the one of the list to the database, too. */
    private String member(String text) {
        if (listed.contains(text)) {
            return text;
        }
        List<String> alike = listed.stream()
                .filter(each -> each.equalsIgnoreCase(text.stripTrailing()))
                .toList();
        if (alike.size() != 1) {
            throw new IllegalArgumentException("it is none of the column's texts");
        }
        return alike.get(0);
    }

    private void requireCharset(String text) {
        if (charset.isEmpty()) {
            return;
        }
        boolean isAscii = isAscii(text);
        switch (charset) {
            case "utf8", "utf8mb3" -> require(isAscii || text.codePoints().allMatch(Character::isBmpCodePoint));
            case "latin1" -> require(isAscii || LATIN1.newEncoder().canEncode(text));
            case "ascii" -> require(isAscii);
            default -> {
                // it has each character, or is not known
            }
        }
        // seldom are there enough characters for so many bytes
        if (maxBytes > 0 && (long) text.length() * MAX_BYTES_OF_A_CHAR > maxBytes) {
            int bytes =
                    isAscii || charset.equals("latin1") ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxBytes) {
                throw new IllegalArgumentException("it has " + bytes + " bytes, and the column takes " + maxBytes);
            }
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_OF_ASCII) {
                return false;
            }
        }
        return true;
    }

    private void require(boolean hasEachCharacter) {
        if (!hasEachCharacter) {
            throw new IllegalArgumentException(
                    "the column's character set " + charset + " lacks a character of it: make it utf8mb4");
        }
    }

    /** The list, for a message; not more than the first few texts. */
    String shown() {
        List<String> shown = new ArrayList<>(
                listed.stream().limit(MAX_SHOWN).map(Entry::shown).toList());
        if (listed.size() > MAX_SHOWN) {
            shown.add("...");
        }
        return (isSet ? "set(" : "enum(") + String.join(", ", shown) + ")";
    }

    /** @param query for columns and the texts of their enums, in order, or NULL; schema and table are bound */
    static Map<String, TextRules> read(Connection connection, FoundTable table, String query, TextRules others)
            throws SQLException {
        Map<String, List<String>> lists = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, table.schema());
            select.setString(2, table.table());
            try (ResultSet texts = select.executeQuery()) {
                while (texts.next()) {
                    List<String> list = lists.computeIfAbsent(texts.getString(1), any -> new ArrayList<>());
                    if (texts.getString(2) != null) {
                        list.add(texts.getString(2));
                    }
                }
            }
        }
        Map<String, TextRules> rules = new HashMap<>();
        lists.forEach((column, texts) -> rules.put(
                column,
                new TextRules(List.copyOf(texts), others.isSet, others.takesNul, others.charset, others.maxBytes, "")));
        return rules;
    }
}
