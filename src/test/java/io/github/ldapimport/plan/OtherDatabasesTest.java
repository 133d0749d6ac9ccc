package io.github.ldapimport.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.mapping.MappedUser;
import io.github.ldapimport.mapping.TableSettings;
import io.github.ldapimport.match.RowMatch;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.rows.RowStatements;
import io.github.ldapimport.rows.UserQueries;
import io.github.ldapimport.rows.UserRow;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.store.BundleTables;
import io.github.ldapimport.table.SoftDeletePolicy;
import io.github.ldapimport.table.StoredGuids;
import io.github.ldapimport.table.TableDefinition;
import io.github.ldapimport.table.UsersTable;
import io.github.ldapimport.testing.Covers;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RenamedDriver;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDirectory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Oracle and SQL Server, as their documentation has it: neither is at hand. Their statements are compared with what they
 * should be, and as far as H2 understands them, executed there.
 */
class OtherDatabasesTest {
    private static final String GUID = "0e5c40f1-6a8b-4c3d-9a51-9b8f0a4c2d11";
    private static final Map<String, Object> VALUES = Map.of("name", "Ada");

    private static final int LONGEST_LIST_OF_ORACLE = 1000;
    private static final int MAX_PARAMETERS_OF_SQL_SERVER = 2100;

    private static final Dialect ORACLE = Dialect.of("Oracle", "\"", true);
    private static final Dialect SQL_SERVER = Dialect.of("Microsoft SQL Server", "\"", false);

    private static TableSettings settings(Map<String, String> settings) {
        Properties properties = new Properties();
        settings.forEach((key, value) -> properties.put("ldap-import.users." + key, value));
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setOverrideProperties(properties);
        return new TableSettings(new Settings(context, Setting.BUNDLE_PREFIX), context);
    }

    private static UsersTable table(Dialect dialect, TableSettings settings, Column... further) {
        boolean capitals = dialect == ORACLE;
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : List.of(
                "id", "guid", "domain", "name", "email", "password", "created_at", "updated_at", "deleted_at")) {
            String spelled = capitals ? name.toUpperCase(Locale.ROOT) : name;
            columns.put(
                    spelled,
                    name.endsWith("_at")
                            ? new Column(spelled, Types.TIMESTAMP, capitals ? "TIMESTAMP(6)" : "datetime2", true)
                            : new Column(spelled, Types.VARCHAR, capitals ? "VARCHAR2" : "nvarchar", true));
        }
        for (Column column : further) {
            columns.put(column.name(), column);
        }
        String name = capitals ? "USERS" : "users";
        return new UsersTable(
                settings, dialect, new FoundTable(null, "app", name, name, false), StoredGuids.CANONICAL, columns);
    }

    private static UserWrite imported() {
        return write(UserChange.imported(ada(), null, SoftDeletePolicy.Mark.NONE, List.of(), VALUES));
    }

    private static UserWrite changed(UserRow existing) {
        return write(UserChange.ofRow(
                ada().found(existing, null),
                UserChange.Action.CHANGE,
                SoftDeletePolicy.Mark.NONE,
                Map.of(),
                List.of(),
                VALUES));
    }

    private static RowMatch ada() {
        return RowMatch.unknown(new MappedUser(GUID, "cn=Ada", "Ada", "ada").with("name", "Ada"));
    }

    private static UserWrite write(UserChange change) {
        return new UserWrite(change, null, false);
    }

    private static UserRow existing(String guid, boolean deleted) {
        return new UserRow(7L, guid, "default", true, deleted, List.of());
    }

    /** Every statement there is, one a line. */
    private static String statements(UsersTable table) {
        UserQueries queries = new UserQueries(table);
        RowStatements statements = new RowStatements(table);
        List<LiveUserRow> rows = List.of(new LiveUserRow(7L, GUID, GUID, "Ada", null));
        List<String> all = new ArrayList<>();
        queries.selectByGuid(List.of(GUID), List.of("name")).forEach(statement -> all.add(statement.sql()));
        queries.selectByExisting(List.of(List.of("a@example.com")), "default", List.of(), false)
                .forEach(lookup -> all.add(lookup.statement().sql()));
        all.add(new WriteStatements(table)
                .insert(List.of(imported()), "default")
                .sql());
        all.add(new WriteStatements(table)
                .update(List.of(changed(existing(GUID, false))), "default")
                .sql());
        all.add(new WriteStatements(table)
                .update(List.of(changed(existing(null, true))), "default")
                .sql());
        all.add(statements.count("default", List.of("name")).sql());
        all.add(statements.selectLive("default", 7L, 1000).sql());
        statements.selectLiveForUpdate("default", rows).forEach(statement -> all.add(statement.sql()));
        statements.softDelete(rows).forEach(statement -> all.add(statement.sql()));
        all.add(table.dialect().selectUnlocked("name", BundleTables.LOCK, "name = ?"));
        all.add(table.dialect().selectForShare("run_id", BundleTables.RUNS, "run_id = ?"));
        return String.join("\n", all);
    }

    private static Map<String, String> common() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("sync-existing", "email~=mail");
        settings.put("release-columns", "email");
        return settings;
    }

    @Test
    @Proves("5.12")
    @Covers({"oracle: insert", "oracle: update", "oracle: soft delete", "oracle: lock"})
    void the_statements_for_oracle() {
        assertThat(statements(table(ORACLE, settings(common())))).isEqualTo("""
                        SELECT "ID" AS row_id, "GUID" AS row_guid, "DOMAIN" AS row_domain, CASE WHEN ("PASSWORD" IS NULL OR "PASSWORD" = '') THEN 0 ELSE 1 END AS row_has_password, CASE WHEN "DELETED_AT" IS NOT NULL THEN 1 ELSE 0 END AS row_is_deleted, "NAME" AS row_c0 FROM "USERS" WHERE "GUID" IN (?)
                        SELECT "ID" AS row_id, "GUID" AS row_guid, "DOMAIN" AS row_domain, CASE WHEN ("PASSWORD" IS NULL OR "PASSWORD" = '') THEN 0 ELSE 1 END AS row_has_password, CASE WHEN "DELETED_AT" IS NOT NULL THEN 1 ELSE 0 END AS row_is_deleted FROM "USERS" WHERE (("GUID" IS NULL OR "GUID" = '') OR LOWER(LTRIM(RTRIM("GUID"))) IN ('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '-', '--', '-1', '?', 'autogenerate', 'n/a', 'na', 'nan', 'nil', 'none', 'null', 'undefined', 'unknown', 'unset', '00000000000000000000000000000000', '00000000-00000000-00000000-00000000', 'ffffffffffffffffffffffffffffffff', 'ffffffff-ffffffff-ffffffff-ffffffff', '0')) AND ("DOMAIN" IS NULL OR "DOMAIN" = ?) AND ((LOWER("EMAIL") IN (LOWER(?), ?, ?)))
                        INSERT INTO "USERS" ("NAME", "GUID", "DOMAIN", "PASSWORD", "CREATED_AT", "UPDATED_AT", "DELETED_AT") VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, NULL)
                        UPDATE "USERS" SET "NAME" = ?, "GUID" = ?, "DOMAIN" = ?, "UPDATED_AT" = CURRENT_TIMESTAMP WHERE "ID" = ? AND "GUID" IN (?, ?)
                        UPDATE "USERS" SET "NAME" = ?, "GUID" = ?, "DOMAIN" = ?, "UPDATED_AT" = CURRENT_TIMESTAMP WHERE "ID" = ? AND (("GUID" IS NULL OR "GUID" = '') OR "GUID" = ?)
                        SELECT MIN("DOMAIN") AS row_domain, COUNT(*) AS row_all, SUM(CASE WHEN "DELETED_AT" IS NULL AND "GUID" LIKE '_%' THEN 1 ELSE 0 END) AS row_live, SUM(CASE WHEN ("NAME" IS NULL OR "NAME" = '') THEN 0 ELSE 1 END) AS row_v0 FROM "USERS" WHERE "DOMAIN" = ? GROUP BY NLSSORT(CAST("DOMAIN" AS NVARCHAR2(2000)), 'NLS_SORT=BINARY')
                        SELECT "ID" AS row_id, "GUID" AS row_guid, "DOMAIN" AS row_domain, "NAME" AS row_label FROM "USERS" WHERE "DOMAIN" = ? AND "DELETED_AT" IS NULL AND "GUID" LIKE '_%' AND "ID" > ? ORDER BY "ID" FETCH FIRST 1000 ROWS ONLY
                        SELECT "ID" AS row_id, "GUID" AS row_guid, "DOMAIN" AS row_domain, "NAME" AS row_label, "EMAIL" AS row_c0, "DELETED_AT" AS row_c1 FROM "USERS" WHERE "DOMAIN" = ? AND "DELETED_AT" IS NULL AND "GUID" LIKE '_%' AND "ID" IN (?) FOR UPDATE
                        UPDATE "USERS" SET "DELETED_AT" = CURRENT_TIMESTAMP, "UPDATED_AT" = CURRENT_TIMESTAMP, "EMAIL" = NULL WHERE "DELETED_AT" IS NULL AND "ID" IN (?)
                        SELECT name FROM ldap_import_lock WHERE name = ? FOR UPDATE SKIP LOCKED
                        SELECT run_id FROM ldap_import_runs WHERE run_id = ? FOR UPDATE""");
    }

    @Test
    @Proves("5.12")
    @Covers({"sql server: insert", "sql server: update", "sql server: soft delete", "sql server: lock"})
    void the_statements_for_sql_server() {
        Map<String, String> settings = common();
        settings.put("deleted-at-column", "state");
        settings.put("deleted-value", "deleted");
        settings.put("live-value", "active");
        assertThat(statements(table(
                        SQL_SERVER,
                        settings(settings),
                        new Column("state", Types.NVARCHAR, "nvarchar", false),
                        new Column("updated_at", -155, "datetimeoffset", true))))
                .isEqualTo("""
                        SELECT "id" AS row_id, "guid" AS row_guid, "domain" AS row_domain, CASE WHEN ("password" IS NULL OR "password" = '') THEN 0 ELSE 1 END AS row_has_password, CASE WHEN CAST(CAST("state" AS NVARCHAR(4000)) AS VARBINARY(8000)) = CAST(CAST('deleted' AS NVARCHAR(4000)) AS VARBINARY(8000)) THEN 1 ELSE 0 END AS row_is_deleted, "name" AS row_c0 FROM "users" WHERE "guid" IN (?)
                        SELECT "id" AS row_id, "guid" AS row_guid, "domain" AS row_domain, CASE WHEN ("password" IS NULL OR "password" = '') THEN 0 ELSE 1 END AS row_has_password, CASE WHEN CAST(CAST("state" AS NVARCHAR(4000)) AS VARBINARY(8000)) = CAST(CAST('deleted' AS NVARCHAR(4000)) AS VARBINARY(8000)) THEN 1 ELSE 0 END AS row_is_deleted FROM "users" WHERE (("guid" IS NULL OR "guid" = '') OR LOWER(LTRIM(RTRIM("guid"))) IN ('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '-', '--', '-1', '?', 'autogenerate', 'n/a', 'na', 'nan', 'nil', 'none', 'null', 'undefined', 'unknown', 'unset', '00000000000000000000000000000000', '00000000-00000000-00000000-00000000', 'ffffffffffffffffffffffffffffffff', 'ffffffff-ffffffff-ffffffff-ffffffff', '0')) AND ("domain" IS NULL OR "domain" = ?) AND ((LOWER("email") IN (LOWER(?), ?, ?)))
                        INSERT INTO "users" ("name", "guid", "domain", "password", "created_at", "updated_at", "state") VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP, SYSDATETIMEOFFSET(), 'active')
                        UPDATE "users" SET "name" = ?, "guid" = ?, "domain" = ?, "updated_at" = SYSDATETIMEOFFSET() WHERE "id" = ? AND "guid" IN (?, ?)
                        UPDATE "users" SET "name" = ?, "guid" = ?, "domain" = ?, "updated_at" = SYSDATETIMEOFFSET() WHERE "id" = ? AND (("guid" IS NULL OR "guid" = '') OR "guid" = ?)
                        SELECT MIN("domain") AS row_domain, COUNT(*) AS row_all, SUM(CASE WHEN ("state" IS NULL OR CAST(CAST("state" AS NVARCHAR(4000)) AS VARBINARY(8000)) <> CAST(CAST('deleted' AS NVARCHAR(4000)) AS VARBINARY(8000))) AND "guid" LIKE '_%' THEN 1 ELSE 0 END) AS row_live, SUM(CASE WHEN ("name" IS NULL OR "name" = '') THEN 0 ELSE 1 END) AS row_v0 FROM "users" WHERE "domain" = ? GROUP BY CAST(CAST("domain" AS NVARCHAR(4000)) AS VARBINARY(8000))
                        SELECT "id" AS row_id, "guid" AS row_guid, "domain" AS row_domain, "name" AS row_label FROM "users" WHERE "domain" = ? AND ("state" IS NULL OR CAST(CAST("state" AS NVARCHAR(4000)) AS VARBINARY(8000)) <> CAST(CAST('deleted' AS NVARCHAR(4000)) AS VARBINARY(8000))) AND "guid" LIKE '_%' AND "id" > ? ORDER BY "id" OFFSET 0 ROWS FETCH NEXT 1000 ROWS ONLY
                        SELECT "id" AS row_id, "guid" AS row_guid, "domain" AS row_domain, "name" AS row_label, "email" AS row_c0, "state" AS row_c1 FROM "users" WITH (UPDLOCK, ROWLOCK) WHERE "domain" = ? AND ("state" IS NULL OR CAST(CAST("state" AS NVARCHAR(4000)) AS VARBINARY(8000)) <> CAST(CAST('deleted' AS NVARCHAR(4000)) AS VARBINARY(8000))) AND "guid" LIKE '_%' AND "id" IN (?)
                        UPDATE "users" SET "state" = 'deleted', "updated_at" = SYSDATETIMEOFFSET(), "email" = NULL WHERE ("state" IS NULL OR CAST(CAST("state" AS NVARCHAR(4000)) AS VARBINARY(8000)) <> CAST(CAST('deleted' AS NVARCHAR(4000)) AS VARBINARY(8000))) AND "id" IN (?)
                        SELECT name FROM ldap_import_lock WITH (UPDLOCK, ROWLOCK, READPAST) WHERE name = ?
                        SELECT run_id FROM ldap_import_runs WITH (REPEATABLEREAD, ROWLOCK) WHERE run_id = ?""");
    }

    @Test
    @Proves({"5.12", "5.2"})
    @Covers({"oracle: outbox", "sql server: outbox"})
    void the_statements_that_make_tables() {
        TableSettings settings = settings(Map.of("table", "app.users", "sync-attributes", "name=cn"));
        List<String> all = new ArrayList<>();
        for (Dialect dialect : List.of(ORACLE, SQL_SERVER)) {
            all.add(TableDefinition.createStatement(settings, dialect));
            all.add(TableDefinition.addStatement(
                    settings,
                    dialect,
                    dialect == ORACLE ? "APP.USERS" : "app.users",
                    "name",
                    Setting.USERS_SYNC_ATTRIBUTES));
            all.add(dialect.changeColumn("t", "guid", dialect.textColumnType(64)));
            all.addAll(BundleTables.statements(dialect).values());
        }
        assertThat(String.join("\n", all)).isEqualTo("""
                        CREATE TABLE "APP"."USERS" ("ID" NUMBER(19) GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, "GUID" VARCHAR2(64 CHAR) UNIQUE, "DOMAIN" VARCHAR2(255 CHAR), "NAME" VARCHAR2(255 CHAR), "PASSWORD" VARCHAR2(255 CHAR), "CREATED_AT" TIMESTAMP NULL, "UPDATED_AT" TIMESTAMP NULL, "DELETED_AT" TIMESTAMP NULL)
                        ALTER TABLE "APP"."USERS" ADD "NAME" VARCHAR2(255 CHAR)
                        ALTER TABLE t MODIFY guid VARCHAR2(64 CHAR)
                        CREATE TABLE ldap_import_lock (name VARCHAR2(200 CHAR) NOT NULL PRIMARY KEY)
                        CREATE TABLE ldap_import_runs (run_id VARCHAR2(64 CHAR) NOT NULL PRIMARY KEY, provider VARCHAR2(200 CHAR) NOT NULL, holder VARCHAR2(200 CHAR) NOT NULL, started_at VARCHAR2(40 CHAR) NOT NULL, ended_at VARCHAR2(40 CHAR), status VARCHAR2(40 CHAR), summary CLOB)
                        CREATE TABLE ldap_import_outbox (id VARCHAR2(64 CHAR) NOT NULL PRIMARY KEY, provider VARCHAR2(200 CHAR) NOT NULL, run_id VARCHAR2(64 CHAR) NOT NULL, event VARCHAR2(40 CHAR) NOT NULL, body CLOB NOT NULL)
                        CREATE TABLE ldap_import_scopes (id VARCHAR2(64 CHAR) NOT NULL PRIMARY KEY, holder VARCHAR2(200 CHAR) NOT NULL, scope CLOB NOT NULL, first_run VARCHAR2(64 CHAR) NOT NULL, first_at VARCHAR2(40 CHAR) NOT NULL, last_run VARCHAR2(64 CHAR) NOT NULL, last_at VARCHAR2(40 CHAR) NOT NULL, accepted_run VARCHAR2(64 CHAR), accepted_at VARCHAR2(40 CHAR))
                        CREATE TABLE ldap_import_changes (provider VARCHAR2(200 CHAR) NOT NULL, run_id VARCHAR2(64 CHAR) NOT NULL, id VARCHAR2(64 CHAR) NOT NULL, changed_at VARCHAR2(40 CHAR) NOT NULL, kind VARCHAR2(40 CHAR) NOT NULL, guid VARCHAR2(200 CHAR) NOT NULL, detail CLOB NOT NULL, PRIMARY KEY (provider, run_id, id), UNIQUE (guid, run_id, id))
                        CREATE TABLE ldap_import_missing (id VARCHAR2(64 CHAR) NOT NULL PRIMARY KEY, provider VARCHAR2(200 CHAR) NOT NULL, guid VARCHAR2(1000 CHAR) NOT NULL, missing_since VARCHAR2(40 CHAR) NOT NULL, run_id VARCHAR2(64 CHAR) NOT NULL, counted VARCHAR2(40 CHAR) NOT NULL, pace VARCHAR2(40 CHAR) NOT NULL)
                        CREATE TABLE "app"."users" ("id" BIGINT IDENTITY PRIMARY KEY, "guid" NVARCHAR(64), "domain" NVARCHAR(255), "name" NVARCHAR(255), "password" NVARCHAR(255), "created_at" DATETIME2 NULL, "updated_at" DATETIME2 NULL, "deleted_at" DATETIME2 NULL); CREATE UNIQUE INDEX ldap_import_guid ON "app"."users" ("guid") WHERE "guid" IS NOT NULL
                        ALTER TABLE "app"."users" ADD "name" NVARCHAR(255)
                        ALTER TABLE t ALTER COLUMN guid NVARCHAR(64)
                        CREATE TABLE ldap_import_lock (name NVARCHAR(200) NOT NULL PRIMARY KEY)
                        CREATE TABLE ldap_import_runs (run_id NVARCHAR(64) NOT NULL PRIMARY KEY, provider NVARCHAR(200) NOT NULL, holder NVARCHAR(200) NOT NULL, started_at NVARCHAR(40) NOT NULL, ended_at NVARCHAR(40), status NVARCHAR(40), summary NVARCHAR(MAX))
                        CREATE TABLE ldap_import_outbox (id NVARCHAR(64) NOT NULL PRIMARY KEY, provider NVARCHAR(200) NOT NULL, run_id NVARCHAR(64) NOT NULL, event NVARCHAR(40) NOT NULL, body NVARCHAR(MAX) NOT NULL)
                        CREATE TABLE ldap_import_scopes (id NVARCHAR(64) NOT NULL PRIMARY KEY, holder NVARCHAR(200) NOT NULL, scope NVARCHAR(MAX) NOT NULL, first_run NVARCHAR(64) NOT NULL, first_at NVARCHAR(40) NOT NULL, last_run NVARCHAR(64) NOT NULL, last_at NVARCHAR(40) NOT NULL, accepted_run NVARCHAR(64), accepted_at NVARCHAR(40))
                        CREATE TABLE ldap_import_changes (provider NVARCHAR(200) NOT NULL, run_id NVARCHAR(64) NOT NULL, id NVARCHAR(64) NOT NULL, changed_at NVARCHAR(40) NOT NULL, kind NVARCHAR(40) NOT NULL, guid NVARCHAR(200) NOT NULL, detail NVARCHAR(MAX) NOT NULL, PRIMARY KEY (provider, run_id, id), UNIQUE (guid, run_id, id))
                        CREATE TABLE ldap_import_missing (id NVARCHAR(64) NOT NULL PRIMARY KEY, provider NVARCHAR(200) NOT NULL, guid NVARCHAR(1000) NOT NULL, missing_since NVARCHAR(40) NOT NULL, run_id NVARCHAR(64) NOT NULL, counted NVARCHAR(40) NOT NULL, pace NVARCHAR(40) NOT NULL)""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Oracle", "Microsoft SQL Server"})
    @Proves("5.12")
    void no_statement_has_more_parameters_than_the_database_takes(String product) {
        // bytes, of which each is asked for in two orders
        UsersTable table = new UsersTable(
                settings(Map.of("sync-existing", "email~=mail, name=cn")),
                Dialect.of(product, "\"", false),
                new FoundTable(null, null, "users", "users", false),
                StoredGuids.CANONICAL,
                columnsWithRaw());
        UserQueries queries = new UserQueries(table);
        RowStatements statements = new RowStatements(table);
        List<LiveUserRow> rows = Collections.nCopies(2500, new LiveUserRow(7L, GUID, GUID, "Ada", null));
        List<SqlStatement> all =
                new ArrayList<>(queries.selectByGuid(Collections.nCopies(2500, GUID), List.of("name")));
        queries.selectByExisting(
                        Collections.nCopies(2500, List.of("a@example.com", "Ada")), "default", List.of(), false)
                .forEach(lookup -> all.add(lookup.statement()));
        all.addAll(statements.selectLiveForUpdate("default", rows));
        all.addAll(statements.softDelete(rows));
        assertThat(all).hasSize(3 + 10 + 3 + 3).allSatisfy(statement -> {
            assertThat(statement.parameters()).hasSizeLessThanOrEqualTo(MAX_PARAMETERS_OF_SQL_SERVER);
            for (String list : statement.sql().replaceFirst("^.* IN \\(", "").split("\\)")) {
                assertThat(list.chars().filter(each -> each == '?').count())
                        .isLessThanOrEqualTo(LONGEST_LIST_OF_ORACLE);
            }
        });
    }

    private static Map<String, Column> columnsWithRaw() {
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : List.of("id", "domain", "name", "email", "password")) {
            columns.put(name, new Column(name, Types.VARCHAR, "VARCHAR2", true));
        }
        for (String name : List.of("created_at", "updated_at", "deleted_at")) {
            columns.put(name, new Column(name, -101, "TIMESTAMP WITH TIME ZONE", true));
        }
        columns.put("guid", new Column("guid", Types.VARBINARY, "RAW", true));
        return columns;
    }

    @Test
    @Proves({"5.10", "5.12"})
    void a_padded_column_in_oracle_would_find_no_guid_again_and_is_refused() {
        assertThatThrownBy(() -> table(ORACLE, settings(Map.of()), new Column("GUID", Types.CHAR, "CHAR", true)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ALTER TABLE \"USERS\" MODIFY \"GUID\" VARCHAR2(64 CHAR)");
    }

    @Test
    @Proves("5.9")
    void a_uniqueidentifier_is_a_uuid_and_sixteen_bytes_of_oracle_are_counted_its_way() {
        UsersTable sqlServer =
                table(SQL_SERVER, settings(Map.of()), new Column("guid", Types.CHAR, "uniqueidentifier", true));
        assertThat(new RowStatements(sqlServer)
                        .count("default", List.of("name"))
                        .sql())
                .contains("\"guid\" IS NOT NULL THEN 1")
                .endsWith(" GROUP BY CAST(CAST(\"domain\" AS NVARCHAR(4000)) AS VARBINARY(8000))");
        assertThat(new UserQueries(sqlServer)
                        .selectByGuid(List.of(GUID), List.of())
                        .get(0)
                        .parameters())
                .containsExactly(GUID);
        UsersTable oracle = new UsersTable(
                settings(Map.of()),
                ORACLE,
                new FoundTable(null, null, "USERS", "USERS", false),
                StoredGuids.CANONICAL,
                columnsWithRaw());
        assertThat(new RowStatements(oracle).count("default", List.of("name")).sql())
                .contains("UTL_RAW.LENGTH(\"guid\") = 16");
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @CsvSource({"Oracle, VARCHAR2(20)", "Oracle, TIMESTAMP", "MSSQLServer, NVARCHAR(20)", "MSSQLServer, DATETIME2"})
    @Proves("5.12")
    @Covers({
        "oracle: insert", "oracle: update", "oracle: batch failure", "oracle: soft delete", "oracle: outbox",
        "sql server: insert", "sql server: update", "sql server: batch failure", "sql server: soft delete",
                "sql server: outbox"
    })
    void a_whole_import_in_their_language(String mode, String markerType) throws Exception {
        String url = "jdbc:h2:mem:" + mode + System.nanoTime() + ";MODE=" + mode + ";DB_CLOSE_DELAY=-1";
        boolean isOracle = mode.equals("Oracle");
        boolean isText = markerType.contains("VARCHAR");
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                TestDirectory directory = TestDirectory.start().addPeople(4)) {
            if (isOracle) {
                execute(connection, "CREATE ALIAS NLSSORT FOR 'io.github.ldapimport.testing.RenamedDriver.nlsSort'");
            }
            String text = isOracle ? "VARCHAR2(100)" : "NVARCHAR(100)";
            execute(
                    connection,
                    "CREATE TABLE users (id "
                            + (isOracle ? "NUMBER(19) GENERATED BY DEFAULT AS IDENTITY" : "BIGINT IDENTITY")
                            + " PRIMARY KEY, guid " + text + " UNIQUE, domain " + text + ", name " + text
                            + " NOT NULL, email "
                            + text + " UNIQUE, password " + text + ", created_at "
                            + (isOracle ? "DATE" : "DATETIME2") + ", updated_at "
                            + (isOracle ? "TIMESTAMP" : "DATETIME2")
                            + ", gone " + markerType + ")");
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("ldap-import.database.url", RenamedDriver.url(url));
            settings.put("ldap-import.database.username", "sa");
            settings.put("ldap-import.users.deleted-at-column", "gone");
            settings.put("ldap-import.users.deleted-value", isText ? "deleted" : "");
            settings.put("ldap-import.users.sync-existing", "email~=mail");
            settings.put("ldap-import.users.release-columns", "email");
            execute(
                    connection,
                    "INSERT INTO users (name, email, guid, domain) VALUES ('Old', 'USER2@example.com', '', "
                            // where an empty text is none
                            + (isOracle ? "''" : "NULL") + ")");
            try (RunningRoutes routes =
                    RunningRoutes.start(directory.settings(), settings, RunningRoutes.withEvents())) {
                ImportSummary first = routes.run();
                assertThat(first.failures()).isEmpty();
                assertThat(first.imported()).isEqualTo(3);
                assertThat(first.changed()).isEqualTo(1);
                assertThat(routes.run(Headers.DELETE_MISSING, true).unchanged()).isEqualTo(4);

                // one row that is refused costs the others nothing
                directory.modify("dn: uid=user3," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nreplace: mail\nmail: user4@example.com");
                directory.addPerson("new", "New", "mail: new@example.com");
                ImportSummary second = routes.run();
                assertThat(second.failed()).isEqualTo(1);
                assertThat(second.imported()).isEqualTo(1);

                // and lands once the address was released
                directory.deletePerson("user4");
                ImportSummary third = routes.run(Headers.DELETE_MISSING, true);
                assertThat(third.deletedMissing()).isEqualTo(1);
                assertThat(third.changed()).isEqualTo(1);
                assertThat(column(connection, "SELECT name FROM users WHERE gone IS NOT NULL"))
                        .containsExactly("User 4");
                assertThat(column(connection, "SELECT email FROM users WHERE name = 'User 4'"))
                        .containsExactly((String) null);
                assertThat(routes.events())
                        .anyMatch(event -> event.path("event").asText().equals("DeletedMissing"));
                assertThat(column(connection, "SELECT COUNT(*) FROM ldap_import_outbox"))
                        .containsExactly("0");
                assertThat(column(connection, "SELECT COUNT(*) FROM ldap_import_runs"))
                        .containsExactly("4");
            }
        }
    }
}
