package io.github.ldapimport.tooling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Which route calls which, as a Mermaid flowchart. A route whose id continues another route's id ({@code ldap-import-page-save})
 * is drawn as part of that one, except for the top route. So are several routes that call none themselves and that one route
 * alone calls. The calls of a route without parts are numbered in their order.
 */
final class RouteDrawing {
    static final String TOP = "ldap-import";

    /** From this number on, routes that call no other are listed in the box of their only caller. */
    static final int MIN_LISTED = 3;

    /** Called by all routes that write, for every statement, change and event; arrows to them would hide the rest. */
    private static final Set<String> HIDDEN =
            Set.of("ldap-import-statement", "ldap-import-changes-keep", "ldap-import-events");

    private static final Pattern PROPERTY = Pattern.compile("\\$\\{variable\\.\\w+\\.(?:to(?=[A-Z]))?(\\w+)}");

    /** A call: of which route, and the innermost condition that it depends on, or none. */
    private record Call(String callee, String condition) {}

    private final Map<String, List<Call>> callsByRoute;
    private final Map<String, String> listedIn;

    private RouteDrawing(Map<String, List<Call>> callsByRoute) {
        this.callsByRoute = callsByRoute;
        listedIn = listed();
    }

    static RouteDrawing of(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList()) {
                texts.add(Files.readString(file));
            }
            return of(texts);
        }
    }

    static RouteDrawing of(List<String> yaml) {
        Map<String, List<Call>> calls = new LinkedHashMap<>();
        for (String text : yaml) {
            Object definitions = new Load(LoadSettings.builder().build()).loadFromString(text);
            for (Object definition : (List<?>) definitions) {
                if (((Map<?, ?>) definition).get("route") instanceof Map<?, ?> route) {
                    List<Call> found = new ArrayList<>();
                    findCalls(((Map<?, ?>) route.get("from")).get("steps"), "", found);
                    calls.put(String.valueOf(route.get("id")), found);
                }
            }
        }
        return new RouteDrawing(calls);
    }

    private static void findCalls(Object node, String condition, List<Call> found) {
        if (node instanceof List<?> list) {
            list.forEach(each -> findCalls(each, condition, found));
        } else if (node instanceof Map<?, ?> step) {
            step.forEach((key, value) -> {
                String target = value instanceof Map<?, ?> options ? String.valueOf(options.get("uri")) : value + "";
                if (key.equals("when") && value instanceof List<?> branches) {
                    branches.forEach(branch -> findCalls(branch, "if " + expression(branch), found));
                } else if ((key.equals("to") || key.equals("toD")) && target.startsWith("direct:")) {
                    found.add(new Call(target.substring("direct:".length()).replaceFirst("\\?.*", ""), condition));
                } else {
                    findCalls(value, innermost(String.valueOf(key), value, condition), found);
                }
            });
        }
    }

    /** The condition of the steps below a key. */
    private static String innermost(String key, Object value, String outer) {
        return switch (key) {
            case "filter" -> "if " + expression(value);
            case "loop" -> "while " + expression(value);
            case "otherwise" -> "else";
            case "doCatch" -> "on error";
            case "split" -> outer.isEmpty() ? "for each" : outer;
            default -> outer;
        };
    }

    /** {@code ${variable.ldapImportRun.toDeleteMissing} == false} is "not delete missing", a bean is its method's name. */
    private static String expression(Object step) {
        Object expression = step instanceof Map<?, ?> map ? map.get("expression") : null;
        if (!(expression instanceof Map<?, ?> language)) {
            return "...";
        }
        if (language.get("method") instanceof Map<?, ?> method) {
            return words(String.valueOf(method.get("method")));
        }
        String simple = language.get("simple") instanceof Map<?, ?> map
                ? String.valueOf(map.get("expression"))
                : String.valueOf(language.get("simple"));
        Matcher property = PROPERTY.matcher(simple);
        String text = property.replaceAll(found -> Matcher.quoteReplacement(words(found.group(1))));
        String shortened = text.endsWith(" == false") ? "not " + text.replace(" == false", "") : text;
        return shortened.matches("[\\w .>=<]+") ? shortened : "...";
    }

    private static String words(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    /** The route in whose box a route is drawn. */
    private String node(String route) {
        String whole = whole(route);
        return listedIn.getOrDefault(whole, whole);
    }

    /** The callers of routes that are listed in their box, by the listed route. */
    private Map<String, String> listed() {
        Map<String, Set<String>> callers = new LinkedHashMap<>();
        Set<String> leading = new TreeSet<>();
        callsByRoute.forEach((route, calls) -> calls.stream()
                .map(call -> whole(call.callee()))
                .filter(callee -> !callee.equals(whole(route)) && !HIDDEN.contains(callee))
                .forEach(callee -> {
                    leading.add(whole(route));
                    callers.computeIfAbsent(callee, first -> new TreeSet<>()).add(whole(route));
                }));
        Map<String, List<String>> endsByCaller = new LinkedHashMap<>();
        callers.forEach((callee, those) -> {
            if (those.size() == 1 && !those.contains(TOP) && !leading.contains(callee)) {
                endsByCaller
                        .computeIfAbsent(those.iterator().next(), first -> new ArrayList<>())
                        .add(callee);
            }
        });
        Map<String, String> listed = new LinkedHashMap<>();
        endsByCaller.forEach((caller, ends) -> {
            if (ends.size() >= MIN_LISTED) {
                ends.forEach(end -> listed.put(end, caller));
            }
        });
        return listed;
    }

    /** The route that a route's id continues, the one with the shortest id, or itself. */
    private String whole(String route) {
        return callsByRoute.keySet().stream()
                .filter(id -> !id.equals(TOP) && (route.equals(id) || route.startsWith(id + "-")))
                .min(Comparator.comparingInt(String::length))
                .orElse(route);
    }

    private List<String> parts(String node) {
        return callsByRoute.keySet().stream()
                .filter(route -> node(route).equals(node) && !route.equals(node))
                .toList();
    }

    /** Those that are drawn: the top route, what it leads to, and what leads to it. */
    Set<String> nodes() {
        Set<String> nodes = new TreeSet<>();
        drawn().forEach(arrow -> nodes.addAll(List.of(arrow.from(), arrow.to())));
        return nodes;
    }

    /** An arrow, one for all calls of a route to another; calls of a route that has parts have no label. */
    private record Arrow(String from, String label, String to) {}

    /** Callers of the top route, the top route, and what it leads to in the order of its calls, then all others. */
    private Set<String> order() {
        Set<String> order = new LinkedHashSet<>();
        callsByRoute.forEach((route, calls) -> {
            if (calls.stream().anyMatch(call -> call.callee().equals(TOP))) {
                order.add(node(route));
            }
        });
        follow(TOP, order);
        callsByRoute.keySet().forEach(route -> order.add(node(route)));
        return order;
    }

    private void follow(String node, Set<String> order) {
        if (order.add(node)) {
            calls(node).forEach(call -> follow(node(call.callee()), order));
        }
    }

    /** The calls of a route and of its parts to others. */
    private List<Call> calls(String node) {
        return callsByRoute.entrySet().stream()
                .filter(entry -> node(entry.getKey()).equals(node))
                .flatMap(entry -> entry.getValue().stream())
                .map(call -> new Call(node(call.callee()), call.condition()))
                .filter(call -> !call.callee().equals(node) && !HIDDEN.contains(call.callee()))
                .toList();
    }

    private List<Arrow> drawn() {
        List<Arrow> arrows = new ArrayList<>();
        for (String from : order()) {
            List<Call> calls = calls(from);
            Map<String, Set<String>> labels = new LinkedHashMap<>();
            for (Call call : new LinkedHashSet<>(calls)) {
                String numbers = IntStream.range(0, calls.size())
                        .filter(index -> calls.get(index).equals(call))
                        .mapToObj(index -> String.valueOf(index + 1))
                        .collect(Collectors.joining(", "));
                labels.computeIfAbsent(call.callee(), first -> new LinkedHashSet<>())
                        .add(((calls.size() > 1 ? numbers + " " : "") + call.condition()).strip());
            }
            labels.forEach(
                    (to, of) -> arrows.add(new Arrow(from, parts(from).isEmpty() ? String.join(", ", of) : "", to)));
        }
        return List.copyOf(arrows);
    }

    /** A line for each arrow with a label, and one for all of a route's others. */
    String mermaid() {
        Map<List<String>, List<String>> lines = new LinkedHashMap<>();
        Set<String> declared = new LinkedHashSet<>();
        for (Arrow arrow : drawn()) {
            String line = declare(arrow.from(), declared);
            List<String> key =
                    arrow.label().isEmpty() ? List.of(arrow.from()) : List.of(arrow.from(), arrow.label(), arrow.to());
            lines.computeIfAbsent(
                            key,
                            first -> new ArrayList<>(List.of(
                                    line + (arrow.label().isEmpty() ? " --> " : " -->|\"" + arrow.label() + "\"| "))))
                    .add(declare(arrow.to(), declared));
        }
        return lines.values().stream()
                .map(line -> "    " + line.get(0) + String.join(" & ", line.subList(1, line.size())) + "\n")
                .collect(Collectors.joining("", "flowchart LR\n", ""));
    }

    /** A node with its label where it is drawn first, and by its id alone afterwards. */
    private String declare(String node, Set<String> declared) {
        List<String> parts = parts(node);
        if (!declared.add(node) || parts.isEmpty()) {
            return node;
        }
        String names = parts.stream()
                .map(part -> part.substring(part.startsWith(node + "-") ? node.length() : TOP.length() + 1))
                .collect(Collectors.joining(", "));
        return node + "[\"" + node + "<br/>" + names + "\"]";
    }
}
