package io.github.ldapimport.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The runtime's own DataSource. */
class HostDatabaseTest {
    private static final String NO_URL = "ldap-import.database.url is not set";

    private TestDirectory directory;

    @BeforeEach
    void start() {
        directory = TestDirectory.start().addPerson("ada", "Ada").addPerson("alan", "Alan");
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private static HikariDataSource pool(TestDatabase database, int size, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(size);
        config.setAutoCommit(autoCommit);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    private static List<String> names(TestDatabase database) {
        return database.column("SELECT name FROM users WHERE deleted_at IS NULL ORDER BY name");
    }

    @Test
    @Proves("8.2")
    void the_only_datasource_of_the_runtime_is_used_where_no_address_is_set() throws SQLException {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource pool = pool(database, 5, true)) {
            try (Host host = Host.start(Map.of("app", pool), directory.settings())) {
                host.run();
                assertThat(names(database)).containsExactly("Ada", "Alan");
                assertThat(host.check("table").get(0)).startsWith("DataSource bean 'app' (jdbc:h2:mem:");
            }
            // it is the runtime's to close
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
    }

    @Test
    @Proves("8.2")
    void an_address_that_is_set_wins_over_the_datasource_of_the_runtime() {
        try (TestDatabase apps = TestDatabase.create(Product.H2).createUsersTable();
                TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource pool = pool(apps, 5, true);
                Host host = Host.start(Map.of("app", pool), directory.settings(), database.settings())) {
            host.run();
            assertThat(names(database)).containsExactly("Ada", "Alan");
            assertThat(apps.column("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'"))
                    .containsExactly("USERS");
            assertThat(names(apps)).isEmpty();
        }
    }

    @Test
    @Proves("8.2")
    void of_several_datasources_none_is_chosen_but_the_one_that_is_named() {
        try (TestDatabase one = TestDatabase.create(Product.H2).createUsersTable();
                TestDatabase two = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource poolOne = pool(one, 5, true);
                HikariDataSource poolTwo = pool(two, 5, true)) {
            Map<String, Object> beans = Map.of("one", poolOne, "two", poolTwo);
            try (Host host = Host.start(beans, directory.settings())) {
                assertThat(host.failingRun().summary().reason())
                        .isEqualTo(NO_URL + ", and there are several DataSource beans (one, two): name one in"
                                + " ldap-import.database.bean, or set ldap-import.database.url");
            }
            try (Host host = Host.start(beans, directory.settings(), Map.of("ldap-import.database.bean", "two"))) {
                host.run();
            }
            assertThat(names(one)).isEmpty();
            assertThat(names(two)).containsExactly("Ada", "Alan");
        }
    }

    /** Beans as CDI has them: found by what they are, without a name. */
    private static Consumer<Main> unnamed(DataSource... beans) {
        BeanRepository repository = new BeanRepository() {
            @Override
            public Object lookupByName(String name) {
                return null;
            }

            @Override
            public <T> T lookupByNameAndType(String name, Class<T> type) {
                return null;
            }

            @Override
            public <T> Map<String, T> findByTypeWithName(Class<T> type) {
                return Map.of();
            }

            @Override
            public <T> Set<T> findByType(Class<T> type) {
                return Stream.of(beans).filter(type::isInstance).map(type::cast).collect(Collectors.toSet());
            }
        };
        return main -> main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                ((DefaultRegistry) starting.getCamelContext().getRegistry()).addBeanRepository(repository);
            }
        });
    }

    @Test
    @Proves("8.2")
    void a_datasource_without_a_name_counts_like_any_other() {
        try (TestDatabase one = TestDatabase.create(Product.H2).createUsersTable();
                TestDatabase two = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource poolOne = pool(one, 5, true);
                HikariDataSource poolTwo = pool(two, 5, true)) {
            try (Host host = Host.start(Map.of("two", poolTwo), unnamed(poolOne), directory.settings())) {
                assertThat(host.failingRun().summary().reason())
                        .startsWith(NO_URL + ", and there are several DataSource beans ((unnamed), two): ");
            }
            try (Host host = Host.start(Map.of(), unnamed(poolOne, poolTwo), directory.settings())) {
                assertThat(host.failingRun().summary().reason())
                        .startsWith(NO_URL + ", and there are several DataSource beans ((unnamed), (unnamed) 2): ");
            }
            assertThat(names(one)).isEmpty();
            assertThat(names(two)).isEmpty();
            try (Host host = Host.start(Map.of(), unnamed(poolOne), directory.settings())) {
                host.run();
                assertThat(host.check("table").get(0)).startsWith("DataSource bean '(unnamed)' (jdbc:h2:mem:");
            }
            // the same one by its name, too
            try (Host host = Host.start(Map.of("two", poolTwo), unnamed(poolTwo), directory.settings())) {
                host.run();
            }
            assertThat(names(one)).containsExactly("Ada", "Alan");
            assertThat(names(two)).containsExactly("Ada", "Alan");
        }
    }

    @Test
    @Proves("8.2")
    void settings_that_say_two_things_are_refused() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource pool = pool(database, 5, true)) {
            assertThat(reason(pool, Map.of("ldap-import.database.bean", "other")))
                    .isEqualTo(
                            "ldap-import.database.bean is 'other': there is no DataSource bean of that name, but app;"
                                    + " correct it, or set ldap-import.database.url");
            assertThat(reason(
                            pool,
                            Map.of("ldap-import.database.bean", "app", "ldap-import.database.url", database.url())))
                    .isEqualTo(
                            "ldap-import.database.bean and ldap-import.database.url are both set: keep one of them, the"
                                    + " other empty");
            assertThat(reason(pool, Map.of("ldap-import.database.username", "sa")))
                    .isEqualTo(
                            "ldap-import.database.username is set, but the connection is that of the bean 'app', which has"
                                    + " its own: remove it, or set ldap-import.database.url");
            assertThat(names(database)).isEmpty();
        }
    }

    private String reason(Object bean, Map<String, String> settings) {
        try (Host host = Host.start(Map.of("app", bean), directory.settings(), settings)) {
            return host.failingRun().summary().reason();
        }
    }

    @Test
    @Proves("8.2")
    void a_datasource_that_leads_each_thread_elsewhere_is_refused() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource pool = pool(database, 5, true)) {
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                @Override
                protected Object determineCurrentLookupKey() {
                    return Thread.currentThread().getName();
                }
            };
            routing.setDefaultTargetDataSource(pool);
            routing.setTargetDataSources(Map.of());
            routing.afterPropertiesSet();
            assertThat(reason(routing, Map.of())).contains("leads each thread to a database of its own");
            assertThat(names(database)).isEmpty();
        }
    }

    private record State(boolean autoCommit, List<String> session) {
        static State of(Connection connection, Product product) throws SQLException {
            List<String> session = new ArrayList<>();
            boolean autoCommit = connection.getAutoCommit();
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(
                            switch (product) {
                                case H2 -> "SELECT LOCK_TIMEOUT(), 0, 0, 0";
                                case POSTGRESQL ->
                                    "SELECT current_setting('lock_timeout'),"
                                            + " current_setting('idle_in_transaction_session_timeout'), 0, 0";
                                case MARIADB ->
                                    "SELECT @@sql_mode, @@innodb_lock_wait_timeout, @@lock_wait_timeout,"
                                            + " @@wait_timeout";
                            })) {
                found.next();
                for (int i = 1; i <= 4; i++) {
                    session.add(found.getString(i));
                }
            }
            if (!autoCommit) {
                connection.rollback();
            }
            return new State(autoCommit, session);
        }
    }

    private static List<State> states(HikariDataSource pool, Product product) throws SQLException {
        List<State> states = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
            connections.add(pool.getConnection());
        }
        for (Connection connection : connections) {
            states.add(State.of(connection, product));
            connection.close();
        }
        return states;
    }

    @ParameterizedTest
    @EnumSource
    @Proves("8.3")
    void connections_go_back_as_they_came_and_no_more_than_one_is_kept(Product product) throws SQLException {
        try (TestDatabase database = TestDatabase.create(product).createUsersTable();
                // what Hibernate likes: nothing is committed unless somebody says so
                HikariDataSource pool = pool(database, 2, false);
                Host host = Host.start(Map.of("app", pool), directory.settings())) {
            List<State> before = states(pool, product);
            assertThat(host.run().imported()).isEqualTo(2);
            directory.deletePerson("alan");
            assertThat(host.run(Map.of(Headers.DELETE_MISSING, true)).deletedMissing())
                    .isEqualTo(1);
            assertThat(names(database)).containsExactly("Ada");
            assertThat(database.column("SELECT status FROM ldap_import_runs WHERE ended_at IS NOT NULL"))
                    .containsExactly("completed", "completed");
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(states(pool, product)).isEqualTo(before);
        }
    }

    @Test
    @Proves("8.3")
    void a_pool_without_a_second_connection_is_refused_before_anything_is_written() {
        try (TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource pool = pool(database, 1, true)) {
            assertThat(reason(pool, Map.of()))
                    .startsWith("The DataSource bean 'app' gave no second connection (")
                    .endsWith("a run holds one for its lock and needs one for each of its workers, let the pool have as"
                            + " many");
            SingleConnectionDataSource single =
                    new SingleConnectionDataSource(database.url(), database.username(), database.password(), true);
            assertThat(reason(single, Map.of()))
                    .startsWith("The DataSource bean 'app' gives everybody the same connection: ");
            single.destroy();
            assertThat(names(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("8.4")
    void what_becomes_of_the_callers_transaction_is_nothing_to_the_import(boolean transactionAware) {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                HikariDataSource pool = pool(database, 6, true);
                Host host = Host.start(
                        Map.of("app", transactionAware ? new TransactionAwareDataSourceProxy(pool) : pool),
                        directory.settings(),
                        Map.of("ldap-import.users.sync-existing", "name=cn"))) {
            database.execute("CREATE TABLE notes (text VARCHAR(100))");
            host.run();
            directory.deletePerson("alan");
            directory.addPerson("grace", "Grace");
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
            ImportSummary summary = transaction.execute(status -> {
                new JdbcTemplate(pool).update("INSERT INTO notes VALUES ('of the caller')");
                ImportSummary inside = host.run(Map.of(Headers.DELETE_MISSING, true));
                // it sees the rows at once, as everybody does
                assertThat(names(database)).containsExactly("Ada", "Grace");
                status.setRollbackOnly();
                return inside;
            });
            assertThat(summary.deletedMissing()).isEqualTo(1);
            assertThat(names(database)).containsExactly("Ada", "Grace");
            assertThat(database.column("SELECT text FROM notes")).isEmpty();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    @Proves({"4.4", "8.3"})
    void no_hash_leaves_the_database_through_a_driver_that_quotes_rows() {
        try (TestDatabase database = TestDatabase.create(Product.POSTGRESQL).createUsersTable();
                HikariDataSource pool = pool(database, 6, true);
                Host host = Host.start(Map.of("app", pool), directory.settings())) {
            host.run();
            database.execute("ALTER TABLE users ADD CONSTRAINT ada CHECK (name <> 'Eve')");
            directory.addPerson("eve", "Eve");
            ImportSummary summary = host.run();
            assertThat(summary.failures().get(0).message()).contains("violates check constraint \"ada\"");
            database.execute("ALTER TABLE users DROP CONSTRAINT ada, ADD CHECK (deleted_at IS NULL)");
            directory.deletePerson("alan");
            assertThatThrownBy(() -> host.run(Map.of(Headers.DELETE_MISSING, true)))
                    .isInstanceOf(CamelExecutionException.class)
                    .satisfies(failure -> {
                        StringWriter printed = new StringWriter();
                        failure.printStackTrace(new PrintWriter(printed));
                        assertThat(printed.toString())
                                .contains("violates check constraint")
                                .doesNotContain("Failing row", "$2a$", "$2b$");
                    });
        }
    }

    @Test
    @Proves("8.7")
    void sql_endpoints_of_the_runtime_find_its_own_datasource_by_themselves_as_before() {
        try (TestDatabase apps = TestDatabase.create(Product.H2);
                TestDatabase database = TestDatabase.create(Product.H2).createUsersTable();
                HikariDataSource pool = pool(apps, 5, true)) {
            apps.execute("CREATE TABLE notes (text VARCHAR(100))");
            apps.execute("INSERT INTO notes VALUES ('of the application')");
            try (Host host = Host.start(
                    Map.of("app", pool),
                    main -> main.configure().addRoutesBuilder(new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:notes").to("sql:SELECT text FROM notes?outputType=SelectOne");
                        }
                    }),
                    directory.settings(),
                    database.settings())) {
                host.run();
                assertThat(host.context().createProducerTemplate().requestBody("direct:notes", null, String.class))
                        .isEqualTo("of the application");
                assertThat(names(database)).containsExactly("Ada", "Alan");
            }
        }
    }
}
