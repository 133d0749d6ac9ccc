package io.github.ldapimport.trigger;

import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.Database;
import io.github.ldapimport.sql.DatabaseProduct;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Keeps the schedule in the users' database, where several nodes share it: each time one of them starts the run, and when it
 * dies the others go on. The tables are Quartz's own, under a prefix of the import's.
 */
public final class ClusteredSchedule implements ConnectionProvider {
    /** What the names of Quartz's tables begin with in place of QRTZ_. */
    static final String PREFIX = "LDAP_IMPORT_QRTZ_";

    private static final String DATABASE_BEAN = "ldap-import-database";
    private static final String SOURCE = "ldap-import";
    private static final String THREADS = "2";
    private static final TriggerKey TRIGGER = new TriggerKey("schedule", "ldap-import");

    private final CamelContext context;
    private boolean prepared;

    private ClusteredSchedule(CamelContext context) {
        this.context = context;
    }

    /**
     * Lets the Quartz component of a program that serves keep its schedule in the database, where the setting says so; before
     * the routes are loaded.
     *
     * @throws io.github.ldapimport.settings.ConfigurationException when the database is one that no other process can reach
     */
    public static void configure(CamelContext context) {
        Settings settings = new Settings(context, Setting.BUNDLE_PREFIX);
        if (!settings.flag(Setting.SCHEDULE_CLUSTERED)
                || settings.text(Setting.SCHEDULE_CRON).isEmpty()) {
            return;
        }
        String url = settings.text(Setting.DATABASE_URL);
        if (DatabaseProduct.isEmbedded(url)) {
            throw settings.wrong(
                    Setting.SCHEDULE_CLUSTERED,
                    "true",
                    "no other node can reach the database in " + settings.key(Setting.DATABASE_URL)
                            + ", give one that runs as a server");
        }
        DBConnectionManager.getInstance().addConnectionProvider(SOURCE, new ClusteredSchedule(context));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("org.quartz.scheduler.instanceName", "schedule");
        properties.put("org.quartz.scheduler.instanceId", "AUTO");
        properties.put("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.put("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.put("org.quartz.threadPool.threadCount", THREADS);
        properties.put("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.put("org.quartz.jobStore.driverDelegateClass", QuartzTables.delegate(url));
        properties.put("org.quartz.jobStore.dataSource", SOURCE);
        properties.put("org.quartz.jobStore.tablePrefix", PREFIX);
        properties.put("org.quartz.jobStore.isClustered", "true");
        properties.put("org.quartz.jobStore.clusterCheckinInterval", "5000");
        // texts only: no Java objects in the database
        properties.put("org.quartz.jobStore.useProperties", "true");
        QuartzComponent quartz = new QuartzComponent(context);
        quartz.setProperties(properties);
        context.addComponent("quartz", quartz);
    }

    /** A connection of its own each time: those of the pool are for the workers of a run. */
    @Override
    public synchronized Connection getConnection() throws SQLException {
        Database database = context.getRegistry().lookupByNameAndType(DATABASE_BEAN, Database.class);
        if (database == null) {
            throw new SQLException("There is no bean " + DATABASE_BEAN);
        }
        if (!prepared) {
            try (Connection connection = database.getConnection()) {
                QuartzTables.create(connection);
            }
            prepared = true;
        }
        Connection connection = database.openConnection();
        // a node that waited for a lock must see what the one before it wrote, which MariaDB does not show by default
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    @Override
    public void initialize() {
        // opened when it is asked for
    }

    @Override
    public void shutdown() {
        // each connection is closed by whoever asked for it
    }

    /**
     * Puts another time zone, or another rule for missed runs, into the database: Quartz itself notices another cron expression
     * only.
     */
    public static void adjust(CamelContext context, Schedule schedule) throws SchedulerException {
        if (!(context.hasComponent("quartz") instanceof QuartzComponent quartz) || !quartz.isClustered()) {
            return;
        }
        Scheduler scheduler = quartz.getScheduler();
        Trigger stored = scheduler.getTrigger(TRIGGER);
        if (stored instanceof CronTrigger cron
                && (!cron.getTimeZone().getID().equals(schedule.timeZone())
                        || cron.getMisfireInstruction() != schedule.misfireInstruction())) {
            CronScheduleBuilder times = CronScheduleBuilder.cronSchedule(schedule.cron())
                    .inTimeZone(TimeZone.getTimeZone(schedule.timeZone()));
            times = schedule.misfireInstruction() == CronTrigger.MISFIRE_INSTRUCTION_FIRE_ONCE_NOW
                    ? times.withMisfireHandlingInstructionFireAndProceed()
                    : times.withMisfireHandlingInstructionDoNothing();
            scheduler.rescheduleJob(
                    TRIGGER, cron.getTriggerBuilder().withSchedule(times).build());
        }
    }
}
