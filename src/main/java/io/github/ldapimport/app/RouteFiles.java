package io.github.ldapimport.app;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.TrustedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of routes that are in force. Each file of the bundle is taken from the first place that has it: the current
 * folder's routes, those beside the program, the jar. Further files of either folder are somebody's own and count as well, so
 * that nobody keeps a copy of what they did not change.
 */
public final class RouteFiles {
    private static final String JAR = "classpath:camel";
    private static final Pattern ANY_ENDING = Pattern.compile("(\\.camel)?\\.ya?ml$");
    private static final List<String> OF_THE_BUNDLE = Stream.of(
                    "",
                    "-preflight",
                    "-start",
                    "-require",
                    "-search",
                    "-delete",
                    "-retry",
                    "-restore",
                    "-end",
                    "-count",
                    "-known",
                    "-shared-guids",
                    "-search-disabled",
                    "-first",
                    "-other-domains",
                    "-page",
                    "-user",
                    "-accounts",
                    "-missing",
                    "-grace",
                    "-members",
                    "-confirm",
                    "-neighbour",
                    "-scope",
                    "-changes",
                    "-kept-plan",
                    "-undo",
                    "-events",
                    "-statement",
                    "-preview",
                    "-why",
                    "-providers",
                    "-triggers",
                    "-triggers-requests",
                    "-worker")
            .map(part -> "ldap-import" + part + RouteFile.ENDING)
            .toList();

    private final List<Path> folders;
    private final Map<String, RouteFile> files;
    private final List<RouteFile> notRead;

    private RouteFiles(List<Path> folders, Map<String, RouteFile> files, List<RouteFile> notRead) {
        this.folders = folders;
        this.files = files;
        this.notRead = notRead;
    }

    /**
     * Reads all of them, and looks whether they can be told from each other.
     *
     * @param folders where to look before the jar, the first one first; one that is not there is no mistake
     * @throws ConfigurationException naming a file that cannot be read, or two that get in each other's way
     */
    public static RouteFiles find(List<Path> folders) {
        RouteFiles found = read(
                folders.stream()
                        .map(folder -> folder.toAbsolutePath().normalize())
                        .distinct()
                        .toList(),
                Map.of());
        found.check();
        return found;
    }

    /** @param known files that were read before: those that are as they were are not looked at again */
    private static RouteFiles read(List<Path> folders, Map<String, RouteFile> known) {
        Map<String, RouteFile> files = new TreeMap<>();
        List<RouteFile> notRead = new ArrayList<>();
        TrustedFiles trusted = TrustedFiles.ofThisProcess();
        for (Path folder : folders) {
            for (RouteFile found : inFolder(folder, trusted)) {
                RouteFile file = found.isSame(known.get(found.name())) ? known.get(found.name()) : found;
                if (file.name().endsWith(RouteFile.ENDING)) {
                    files.putIfAbsent(file.name(), file);
                } else {
                    notRead.add(file);
                }
            }
        }
        for (String name : OF_THE_BUNDLE) {
            RouteFile before = known.get(name);
            if (!files.containsKey(name)) {
                // what the jar has stays while the program runs
                files.put(name, before != null && before.place().equals(JAR) ? before : packed(name));
            }
        }
        return new RouteFiles(folders, files, notRead);
    }

    /** What is there now, at the same places; not looked at yet. */
    public RouteFiles again() {
        return read(folders, files);
    }

    /** Other files of the same places. */
    public RouteFiles with(Map<String, RouteFile> others) {
        return new RouteFiles(folders, others, notRead);
    }

    /** A folder that files were read from and that is there no more: nobody takes a file away so. */
    public Optional<Path> goneFolder() {
        return folders().stream().filter(folder -> !Files.isDirectory(folder)).findFirst();
    }

    /** Those folders that files were read from. */
    List<Path> folders() {
        return folders.stream()
                .filter(folder ->
                        files.values().stream().anyMatch(file -> file.place().equals(folder.toString())))
                .toList();
    }

    /** The files, by name. */
    public Map<String, RouteFile> byName() {
        return files;
    }

    public Collection<RouteFile> all() {
        return files.values();
    }

    /** Where they are, for a person: one place, or which file is from where. */
    @Override
    public String toString() {
        Map<String, List<String>> places = new LinkedHashMap<>();
        files.values().forEach(file -> places.computeIfAbsent(file.place(), place -> new ArrayList<>())
                .add(file.name()));
        String most = places.keySet().stream()
                .reduce((one, other) ->
                        places.get(other).size() > places.get(one).size() ? other : one)
                .orElse(JAR);
        String others = places.entrySet().stream()
                .filter(place -> !place.getKey().equals(most))
                .map(place -> String.join(", ", place.getValue()) + " of " + place.getKey())
                .collect(Collectors.joining(", "));
        return most
                + (others.isEmpty() ? "" : ", but " + others)
                + (notRead.isEmpty()
                        ? ""
                        : "; not read, because its name does not end in " + RouteFile.ENDING + ": "
                                + notRead.stream().map(RouteFile::shown).collect(Collectors.joining(", ")));
    }

    /**
     * Looks whether the files can be read, and told from each other.
     *
     * @throws ConfigurationException naming a file that cannot be read, or two that get in each other's way
     */
    public void check() {
        Map<String, String> plainNames = new LinkedHashMap<>();
        files.keySet().stream()
                .filter(name -> name.startsWith("ldap-import"))
                .forEach(name -> plainNames.put(name, plain(name)));
        notRead.forEach(file -> refuseLookalike(file, plainNames));
        Map<String, String> routes = new HashMap<>();
        Map<String, String> beans = new HashMap<>();
        for (RouteFile file : files.values()) {
            refuseLookalike(file, plainNames);
            file.requireReadable(routes, beans);
        }
    }

    /** A file that is meant to replace one of the bundle, and would stand beside it. */
    private static void refuseLookalike(RouteFile file, Map<String, String> plainNames) {
        String plainName = plain(file.name());
        plainNames.forEach((name, plain) -> {
            if (plain.equals(plainName) && !name.equals(file.name())) {
                throw new ConfigurationException(file.shown() + " looks like " + name
                        + " and does not replace it: rename it to " + name + ", or move it out of the folder");
            }
        });
    }

    private static String plain(String name) {
        return ANY_ENDING.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("");
    }

    /** The files of a folder that are YAML, whatever their names end in; hidden ones are an editor's. */
    private static List<RouteFile> inFolder(Path folder, TrustedFiles trusted) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path path : new TreeSet<>(found.toList())) {
                String name = path.getFileName().toString();
                if (name.toLowerCase(Locale.ROOT).matches("[^.].*\\.ya?ml") && Files.isRegularFile(path)) {
                    // guard: another account's routes would run as the caller
                    trusted.require(path);
                    files.add(new RouteFile(
                            name,
                            folder.toString(),
                            "file:" + path,
                            new String(Files.readAllBytes(path), StandardCharsets.UTF_8)));
                }
            }
            return files;
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot read the routes in " + folder + ": " + e
                            + ": give the account that runs the program the right" + " to read them",
                    e);
        }
    }

    private static RouteFile packed(String name) {
        try (InputStream content = RouteFiles.class.getResourceAsStream("/camel/" + name)) {
            if (content == null) {
                throw new ConfigurationException("The program's own jar lacks " + JAR + "/" + name
                        + ": install the program again, or put the file into routes/");
            }
            return new RouteFile(
                    name, JAR, JAR + "/" + name, new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ConfigurationException("Cannot read the routes in the program's own jar: " + e, e);
        }
    }
}
