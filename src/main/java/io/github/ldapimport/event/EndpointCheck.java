package io.github.ldapimport.event;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.Masked;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.bean.BeanEndpoint;
import org.apache.camel.component.bean.BeanInfo;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;

/**
 * Whether Camel can send to an endpoint that a setting names: what could never work is a slip in the setting, and not to be found
 * out by waiting. An endpoint that is merely down is not for this class to refuse. Connects to nothing.
 */
public final class EndpointCheck {
    private static final String DIRECT = "direct:";

    private final CamelContext context;

    public EndpointCheck(CamelContext context) {
        this.context = context;
    }

    /**
     * Refuses an endpoint that cannot be made.
     *
     * @throws ConfigurationException naming the setting
     */
    public void requireUsable(Settings settings, Setting setting, String uri) {
        requireComponent(settings, setting, uri);
        reason(uri).ifPresent(why -> {
            throw settings.wrong(setting, Masked.endpoint(uri), Masked.words(why, uri));
        });
    }

    /**
     * Refuses an endpoint whose component is not there: all that is known of one with functions that are yet to be evaluated.
     *
     * @throws ConfigurationException naming the setting
     */
    void requireComponent(Settings settings, Setting setting, String uri) {
        String scheme = scheme(uri);
        if (!uri.contains(":") || context.getComponent(scheme, true, false) == null) {
            throw settings.wrong(
                    setting,
                    Masked.endpoint(uri),
                    "there is no Camel component '" + scheme + "', correct it or put the component's jar into lib");
        }
    }

    /**
     * Refuses a {@code direct:} endpoint at which no route begins, or one that is not started. Asked when the routes are there;
     * while the runtime starts them, those that are yet to be started count.
     *
     * @throws ConfigurationException naming the setting
     */
    public void requireConsumer(Settings settings, Setting setting, String uri) {
        if (uri.startsWith(DIRECT)
                && context.getEndpoint(uri) instanceof DirectEndpoint endpoint
                && endpoint.isFailIfNoConsumers()
                && !hasConsumer(endpoint)
                && !isToStart(endpoint.getEndpointBaseUri())) {
            throw settings.wrong(setting, Masked.endpoint(uri), reasonForNoConsumer(endpoint));
        }
    }

    /**
     * The same endpoint, but for a {@code direct:} that has no consumer, which fails at once in place of waiting for one: unless
     * its URI says how long to wait, or its route is yet to be started.
     */
    String withoutWaiting(String uri) {
        boolean waits = uri.startsWith(DIRECT) && !uri.matches(".*[?&](block|timeout)=.*") && !isToStart(address(uri));
        return waits ? uri + (uri.contains("?") ? "&" : "?") + "block=false" : uri;
    }

    private static String scheme(String uri) {
        return uri.replaceFirst(":.*", "");
    }

    private Optional<String> reason(String uri) {
        try {
            Endpoint endpoint = context.getEndpoint(uri);
            Optional<String> noMethod =
                    endpoint instanceof BeanEndpoint bean ? reasonForNoMethod(bean, uri) : Optional.empty();
            return noMethod.isPresent() ? noMethod : reasonForNoProducer(endpoint);
        } catch (RuntimeException e) {
            return reason(e);
        }
    }

    /** Camel's own words; none where something outside does not answer, which may come back. */
    private static Optional<String> reason(Throwable failure) {
        Throwable said = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return Optional.empty();
            }
            said = cause;
        }
        String words = said.getMessage() == null ? said.toString() : said.getMessage();
        return Optional.of("Camel cannot use it: " + words.replaceAll("\\s+", " ")
                + "; correct the endpoint, or add what it names");
    }

    /** Components that only begin routes, such as timers, say so when a message is to be sent to them. */
    private static Optional<String> reasonForNoProducer(Endpoint endpoint) {
        try {
            endpoint.createProducer();
            return Optional.empty();
        } catch (Exception e) {
            return reason(e);
        }
    }

    private Optional<String> reasonForNoMethod(BeanEndpoint endpoint, String uri) {
        String method = endpoint.getMethod() == null
                ? null
                : StringHelper.before(endpoint.getMethod(), "(", endpoint.getMethod());
        if (method == null) {
            return Optional.empty();
        }
        Class<?> type = uri.startsWith("class:")
                ? context.getClassResolver().resolveClass(endpoint.getBeanName())
                : Optional.ofNullable(context.getRegistry().lookupByName(endpoint.getBeanName()))
                        .<Class<?>>map(Object::getClass)
                        .orElse(null);
        return type == null || new BeanInfo(context, type).hasMethod(method)
                ? Optional.empty()
                : Optional.of(
                        "the class " + type.getName() + " has no public method '" + method + "', correct the name");
    }

    /** A route's consumer, or that of a bean that is annotated with {@code @Consume}. */
    private boolean hasConsumer(DirectEndpoint endpoint) {
        String address = endpoint.getEndpointBaseUri();
        return routesAt(address).anyMatch(route -> context.getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStarted())
                || context.hasService(service -> service instanceof Consumer consumer
                                && consumer.getEndpoint().getEndpointBaseUri().equals(address)
                                && ServiceHelper.isStarted(consumer))
                        != null;
    }

    private String reasonForNoConsumer(DirectEndpoint endpoint) {
        return routesAt(endpoint.getEndpointBaseUri())
                .findFirst()
                .map(route -> "the route " + route.getRouteId()
                        + " that begins there is not started: start it, or correct the address")
                .orElse("no route begins there: correct the address, or add a route with that from:");
    }

    private Stream<Route> routesAt(String address) {
        return context.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointBaseUri().equals(address));
    }

    /** Whether a route that begins there is yet to be started: routes start one after the other, and some are tried again. */
    private boolean isToStart(String address) {
        if (!context.isStarted() || context.getRouteController().isStartingRoutes()) {
            return routesAt(address).findFirst().isPresent() || isDefined(address);
        }
        return context.getRouteController().isSupervising()
                && routesAt(address)
                        .filter(Route::isAutoStartup)
                        .map(route -> context.getRouteController().getRouteStatus(route.getRouteId()))
                        .anyMatch(status -> !status.isStarted() && !status.isSuspended());
    }

    private boolean isDefined(String address) {
        return context instanceof ModelCamelContext model
                && model.getRouteDefinitions().stream()
                        .map(RouteDefinition::getInput)
                        .filter(from -> from != null && from.getEndpointUri() != null)
                        .anyMatch(from ->
                                address.equals(address(context.resolvePropertyPlaceholders(from.getEndpointUri()))));
    }

    /** As Camel names it: without options. */
    private static String address(String uri) {
        return StringHelper.before(uri, "?", uri).replaceFirst("^direct:(?!//)", "direct://");
    }
}
