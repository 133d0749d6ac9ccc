package io.github.ldapimport.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads YAML once for all tests of a process, by its place and its content: it takes a third of a start, as Camel reads each file twice. The
 * definitions of routes are made of it anew at each start. What it cannot share goes the way that Camel has for it: a file that is no
 * list, and beans, which Camel makes at the first look.
 */
final class ParsedRoutes extends YamlRoutesBuilderLoader {
    /** The name by which Camel looks for a loader of files that end so. */
    static final String NAME = "routes-builder-loader-camel." + EXTENSION;

    private static final Map<List<String>, Node> PARSED = new ConcurrentHashMap<>();

    @Override
    public void preParseRoute(Resource resource) throws Exception {
        if (!(parsed(resource) instanceof SequenceNode list)
                || list.getValue().stream().anyMatch(ParsedRoutes::isBeans)) {
            super.preParseRoute(resource);
        }
    }

    private static boolean isBeans(Node node) {
        return !(node instanceof MappingNode item)
                || item.getValue().stream()
                        .anyMatch(each -> each.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals("beans"));
    }

    @Override
    public RouteBuilder doLoadRouteBuilder(Resource resource) throws Exception {
        Node parsed = parsed(resource);
        if (parsed == null) {
            return super.doLoadRouteBuilder(resource);
        }
        return builder(newYamlDeserializationContext(settings(resource), resource), copy(parsed));
    }

    /** The root of a file's nodes, or null where there is none, for Camel to say what is wrong. */
    private static Node parsed(Resource resource) throws IOException {
        if (!resource.exists()) {
            return null;
        }
        byte[] content;
        try (InputStream stream = resource.getInputStream()) {
            content = stream.readAllBytes();
        }
        return PARSED.computeIfAbsent(
                List.of(resource.getLocation(), new String(content, StandardCharsets.ISO_8859_1)),
                key -> compose(resource, content));
    }

    private static Node compose(Resource resource, byte[] content) {
        try {
            return new Compose(settings(resource))
                    .composeInputStream(new ByteArrayInputStream(content))
                    .orElse(null);
        } catch (YamlEngineException e) {
            return null;
        }
    }

    private static LoadSettings settings(Resource resource) {
        return LoadSettings.builder().setLabel(resource.getLocation()).build();
    }

    /** A Camel writes into the nodes that it reads. */
    private static Node copy(Node node) {
        if (node instanceof MappingNode mapping) {
            return new MappingNode(
                    mapping.getTag(),
                    true,
                    mapping.getValue().stream()
                            .map(each -> new NodeTuple(copy(each.getKeyNode()), copy(each.getValueNode())))
                            .toList(),
                    mapping.getFlowStyle(),
                    mapping.getStartMark(),
                    mapping.getEndMark());
        }
        if (node instanceof SequenceNode sequence) {
            return new SequenceNode(
                    sequence.getTag(),
                    true,
                    sequence.getValue().stream().map(ParsedRoutes::copy).toList(),
                    sequence.getFlowStyle(),
                    sequence.getStartMark(),
                    sequence.getEndMark());
        }
        ScalarNode scalar = (ScalarNode) node;
        return new ScalarNode(
                scalar.getTag(),
                true,
                scalar.getValue(),
                scalar.getScalarStyle(),
                scalar.getStartMark(),
                scalar.getEndMark());
    }
}
