package io.github.ldapimport.table;

import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.ldap.GuidForms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * SQL that brings GUIDs of other programs to a form in which they can be compared, see {@link GuidForms}. It may take more for
 * equal than there is: what it finds is read once more in Java.
 */
public final class OddGuids {
    private static final String UUID = "'________-____-____-____-____________'";
    private static final String UNIQUE_ID = "'________-________-________-________'";
    private static final int DIGITS = 1;
    private static final int OTHER = 2;

    private final Dialect dialect;
    private final String guid;
    private final List<String> blanks = new ArrayList<>(GuidForms.BLANKS);
    private final List<String> decorations = new ArrayList<>(GuidForms.DECORATIONS);

    /** @param isWide whether characters beyond ASCII are looked for, too */
    public OddGuids(UsersTable table, boolean isWide) {
        this.dialect = table.dialect();
        this.guid = dialect.anyText(table.unpaddedGuid());
        if (isWide) {
            blanks.addAll(GuidForms.WIDE_BLANKS);
            decorations.addAll(GuidForms.WIDE_DECORATIONS);
        }
        decorations.addAll(blanks);
    }

    /** The hex digits of a GUID in any form that has them, in lower case; parameters are {@link #decorations}. */
    public String digits() {
        return without(decorations, "LOWER(" + guid + ")");
    }

    public List<Object> decorations() {
        return List.copyOf(decorations);
    }

    /** The GUID without blanks; parameters are {@link #blanks}. */
    public String withoutBlanks() {
        return without(blanks, guid);
    }

    public List<Object> blanks() {
        return List.copyOf(blanks);
    }

    private static String without(List<String> texts, String expression) {
        return "REPLACE(".repeat(texts.size()) + expression + ", ?, '')".repeat(texts.size());
    }

    /** Looks which forms a table holds. It reads all GUIDs, so no more is done to one in its stored form than must be. */
    static StoredGuids look(Connection connection, UsersTable table, String column) throws SQLException {
        try {
            return new OddGuids(table, true).look(connection, table.quotedName(), column, true);
        } catch (SQLException e) {
            // a database whose character set lacks some of them: it holds none of them either
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return new OddGuids(table, false).look(connection, table.quotedName(), column, false);
        }
    }

    private StoredGuids look(Connection connection, String from, String column, boolean isWide) throws SQLException {
        List<Object> parameters = new ArrayList<>(decorations);
        parameters.addAll(blanks);
        parameters.addAll(blanks);
        StringJoiner blankEnds = new StringJoiner(" OR ");
        for (String blank : blanks) {
            blankEnds.add(guid + " LIKE ?").add(guid + " LIKE ?");
            parameters.add(blank + "%");
            parameters.add("%" + blank);
        }
        // compared as bytes where the column's collation ignores case
        String capitals = "CASE WHEN " + dialect.hasCapitals(guid) + " THEN " + DIGITS + " ELSE 0 END";
        String kind = "CASE WHEN " + guid + " LIKE " + UUID + " THEN " + capitals
                + " WHEN " + guid + " LIKE " + UNIQUE_ID + " THEN " + capitals
                + " WHEN " + digits() + " LIKE '" + "_".repeat(GuidForms.HEX_DIGITS) + "' THEN " + DIGITS
                + " WHEN " + withoutBlanks() + " LIKE '" + "_".repeat(GuidForms.MIN_LENGTH) + "' THEN " + OTHER
                + " WHEN " + withoutBlanks() + " LIKE '" + "_".repeat(GuidForms.PADDED_LENGTH) + "' THEN " + OTHER
                + " WHEN " + blankEnds + " THEN " + OTHER
                + " ELSE 0 END";
        try (PreparedStatement statement = connection.prepareStatement("SELECT DISTINCT k.kind FROM (SELECT " + kind
                + " AS kind FROM " + from + " WHERE " + column + " IS NOT NULL) k")) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            boolean any = false;
            boolean digits = false;
            boolean others = false;
            try (ResultSet kinds = statement.executeQuery()) {
                while (kinds.next()) {
                    any = true;
                    digits |= kinds.getInt(1) == DIGITS;
                    others |= kinds.getInt(1) == OTHER;
                }
            }
            return new StoredGuids(any, digits, others, isWide);
        }
    }
}
