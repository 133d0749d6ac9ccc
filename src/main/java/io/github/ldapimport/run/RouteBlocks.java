package io.github.ldapimport.run;

import io.github.ldapimport.mapping.SimpleText;
import io.github.ldapimport.routes.RouteVersions;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.text.LineLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Refuses blocks of routes that have no step, where Camel takes the steps behind such a block for its own, and operators that this
 * version of Camel takes for text. The text of a file tells; what Camel has made of it no longer does.
 */
public final class RouteBlocks {
    private static final Set<String> WITH_STEPS = Set.of(
            "filter",
            "when",
            "otherwise",
            "loop",
            "split",
            "doTry",
            "doCatch",
            "doFinally",
            "policy",
            "multicast",
            "pipeline",
            "circuitBreaker",
            "onFallback");

    private static final LineLog LOG = LineLog.named("ldap-import");

    /** The routes of a Camel context that were looked at. */
    private static final class Looked {
        private final Set<RouteDefinition> routes =
                Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    }

    /**
     * Looks at the files that Camel's routes come from, once each, also whether they were made for this version; what is to be said of
     * a file that is taken all the same goes to the log. Files as they came with the program need no look.
     *
     * @throws ConfigurationException naming the file, its line and the step or route
     */
    public void requireSteps(CamelContext context) {
        Set<RouteDefinition> looked = looked(context).routes;
        Set<String> locations = new HashSet<>();
        for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
            Resource resource = route.getResource();
            if (resource != null
                    && resource.getLocation().matches(".*\\.ya?ml")
                    && !looked.contains(route)
                    && locations.add(resource.getLocation())
                    && resource.exists()) {
                String text = text(resource);
                if (RouteVersions.isPacked(resource.getLocation(), text)) {
                    continue;
                }
                Node root = root(resource, text);
                requireSteps(resource.getLocation(), root);
                RouteVersions.require(resource.getLocation(), text, root).forEach(note -> LOG.warn("{}", note));
            }
        }
        looked.addAll(((ModelCamelContext) context).getRouteDefinitions());
    }

    private static Looked looked(CamelContext context) {
        ExtendedCamelContext extension = context.getCamelContextExtension();
        Looked looked = extension.getContextPlugin(Looked.class);
        if (looked == null) {
            looked = new Looked();
            extension.addContextPlugin(Looked.class, looked);
        }
        return looked;
    }

    private static Node root(Resource resource, String text) {
        return new Compose(
                        LoadSettings.builder().setLabel(resource.getLocation()).build())
                .composeString(text)
                .orElse(null);
    }

    private static String text(Resource resource) {
        try (InputStream content = resource.getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot read the routes in " + resource.getLocation() + ": " + e + ": let them be read", e);
        }
    }

    /**
     * Looks at a file.
     *
     * @param file for a person
     * @throws ConfigurationException naming the file, its line and the step
     */
    public static void requireSteps(String file, Node node) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> requireSteps(file, each));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                requireStepsOfField(file, field);
            }
        }
    }

    private static void requireStepsOfField(String file, NodeTuple field) {
        String name = field.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
        Node value = field.getValueNode();
        if (name.equals("simple")) {
            requireOperators(file, value);
        }
        if (name.equals("choice")) {
            requireSome(file, name, "when", field.getKeyNode(), value);
        } else if (WITH_STEPS.contains(name) && value instanceof SequenceNode blocks) {
            // when and doCatch come in lists
            blocks.getValue().forEach(block -> requireSome(file, name, "steps", block, block));
        } else if (WITH_STEPS.contains(name) && !isText(value)) {
            requireSome(file, name, "steps", field.getKeyNode(), value);
        }
        requireSteps(file, value);
    }

    /** An operator that this version of Camel does not have would be text. */
    private static void requireOperators(String file, Node expression) {
        if (expression instanceof ScalarNode text) {
            SimpleText.laterOperator(text.getValue()).ifPresent(why -> {
                throw new ConfigurationException(file + ", line " + line(text) + ": " + why);
            });
        } else if (expression instanceof MappingNode mapping) {
            mapping.getValue().stream()
                    .filter(field -> field.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals("expression"))
                    .forEach(field -> requireOperators(file, field.getValueNode()));
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** A property of that name is no block. */
    private static boolean isText(Node value) {
        return value instanceof ScalarNode scalar && !scalar.getValue().isBlank();
    }

    private static void requireSome(String file, String name, String list, Node place, Node block) {
        if (block instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                if (each.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(list)
                        && each.getValueNode() instanceof SequenceNode steps
                        && !steps.getValue().isEmpty()) {
                    return;
                }
            }
        }
        throw new ConfigurationException(file + ", line " + line(place) + ": the step " + name + " has no "
                + list + ", and Camel would take the steps behind it for its own: put " + list
                + " into it, or remove it");
    }
}
