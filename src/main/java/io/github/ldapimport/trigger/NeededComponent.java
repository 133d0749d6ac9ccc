package io.github.ldapimport.trigger;

import io.github.ldapimport.settings.ConfigurationException;
import org.apache.camel.CamelContext;

/** A component of Camel that a trigger needs, and that the runtime may lack: the bundle brings none. */
public enum NeededComponent {
    QUARTZ("quartz", "camel-quartz"),
    PLATFORM_HTTP("platform-http", "camel-platform-http");

    private final String scheme;
    private final String artifact;

    NeededComponent(String scheme, String artifact) {
        this.scheme = scheme;
        this.artifact = artifact;
    }

    /**
     * Refuses a setting without its component, in words: a class that is missing says nothing of what to add.
     *
     * @param setting what switches the trigger on
     * @throws ConfigurationException naming the artifacts of each runtime
     */
    public void require(CamelContext context, String setting) {
        if (context.getComponent(scheme, true, false) == null) {
            throw new ConfigurationException(setting + " needs the component " + scheme
                    + ", which is not on the class path: add the dependency org.apache.camel.springboot:" + artifact
                    + "-starter in Spring Boot, org.apache.camel.quarkus:camel-quarkus-" + scheme
                    + " in Quarkus, org.apache.camel:" + artifact
                    + (this == PLATFORM_HTTP ? "-main" : "") + " elsewhere, or leave the setting out");
        }
    }
}
