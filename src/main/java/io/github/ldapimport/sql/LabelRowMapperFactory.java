package io.github.ldapimport.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.component.sql.DefaultRowMapperFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Makes a map of each row that a statement found, by the labels of its columns in lower case, for {@code sql:}. All labels are
 * the import's own, so that they are asked for once in a statement; the component's own maps fold them for each row and each
 * look.
 */
public final class LabelRowMapperFactory extends DefaultRowMapperFactory {
    @Override
    public RowMapper<?> newColumnRowMapper() {
        return new ByLabel();
    }

    /** The same for {@code JdbcTemplate}. */
    public static RowMapper<Map<String, Object>> rows() {
        return new ByLabel();
    }

    /** For the rows of one statement. */
    private static final class ByLabel implements RowMapper<Map<String, Object>> {
        private String[] labels;

        @Override
        public Map<String, Object> mapRow(ResultSet row, int number) throws SQLException {
            if (labels == null) {
                labels = labels(row.getMetaData());
            }
            Map<String, Object> values = new HashMap<>(labels.length * 2);
            for (int i = 0; i < labels.length; i++) {
                values.put(labels[i], JdbcUtils.getResultSetValue(row, i + 1));
            }
            return values;
        }

        private static String[] labels(ResultSetMetaData columns) throws SQLException {
            String[] labels = new String[columns.getColumnCount()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = columns.getColumnLabel(i + 1).toLowerCase(Locale.ROOT);
            }
            return labels;
        }
    }
}
