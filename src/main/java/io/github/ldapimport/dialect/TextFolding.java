package io.github.ldapimport.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which texts a unique column takes for one though they differ, as the database has shown: it was asked about some pairs of texts, which
 * tell more than a collation's name.
 */
public final class TextFolding {
    private static final Set<String> CASE_IGNORING_TYPES = Set.of("citext", "varchar_ignorecase");

    private static final Pair ASCII_CASE = new Pair("a", "A");
    private static final Pair BLANK_AT_END = new Pair("a", "a ");
    private static final Pair PUNCTUATION = new Pair("ab", "a-b");
    private static final Pair CASE = new Pair("é", "É");
    private static final Pair ACCENT = new Pair("e", "é");
    private static final Pair MARK = new Pair("e", "e\u0301");
    private static final Pair FORM = new Pair("é", "e\u0301");
    private static final Pair COMPATIBILITY = new Pair("e", "\uFF45");
    private static final Pair BEYOND_16_BITS = new Pair("\uD83D\uDE00", "\uD83C\uDF40");

    /** Letters in which languages differ, and what some collations take each for. The first ones are those of Western Europe. */
    private static final List<Pair> WESTERN = letters(
            "äa", "äae", "öo", "öoe", "üu", "üue", "üy", "åa", "åaa", "ñn", "çc", "ßs", "ßss", "æae", "æä", "øo", "øö",
            "øoe", "ðd", "þth");

    private static final List<Pair> OTHERS =
            letters("œoe", "čc", "ćc", "đd", "łl", "şs", "šs", "žz", "ğg", "ıi", "őo", "őö", "űu", "űü", "йи", "ёе");

    /** Texts of one character set at most are asked about together: another may lack them. */
    private static final List<List<Pair>> QUESTIONS = List.of(
            List.of(ASCII_CASE, BLANK_AT_END, PUNCTUATION),
            and(WESTERN, CASE, ACCENT),
            and(OTHERS, MARK, FORM, COMPATIBILITY),
            List.of(BEYOND_16_BITS));

    private final Set<Pair> equal;
    private final Map<Integer, String> letters = new LinkedHashMap<>();

    private record Pair(String one, String other) {}

    private TextFolding(Set<Pair> equal) {
        this.equal = equal;
        for (List<Pair> some : List.of(WESTERN, OTHERS)) {
            for (Pair pair : some) {
                int letter = pair.one().codePointAt(0);
                if (equal.contains(pair)) {
                    letters.put(letter, pair.other());
                } else {
                    letters.putIfAbsent(letter, pair.one());
                }
            }
        }
    }

    private static List<Pair> letters(String... pairs) {
        return List.of(pairs).stream()
                .map(pair -> new Pair(pair.substring(0, 1), pair.substring(1)))
                .toList();
    }

    private static List<Pair> and(List<Pair> pairs, Pair... more) {
        List<Pair> all = new ArrayList<>(List.of(more));
        all.addAll(pairs);
        return List.copyOf(all);
    }

    /**
     * Asks the database how a column compares texts.
     *
     * @param table quoted
     * @param column quoted
     * @param function which a unique index applies to the column, or an empty text
     * @throws SQLException when the database does not answer such questions
     */
    public static TextFolding ask(Connection connection, String table, String column, String function)
            throws SQLException {
        Set<Pair> equal = new HashSet<>();
        for (List<Pair> pairs : QUESTIONS) {
            boolean isAscii = pairs.contains(ASCII_CASE);
            try {
                equal.addAll(ask(connection, table, column, function, pairs));
            } catch (SQLException e) {
                // a character set may lack other letters, which the column then never holds
                if (isAscii) {
                    throw e;
                }
            }
        }
        return new TextFolding(equal);
    }

    /**
     * In a union with the column, a text is of its type and its collation. Both are, because MariaDB compares a text that stands alone
     * with what it has put into the union, before it has the collation.
     */
    private static List<Pair> ask(Connection connection, String table, String column, String function, List<Pair> pairs)
            throws SQLException {
        String held = "(SELECT " + column + " AS held FROM " + table + " WHERE 1 = 0 UNION ALL SELECT '";
        List<String> selects = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            selects.add("SELECT " + i + " AS pair FROM " + held + pairs.get(i).one() + "') x JOIN " + held
                    + pairs.get(i).other() + "') y ON " + function + "(x.held) = " + function + "(y.held)");
        }
        List<Pair> equal = new ArrayList<>();
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet answers = statement.executeQuery(String.join(" UNION ALL ", selects))) {
            while (answers.next()) {
                equal.add(pairs.get(answers.getInt(1)));
            }
        }
        return equal;
    }

    /** Equal for texts that are one to the column; what is no text stays as it is. */
    public Object fold(Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        String folded = text;
        if (equal.contains(BLANK_AT_END)) {
            folded = withoutBlanksAtEnd(folded);
        }
        if (equal.contains(COMPATIBILITY)) {
            folded = Normalizer.normalize(folded, Normalizer.Form.NFKC);
        } else if (equal.contains(FORM)) {
            folded = Normalizer.normalize(folded, Normalizer.Form.NFC);
        }
        if (equal.contains(CASE)) {
            folded = folded.toLowerCase(Locale.ROOT);
        }
        StringBuilder letters = new StringBuilder(folded.length());
        folded.codePoints().forEach(letter -> fold(letter, letters));
        return letters.toString();
    }

    private void fold(int letter, StringBuilder folded) {
        int type = Character.getType(letter);
        String known = letters.get(letter);
        if (known != null) {
            if (known.codePointAt(0) == letter) {
                folded.append(known);
            } else {
                known.codePoints().forEach(each -> fold(each, folded));
            }
        } else if (letter <= 'Z' && letter >= 'A' && equal.contains(ASCII_CASE)) {
            folded.append((char) (letter - 'A' + 'a'));
        } else if (Character.isSupplementaryCodePoint(letter) && equal.contains(BEYOND_16_BITS)) {
            folded.append('\uFFFD');
        } else if (isMark(type)) {
            if (!equal.contains(MARK)) {
                folded.appendCodePoint(letter);
            }
        } else if (!isIgnored(type)) {
            folded.appendCodePoint(equal.contains(ACCENT) ? base(letter) : letter);
        }
    }

    private static boolean isMark(int type) {
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private boolean isIgnored(int type) {
        return equal.contains(PUNCTUATION)
                && switch (type) {
                    case Character.SPACE_SEPARATOR,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.CONNECTOR_PUNCTUATION,
                            Character.OTHER_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION -> true;
                    default -> false;
                };
    }

    private static int base(int letter) {
        return letter < 0x80
                ? letter
                : Normalizer.normalize(Character.toString(letter), Normalizer.Form.NFD)
                        .codePointAt(0);
    }

    private static String withoutBlanksAtEnd(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    /** By the column's type: some ignore case. For a database that was not asked. */
    static Object byType(Column column, Object value) {
        boolean ignoresCase = CASE_IGNORING_TYPES.contains(column.typeName().toLowerCase(Locale.ROOT));
        return ignoresCase && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    /** By the usual collations of some products, which ignore case, accents and blanks at the end. For a database that was not asked. */
    static Object byCollation(Object value) {
        return value instanceof String text
                ? Normalizer.normalize(text, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .stripTrailing()
                : value;
    }
}
