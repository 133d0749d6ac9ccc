package io.github.ldapimport.dialect;

import java.sql.Types;
import java.util.Optional;

final class SqlServerDialect extends Dialect {
    SqlServerDialect(String quote, boolean foldsToUpperCase) {
        super(quote, foldsToUpperCase);
    }

    /** A tinyint goes from 0 to 255, which is no other product's. */
    @Override
    public int jdbcType(int type, String typeName) {
        return type == Types.TINYINT ? Types.SMALLINT : super.jdbcType(type, typeName);
    }

    /** Even its binary collations take no notice of blanks at the end. */
    @Override
    public Object folded(Column column, Object value) {
        return TextFolding.byCollation(value);
    }

    @Override
    public String binaryComparable(String expression) {
        return "CAST(CAST(" + expression + " AS NVARCHAR(4000)) AS VARBINARY(8000))";
    }

    @Override
    public boolean isRowVersion(String typeName) {
        return typeName.equalsIgnoreCase("timestamp") || typeName.equalsIgnoreCase("rowversion");
    }

    @Override
    public Optional<String> countTriggers() {
        return Optional.of("SELECT COUNT(*) FROM sys.triggers WHERE parent_id = OBJECT_ID(?)");
    }

    @Override
    public String byteLength(String expression) {
        return "DATALENGTH(" + expression + ")";
    }

    /** There is none, and a BIT takes a number. */
    @Override
    public String truth(boolean value) {
        return value ? "1" : "0";
    }

    @Override
    public String now(Column column) {
        // a DATETIME, which CURRENT_TIMESTAMP is there, would get the zone of Greenwich
        return column.typeName().equalsIgnoreCase("datetimeoffset") ? "SYSDATETIMEOFFSET()" : super.now(column);
    }

    @Override
    public String keyColumnType() {
        return "BIGINT IDENTITY PRIMARY KEY";
    }

    /** A VARCHAR holds the characters of one code page only. */
    @Override
    public String textColumnType(int length) {
        return "NVARCHAR(" + length + ")";
    }

    /** A TIMESTAMP is no time there but a number that changes with the row. */
    @Override
    public String timestampColumnType() {
        return "DATETIME2";
    }

    @Override
    public String longTextColumnType() {
        return "NVARCHAR(MAX)";
    }

    @Override
    public String uniqueColumn() {
        return "";
    }

    /** A unique index takes one NULL only there. */
    @Override
    public String uniqueIndex(String index, String table, String column) {
        return super.uniqueIndex(index, table, column) + " WHERE " + column + " IS NOT NULL";
    }

    @Override
    public String changeColumn(String table, String column, String type) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + column + " " + type;
    }

    @Override
    public String limitClause(int rows) {
        return "OFFSET 0 ROWS FETCH NEXT " + rows + " ROWS ONLY";
    }

    @Override
    public String selectForUpdate(String columns, String table, String where) {
        return select(columns, table) + " WITH (UPDLOCK, ROWLOCK) WHERE " + where;
    }

    @Override
    public String selectForShare(String columns, String table, String where) {
        return select(columns, table) + " WITH (REPEATABLEREAD, ROWLOCK) WHERE " + where;
    }

    @Override
    public String selectUnlocked(String columns, String table, String where) {
        return select(columns, table) + " WITH (UPDLOCK, ROWLOCK, READPAST) WHERE " + where;
    }

    @Override
    public boolean sharesRowLocks() {
        return true;
    }

    @Override
    public String takeNamedLock() {
        return "SET NOCOUNT ON; DECLARE @key NVARCHAR(64) = ?, @taken INT; EXEC @taken = sp_getapplock"
                + " @Resource = @key, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 0;"
                + " SELECT CASE WHEN @taken >= 0 THEN 1 ELSE 0 END";
    }

    @Override
    public boolean nullsAreDistinct() {
        return false;
    }
}
