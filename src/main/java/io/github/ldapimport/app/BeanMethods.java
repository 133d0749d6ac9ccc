package io.github.ldapimport.app;

import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Lets Camel look through a bean's methods once at a start, not once for each step that calls it. Camel keeps what it finds in its bean
 * component, which begins to keep it when it is started: by itself only after all routes are made.
 */
public final class BeanMethods extends MainListenerSupport {
    private static final String COMPONENT = "bean";

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        main.getCamelContext().getComponent(COMPONENT).start();
    }
}
