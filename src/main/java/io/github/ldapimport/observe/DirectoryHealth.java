package io.github.ldapimport.observe;

import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.run.Provider;
import io.github.ldapimport.settings.ConfigurationException;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Whether a provider's directory lets the account in and has the base. */
public final class DirectoryHealth extends AbstractHealthCheck {
    private final Provider provider;

    public DirectoryHealth(String name, Provider provider) {
        super("ldap-import", "ldap-import-directory-" + name);
        this.provider = provider;
    }

    /** A process is not sick because its directory is. */
    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            provider.directory().probe().requireBase();
            builder.up();
        } catch (DirectoryException | ConfigurationException e) {
            builder.message(e.getMessage()).down();
        }
    }
}
