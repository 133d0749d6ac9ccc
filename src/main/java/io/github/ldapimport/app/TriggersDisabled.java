package io.github.ldapimport.app;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Keeps everything asleep that waits for something to happen outside: a command that imports and ends must not take a file
 * or a message from the program that serves. Routes that are called from within go on as they are.
 */
final class TriggersDisabled extends MainListenerSupport {
    private static final List<String> FROM_WITHIN = List.of("direct:", "seda:");

    /** Whether a route is called by other routes only. */
    static boolean isFromWithin(String uri) {
        return FROM_WITHIN.stream().anyMatch(scheme -> uri.startsWith(scheme));
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        ((ModelCamelContext) context).addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
            @Override
            public void onAddRouteDefinition(RouteDefinition route) {
                if (!isFromWithin(route.getInput().getEndpointUri())) {
                    route.setAutoStartup("false");
                }
            }
        });
    }
}
