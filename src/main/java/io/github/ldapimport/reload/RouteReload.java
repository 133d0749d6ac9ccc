package io.github.ldapimport.reload;

import io.github.ldapimport.app.RouteFile;
import io.github.ldapimport.app.RouteFiles;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.text.LineLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Lets edits of the routes and of application.properties take effect in the next run. Nothing is exchanged while a run is under
 * way, only files whose content differs are, and what does not work is told and leaves everything as it was.
 *
 * <p>The files are read twice a second and compared, in place of Camel's own watch: that one removes every route before it loads,
 * and is told nothing of files on a network or in a volume of a container. Content counts that two looks found the same, so
 * a file that is being written does not.
 */
public final class RouteReload implements AutoCloseable {
    private static final LineLog LOG = LineLog.named("ldap-import");
    private static final long MILLISECONDS_BETWEEN_LOOKS = 500;

    private final CamelContext context;
    private final RouteReplacement swap;
    private final SettingsSwap settings;
    private ScheduledExecutorService clock;

    private RouteFiles active;
    private Seen good;
    private Seen seen;
    private Seen refused;
    private List<String> waiting = List.of();
    private volatile String problem;

    /** What stands in all files, by their names. */
    private record Seen(Map<String, String> routes, String settings) {
        /** Without the texts: the settings hold passwords. */
        @Override
        public String toString() {
            return "files as they were seen";
        }
    }

    private RouteReload(CamelContext context, RouteFiles active, Optional<Path> settingsFile) {
        this.context = context;
        this.active = active;
        this.swap = new RouteReplacement(context);
        this.settings = new SettingsSwap(context, settingsFile);
        this.good = new Seen(texts(active), firstText());
    }

    private String firstText() {
        try {
            return settings.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Watches the files from now on, where ldap-import.reload asks for it.
     *
     * @param active what the context was started with
     * @param settingsFile what its settings were read from
     */
    public static RouteReload watch(CamelContext context, RouteFiles active, Optional<Path> settingsFile) {
        RouteReload reload = new RouteReload(context, active, settingsFile);
        if (new Settings(context, Setting.BUNDLE_PREFIX).flag(Setting.RELOAD)) {
            reload.start();
        }
        return reload;
    }

    /** Without a clock of its own: looks when it is told to. */
    static RouteReload byHand(CamelContext context, RouteFiles active, Optional<Path> settingsFile) {
        return new RouteReload(context, active, settingsFile);
    }

    private void start() {
        clock = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "ldap-import-reload");
        // what a look throws it tells
        var unused = clock.scheduleWithFixedDelay(
                this::lookAlways, MILLISECONDS_BETWEEN_LOOKS, MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
        LOG.info("Edits of the routes of {} take effect in the next run", active);
    }

    private void lookAlways() {
        try {
            look();
        } catch (RuntimeException e) {
            tell("The files cannot be looked at: " + e + ": the routes and settings stay as they are");
        } catch (Error e) {
            tell("The watch of the files has ended: " + e + ": edits take effect at the next start");
            throw e;
        }
    }

    /** Why what stands in the files is not in force; nothing where it is. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** The files in force. */
    RouteFiles active() {
        return active;
    }

    /** Edits that a start alone lets take effect, each a sentence. */
    List<String> waiting() {
        return waiting;
    }

    /**
     * Looks at the files once. Content that the last look found, too, is put in force, unless a run is under way: then the next
     * look tries again.
     */
    synchronized void look() {
        RouteFiles found;
        Seen now;
        try {
            active.goneFolder().ifPresent(folder -> {
                throw new ConfigurationException("The folder " + folder + " is gone: put it back");
            });
            found = active.again();
            now = new Seen(texts(found), settings.read());
        } catch (RuntimeException | IOException e) {
            seen = null;
            tell(explain(e));
            return;
        }
        if (now.equals(good)) {
            if (problem != null) {
                LOG.info("The files are again as they are in force");
            }
            refused = null;
            problem = null;
        } else if (!now.equals(seen)) {
            // somebody may be at it still
            seen = now;
        } else if (!now.equals(refused)) {
            try {
                if (take(found)) {
                    good = now;
                    refused = null;
                    problem = null;
                }
            } catch (Exception e) {
                refused = now;
                tell(explain(e));
            }
        }
        seen = now;
    }

    private static Map<String, String> texts(RouteFiles files) {
        Map<String, String> texts = new TreeMap<>();
        files.all().forEach(file -> texts.put(file.shown(), file.text()));
        return texts;
    }

    /** @return false where a run is under way */
    private boolean take(RouteFiles found) throws Exception {
        found.check();
        refuseMissingRoutes(found);
        List<String> later = new ArrayList<>();
        Map<String, RouteFile> target = new TreeMap<>(found.byName());
        for (String name : union(found, active)) {
            RouteFile before = active.byName().get(name);
            RouteFile after = found.byName().get(name);
            if (!isSame(before, after) && !beside(before).equals(beside(after))) {
                // what Camel makes once, and routes hold on to
                later.add((after == null ? before : after).shown()
                        + " has other beans than before (or what else is no route): it takes effect at the next start");
                target.remove(name);
                if (before != null) {
                    target.put(name, before);
                }
            }
        }
        SettingsSwap.Change change = settings.change();
        later.addAll(settingsOfBeans(change, target));
        Set<String> changed = new TreeSet<>();
        for (String name : union(active, active.with(target))) {
            RouteFile before = active.byName().get(name);
            RouteFile after = target.get(name);
            if (before == null
                    || after == null
                    || !before.text().equals(after.text())
                    || change.keys().stream()
                            .filter(key -> !SettingsSwap.isOfTheStart(key))
                            .anyMatch(after.routesAlone()::names)) {
                changed.add(name);
            }
        }
        Set<String> exchanged = new TreeSet<>(changed);
        if (changed.stream().anyMatch(this::beginsAtAnEndpointOfItsOwn)) {
            target.values().stream()
                    .filter(RouteFile::findsEndpointsAsItGoes)
                    .forEach(file -> exchanged.add(file.name()));
        }
        List<RouteFile> remove = routesOf(active.byName(), exchanged);
        List<RouteFile> add = routesOf(target, exchanged);
        if (!swap.exchange(remove, add, change)) {
            return false;
        }
        active = found.with(target);
        if (!changed.isEmpty() || !change.keys().isEmpty()) {
            String now = Stream.concat(changed.stream(), change.keys().stream())
                    .filter(edit -> later.stream().noneMatch(waits -> waits.startsWith(edit + " takes effect at")))
                    .collect(Collectors.joining(", "));
            if (!now.isEmpty()) {
                LOG.info("Edits are in force for the next run: {}", now);
            }
        }
        later.forEach(text -> LOG.warn("{}", text));
        waiting = List.copyOf(later);
        return true;
    }

    private static List<RouteFile> routesOf(Map<String, RouteFile> files, Set<String> names) {
        return names.stream()
                .map(files::get)
                .filter(Objects::nonNull)
                .map(RouteFile::routesAlone)
                .toList();
    }

    /** A direct: endpoint is found by its name; a queue such as seda: goes with the last route that names it. */
    private boolean beginsAtAnEndpointOfItsOwn(String file) {
        return active.byName().containsKey(file)
                && active.byName().get(file).routes().stream()
                        .map(context::getRoute)
                        .anyMatch(route -> route != null
                                && !route.getEndpoint().getEndpointUri().startsWith("direct:"));
    }

    private static Set<String> union(RouteFiles one, RouteFiles other) {
        Set<String> names = new TreeSet<>(one.byName().keySet());
        names.addAll(other.byName().keySet());
        return names;
    }

    private static boolean isSame(RouteFile before, RouteFile after) {
        return before != null && after != null && before.text().equals(after.text());
    }

    private static String beside(RouteFile file) {
        return file == null ? "" : file.withoutRoutes();
    }

    /** A run without one of them would wait for it half a minute and fail. */
    private void refuseMissingRoutes(RouteFiles found) {
        List<String> there =
                found.all().stream().flatMap(file -> file.routes().stream()).toList();
        for (RouteFile file : active.all()) {
            if (isSame(file, found.byName().get(file.name()))) {
                continue;
            }
            for (String route : file.routes()) {
                if (route.startsWith("ldap-import") && !there.contains(route)) {
                    throw new ConfigurationException("There is no route " + route + " any more: put it back into "
                            + Optional.ofNullable(found.byName().get(file.name()))
                                    .orElse(file)
                                    .shown());
                }
            }
        }
    }

    /** What beans were made with stays with them. */
    private List<String> settingsOfBeans(SettingsSwap.Change change, Map<String, RouteFile> files) {
        boolean clustered = new Settings(context, Setting.BUNDLE_PREFIX).flag(Setting.SCHEDULE_CLUSTERED);
        List<String> later = new ArrayList<>();
        for (String key : change.keys()) {
            boolean ofABean = files.values().stream()
                    .anyMatch(file -> file.names(key) && !file.routesAlone().names(key));
            if (ofABean || key.startsWith("camel.") || SettingsSwap.isOfTheStart(key)) {
                later.add(key + " takes effect at the next start");
            } else if (clustered && key.startsWith(Setting.BUNDLE_PREFIX + ".database.")) {
                later.add(key + " takes effect for the schedule that nodes share at the next start");
            }
        }
        return later;
    }

    /** Once for each: a look comes twice a second. */
    private void tell(String what) {
        if (!what.equals(problem)) {
            problem = what;
            LOG.error("An edit is not in force, and the routes and settings stay as they were: {}", what);
        }
    }

    private static String explain(Throwable failure) {
        String file = "";
        String line = "";
        String route = "";
        String words = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                return cause.getMessage();
            } else if (cause instanceof RouteReplacement.FileException ofFile) {
                file = ofFile.file().shown();
            } else if (cause instanceof FailedToCreateRouteException create) {
                route = ": route " + create.getRouteId();
            } else if (cause instanceof FailedToStartRouteException started) {
                route = ": route " + started.getRouteId();
            } else if (cause instanceof MarkedYamlEngineException marked) {
                line = marked.getProblemMark()
                        .map(mark -> ", line " + (mark.getLine() + 1))
                        .orElse(line);
                words = marked.getProblem() == null ? words : marked.getProblem();
                continue;
            }
            words = cause.getMessage() == null ? words : cause.getMessage();
        }
        return (file + line + route + ": " + words).replaceFirst("^: ", "").replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        if (clock != null) {
            context.getExecutorServiceManager().shutdownNow(clock);
        }
    }
}
