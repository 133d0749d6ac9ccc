package io.github.ldapimport.observe;

import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.sql.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Whether a provider's database answers. */
public final class DatabaseHealth extends AbstractHealthCheck {
    private static final int MAX_SECONDS = 5;

    private final Provider provider;

    public DatabaseHealth(String name, Provider provider) {
        super("ldap-import", "ldap-import-database-" + name);
        this.provider = provider;
    }

    /** A process is not sick because its database is. */
    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try (Connection connection = provider.getDatabase().getConnection()) {
            if (connection.isValid(MAX_SECONDS)) {
                builder.up();
            } else {
                builder.message("The database does not answer").down();
            }
        } catch (SQLException | DatabaseException | ConfigurationException e) {
            builder.message(e.getMessage()).down();
        }
    }
}
