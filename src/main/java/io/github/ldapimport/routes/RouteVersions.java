package io.github.ldapimport.routes;

import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.settings.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Compares a user's own copies of the bundle's routes with those that came with this version of it. A route's {@code note} begins with
 * its version, which goes up when its steps change: a copy that was made for another version may lack a guard, and one that was
 * compared since, and says so, may have whatever steps its owner wants.
 */
public final class RouteVersions {
    /** The route that is there to be edited: nothing in it protects rows. */
    private static final String USERS_OWN = "ldap-import-user";

    private static final String PREFIX = "ldap-import";
    private static final String ENDING = ".camel.yaml";
    private static final Pattern VERSION = Pattern.compile("\\s*version (\\d{1,6})\\b.*", Pattern.DOTALL);
    private static final int FIRST = 1;

    private RouteVersions() {}

    /**
     * A route of the bundle or a copy of one.
     *
     * @param note empty where it has none
     * @param version as the note has it
     * @param line where it begins, from 1
     */
    private record Route(String id, String note, Optional<Integer> version, List<String> steps, int line) {}

    /**
     * Looks at the routes of a file.
     *
     * @param file for a person
     * @return what is to be said of copies that are taken all the same, a sentence each
     * @throws ConfigurationException naming file, line, route and both versions, where a copy was made for another version, or has none
     *     and lacks a guard
     */
    public static List<String> require(String file, String text, Node root) {
        return require(file, text, root, RouteVersions::packedText);
    }

    /** @param bundle the text of a file of the bundle, by its name */
    static List<String> require(String file, String text, Node root, Function<String, Optional<String>> bundle) {
        List<String> remarks = new ArrayList<>();
        Map<String, Map<String, Route>> packed = new LinkedHashMap<>();
        for (Route copy : routes(root)) {
            String name = fileOf(copy.id(), bundle).orElse("");
            if (name.isEmpty() || text.equals(bundle.apply(name).orElse(""))) {
                continue;
            }
            Route own =
                    packed.computeIfAbsent(name, its -> routesOf(its, bundle)).get(copy.id());
            if (own != null) {
                compare(file, name, copy, own).ifPresent(remarks::add);
            }
        }
        return remarks;
    }

    /**
     * Whether a file is as it came with this version.
     *
     * @param location a path or URI that ends in the file's name
     */
    public static boolean isPacked(String location, String text) {
        String name = location.substring(1 + Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')));
        return name.startsWith(PREFIX) && packedText(name).filter(text::equals).isPresent();
    }

    private static Optional<String> compare(String file, String name, Route copy, Route own) {
        // before there were versions, routes were as the first one is
        int version = copy.version().orElse(FIRST);
        int current = own.version().orElse(FIRST);
        String where = file + ", line " + copy.line() + ": the route " + copy.id();
        String remedy = "compare the file with the " + name
                + " that came with this version (routes/ beside the program, camel/ in its"
                + " jar), and write note: version " + current + " into the route";
        if (version > current) {
            throw new ConfigurationException(
                    where + " was made for a later version of ldap-import: its note says version " + version
                            + ", that of the bundle is version " + current + ": install that version, or take " + name
                            + " of this one and edit it again");
        }
        List<String> lacking = lacking(copy, own);
        String lacks = lacking.isEmpty() ? "" : "; it lacks " + String.join(", ", lacking);
        if (version < current) {
            String older = where + " was made for an earlier version of ldap-import"
                    + (copy.version().isPresent()
                            ? ": its note says version " + version
                            : " and has no version in its note")
                    + ", and that of the bundle says: " + own.note() + lacks + ": " + remedy;
            if (copy.id().equals(USERS_OWN)) {
                return Optional.of(older);
            }
            throw new ConfigurationException(older);
        }
        if (copy.version().isPresent() || copy.id().equals(USERS_OWN)) {
            return Optional.empty();
        }
        List<String> guards =
                lacking.stream().filter(step -> Guards.isGuard(name, step)).toList();
        if (!guards.isEmpty()) {
            throw new ConfigurationException(
                    where + " has no version in its note and lacks guards that the bundle's has: "
                            + String.join(", ", guards) + ": put them back; " + remedy);
        }
        return Optional.of(
                where + " has no version in its note and is taken for version " + current + lacks + ": " + remedy);
    }

    /** Steps of the bundle's route that the copy does not have, or not as often. */
    private static List<String> lacking(Route copy, Route own) {
        List<String> left = new ArrayList<>(copy.steps());
        return own.steps().stream().filter(step -> !left.remove(step)).toList();
    }

    /** The file of the bundle that a route of that name is in: named like the route, or like its beginning. */
    private static Optional<String> fileOf(String id, Function<String, Optional<String>> bundle) {
        for (String part = id; part.startsWith(PREFIX); part = part.substring(0, Math.max(0, part.lastIndexOf('-')))) {
            if (bundle.apply(part + ENDING).isPresent()) {
                return Optional.of(part + ENDING);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> packedText(String name) {
        try (InputStream content = RouteVersions.class.getResourceAsStream("/camel/" + name)) {
            return content == null
                    ? Optional.empty()
                    : Optional.of(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ConfigurationException("Cannot read camel/" + name + " in the program's own jar: " + e, e);
        }
    }

    private static Map<String, Route> routesOf(String name, Function<String, Optional<String>> bundle) {
        Map<String, Route> routes = new LinkedHashMap<>();
        bundle.apply(name)
                .flatMap(text ->
                        new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text))
                .ifPresent(root -> routes(root).forEach(route -> routes.put(route.id(), route)));
        return routes;
    }

    private static List<Route> routes(Node root) {
        List<Route> routes = new ArrayList<>();
        if (root instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                Node route = child(item, "route");
                if (route != null) {
                    routes.add(route(route));
                }
            }
        }
        return routes;
    }

    private static Route route(Node route) {
        List<String> steps = new ArrayList<>();
        collectSteps(route, steps);
        String note = text(child(route, "note"));
        Matcher version = VERSION.matcher(note);
        return new Route(
                text(child(route, "id")),
                note.strip(),
                version.matches() ? Optional.of(Integer.valueOf(version.group(1))) : Optional.empty(),
                steps,
                route.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
    }

    /** Beans that are called, and routes: what a guard can be. */
    private static void collectSteps(Node node, List<String> steps) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> collectSteps(each, steps));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                Node value = field.getValueNode();
                if (text(field.getKeyNode()).equals("bean")) {
                    steps.add((text(child(value, "ref")) + " " + text(child(value, "method"))).strip());
                } else if (text(field.getKeyNode()).equals("to")) {
                    String uri = value instanceof ScalarNode ? text(value) : text(child(value, "uri"));
                    if (uri.startsWith("direct:")) {
                        steps.add(uri);
                    }
                }
                collectSteps(value, steps);
            }
        }
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

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
