package io.github.ldapimport.app;

import io.github.ldapimport.routes.RouteVersions;
import io.github.ldapimport.run.RouteBlocks;
import io.github.ldapimport.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A file of routes as it was read, once: what was looked at is what Camel gets, whatever becomes of the file meanwhile. What its
 * text alone decides is found out once, too.
 */
public final class RouteFile {
    /** What the names of files of routes end in. */
    static final String ENDING = ".camel.yaml";

    private static final Pattern FINDS_ENDPOINTS =
            Pattern.compile("(?m)^ *- (toD|recipientList|routingSlip|dynamicRouter|wireTap|enrich|pollEnrich|poll):");

    /**
     * One of the things that a file defines.
     *
     * @param kind {@code route}, {@code beans} and so on
     * @param id of a route, or null
     * @param beans the names of beans
     * @param line where it begins, from 0
     */
    private record Definition(String kind, String id, List<String> beans, int line) {}

    private final String name;
    private final String place;
    private final String location;
    private final String text;

    /** Null until they are asked for. They are kept in place of the nodes of the YAML, of which there are many. */
    private volatile List<Definition> definitions;

    /** Whether its own text was looked at, and nothing is wrong with it. */
    private volatile boolean isSound;

    /**
     * @param place the folder it is in, or the jar
     * @param location what Camel calls it
     */
    RouteFile(String name, String place, String location, String text) {
        this.name = name;
        this.place = place;
        this.location = location;
        this.text = text.replace("\r\n", "\n");
    }

    public String name() {
        return name;
    }

    /** The folder it is in, or the jar. */
    public String place() {
        return place;
    }

    public String text() {
        return text;
    }

    /** Whether the other is of the same place, and says the same. */
    boolean isSame(RouteFile other) {
        return other != null
                && name.equals(other.name)
                && place.equals(other.place)
                && location.equals(other.location)
                && text.equals(other.text);
    }

    /** The file and its folder, for a person. */
    public String shown() {
        return place + "/" + name;
    }

    /** The file's name: a password may stand in an endpoint of the text. */
    @Override
    public String toString() {
        return shown();
    }

    /**
     * Looks whether it can be read at all, and its routes and beans can be told from others.
     *
     * @param routes those of the files before, by their ids, each with its file; this file's are added
     * @param beans the same, by their names
     * @throws ConfigurationException naming the file, and the line where it is known
     */
    void requireReadable(Map<String, String> routes, Map<String, String> beans) {
        if (!isSound) {
            requireSound();
            isSound = true;
        }
        requireOnce(routes, routes(), "route", this);
        requireOnce(beans, beans(), "bean", this);
    }

    private void requireSound() {
        if (text.isBlank()) {
            throw new ConfigurationException(shown() + " is empty: write its routes again, or remove it"
                    + " and the next place that has a file of this name counts");
        }
        FormerNames.refuse(shown(), text);
        Node root = root();
        RouteBlocks.requireSteps(shown(), root);
        // what is to be said of a copy that is taken all the same is said when Camel has it
        var unused = RouteVersions.require(shown(), text, root);
        List<Definition> found = definitions(root);
        for (Definition definition : found) {
            if (definition.kind().equals("route") && definition.id() == null) {
                throw new ConfigurationException(shown() + ", line " + (definition.line() + 1)
                        + ": the route has no id: give it one of its own, such as id: my-leavers");
            }
        }
        definitions = found;
    }

    /** The line that says something, from 1: the first of it alone, else the first that has it among others. */
    OptionalInt lineOf(String said) {
        List<ScalarNode> texts = texts();
        return Stream.concat(
                        texts.stream().filter(text -> text.getValue().strip().equals(said.strip())),
                        texts.stream().filter(text -> text.getValue().contains(said)))
                .mapToInt(text ->
                        text.getStartMark().map(mark -> mark.getLine() + 1).orElse(1))
                .findFirst();
    }

    /** All that its expressions, options and properties say, in order. */
    List<ScalarNode> texts() {
        List<ScalarNode> texts = new ArrayList<>();
        gather(root(), texts);
        return texts;
    }

    private static void gather(Node node, List<ScalarNode> texts) {
        if (node instanceof ScalarNode text) {
            texts.add(text);
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> gather(each, texts));
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(field -> gather(field.getValueNode(), texts));
        }
    }

    /** The ids of its routes. */
    public List<String> routes() {
        return definitions().stream()
                .map(Definition::id)
                .filter(Objects::nonNull)
                .toList();
    }

    List<String> beans() {
        return definitions().stream()
                .flatMap(definition -> definition.beans().stream())
                .toList();
    }

    /** Whether a setting is read by the routes themselves. */
    public boolean names(String key) {
        return text.contains("{{" + key + ":") || text.contains("{{" + key + "}}");
    }

    /** Whether a route of it looks for endpoints as it goes: it keeps what it once found, even one that Camel took away. */
    public boolean findsEndpointsAsItGoes() {
        return FINDS_ENDPOINTS.matcher(text).find();
    }

    public Resource resource() {
        return ResourceHelper.fromString(location, text);
    }

    /** Everything but routes: what they need, and Camel takes when it starts. */
    public String withoutRoutes() {
        return lines(false)
                .lines()
                .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                .collect(Collectors.joining("\n"));
    }

    /** The routes alone, each at the line it has in the file. */
    public RouteFile routesAlone() {
        return new RouteFile(name, place, location, lines(true));
    }

    private String lines(boolean ofRoutes) {
        List<Definition> all = definitions();
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            int line = i;
            boolean ofRoute = all.stream()
                    .filter(definition -> definition.line() <= line)
                    .reduce((earlier, later) -> later)
                    .map(definition -> definition.kind().equals("route"))
                    .orElse(ofRoutes);
            if (ofRoute != ofRoutes) {
                lines.set(i, "");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private List<Definition> definitions() {
        List<Definition> known = definitions;
        if (known == null) {
            known = definitions(root());
            definitions = known;
        }
        return known;
    }

    private static List<Definition> definitions(Node root) {
        List<Definition> found = new ArrayList<>();
        if (root instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof MappingNode mapping) {
                    mapping.getValue().forEach(field -> found.add(definition(field)));
                }
            }
        }
        return List.copyOf(found);
    }

    private Node root() {
        try {
            return new Compose(LoadSettings.builder().setLabel(shown()).build())
                    .composeString(text)
                    .orElse(null);
        } catch (MarkedYamlEngineException e) {
            throw new ConfigurationException(
                    shown()
                            + e.getProblemMark()
                                    .map(mark -> ", line " + (mark.getLine() + 1))
                                    .orElse("")
                            + ": " + e.getProblem() + ": correct the YAML",
                    e);
        } catch (YamlEngineException e) {
            throw new ConfigurationException(shown() + ": " + e.getMessage() + ": correct the YAML", e);
        }
    }

    private static Definition definition(NodeTuple field) {
        Node value = field.getValueNode();
        List<String> beans = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            sequence.getValue().forEach(bean -> beans.add(scalar(bean, "name")));
        }
        beans.removeIf(name -> name == null);
        return new Definition(
                text(field.getKeyNode()),
                scalar(value, "id"),
                text(field.getKeyNode()).equals("beans") ? beans : List.of(),
                field.getKeyNode().getStartMark().map(mark -> mark.getLine()).orElse(0));
    }

    private static Node child(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                if (text(field.getKeyNode()).equals(key)) {
                    return field.getValueNode();
                }
            }
        }
        return null;
    }

    private static String scalar(Node node, String key) {
        return child(node, key) instanceof ScalarNode scalar
                        && !scalar.getValue().isBlank()
                ? scalar.getValue()
                : null;
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** By name, where each route or bean of some files is defined; one that is defined twice is refused. */
    private static void requireOnce(Map<String, String> places, List<String> names, String what, RouteFile file) {
        for (String name : names) {
            String other = places.putIfAbsent(name, file.shown());
            if (other != null) {
                throw new ConfigurationException((other.equals(file.shown())
                                ? other + " has the " + what + " " + name + " twice"
                                : other + " and " + file.shown() + " both have the " + what + " " + name)
                        + ": remove one of them, or give it a name of its own");
            }
        }
    }
}
