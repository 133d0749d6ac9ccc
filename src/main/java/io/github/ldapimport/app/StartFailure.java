package io.github.ldapimport.app;

import io.github.ldapimport.mapping.SimpleText;
import io.github.ldapimport.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.camel.CamelContext;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Why routes do not start, with the file and the line, as far as Camel tells them. */
final class StartFailure {
    private StartFailure() {}

    /** What Camel says, behind the place that it speaks of. */
    static ConfigurationException of(RouteFiles files, Exception failure) {
        return new ConfigurationException(
                "The routes of " + files + " do not start: " + place(files, failure) + innermost(failure), failure);
    }

    private static String place(RouteFiles files, Exception failure) {
        String route = null;
        List<String> said = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException ofRoute) {
                route = ofRoute.getRouteId();
            } else if (cause instanceof FailedToStartRouteException ofRoute) {
                route = ofRoute.getRouteId();
            } else if (cause instanceof ExpressionIllegalSyntaxException ofExpression) {
                said.add(ofExpression.getExpression());
            } else if (cause instanceof NoSuchBeanException ofBean) {
                said.add(ofBean.getName());
            } else if (cause instanceof ResolveEndpointFailedException ofEndpoint) {
                said.addAll(spellings(ofEndpoint.getUri()));
            } else if (cause instanceof NoSuchEndpointException ofEndpoint) {
                said.addAll(spellings(ofEndpoint.getUri()));
            }
        }
        String id = route;
        List<RouteFile> its = id == null
                ? List.of()
                : files.all().stream()
                        .filter(file -> file.routes().contains(id))
                        .toList();
        for (String text : said) {
            for (RouteFile file : its.isEmpty() ? files.all() : its) {
                OptionalInt line = text == null || text.isBlank() ? OptionalInt.empty() : file.lineOf(text);
                if (line.isPresent()) {
                    return file.shown() + ", line " + line.getAsInt() + (id == null ? "" : ", route " + id) + ": ";
                }
            }
        }
        return its.isEmpty() ? "" : its.get(0).shown() + ", route " + id + ": ";
    }

    /** An address as Camel has it, and as a file may have it. */
    private static List<String> spellings(String uri) {
        String address = uri == null ? "" : uri.replaceFirst("\\?.*", "");
        return address.isEmpty() ? List.of() : List.of(uri, address, address.replaceFirst("://", ":"));
    }

    /** The innermost message there is, with the expression that it is about; a failure without one says its class. */
    private static String innermost(Throwable failure) {
        String message = failure.toString();
        String expression = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            message = cause.getMessage() == null ? message : cause.getMessage();
            if (cause instanceof ExpressionIllegalSyntaxException ofExpression) {
                expression = ofExpression.getExpression();
            }
        }
        return (message.contains(expression) ? message : message + " in '" + expression.strip() + "'")
                .replaceAll("\\s+", " ");
    }

    /**
     * Refuses a bean that an expression would miss in the middle of a run, for each user.
     *
     * @throws ConfigurationException naming file, line and bean
     */
    static void requireBeans(RouteFiles files, CamelContext context) {
        for (RouteFile file : files.all()) {
            if (!file.text().contains("${bean:") && !file.text().contains("${ref:")) {
                continue;
            }
            for (ScalarNode text : file.texts()) {
                for (String bean : SimpleText.beans(text.getValue())) {
                    if (context.getRegistry().lookupByName(bean) == null) {
                        throw new ConfigurationException(file.shown() + ", line "
                                + text.getStartMark()
                                        .map(mark -> mark.getLine() + 1)
                                        .orElse(1)
                                + ": there is no bean named '" + bean
                                + "': correct the name, or define the bean in the part beans: of a route file");
                    }
                }
            }
        }
    }
}
