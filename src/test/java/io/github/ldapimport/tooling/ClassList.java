package io.github.ldapimport.tooling;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.TestDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Writes lib/ldap-import.classes of the packaged program: the classes that Java is to keep ready in its archive. They are those that
 * an import and a check load, which are run for that, and those of the database drivers.
 */
public final class ClassList {
    private static final Path LIST = Launcher.packaged("lib/ldap-import.classes");
    private static final String CLASS = ".class";

    private ClassList() {}

    public static void main(String[] args) throws IOException {
        // of a build before: what comes from it would not be listed
        Files.deleteIfExists(Launcher.packaged("lib/ldap-import.jsa"));
        // in an order of their own, so that two builds are equal
        Set<String> classes = new TreeSet<>();
        Path folder = Files.createTempDirectory(Launcher.packaged("").getParent(), "class-list");
        try (TestDirectory directory = TestDirectory.start().addPeople(20)) {
            Launcher launcher = Launcher.in(folder).withSettings(directory.settings());
            collect(classes, launcher, "-n", "--delete-missing");
            collect(classes, launcher, "check");
            collect(classes, launcher, "--help");
        } finally {
            delete(folder);
        }
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(Launcher.packaged("lib"), "{postgresql,mariadb-java-client}-*.jar")) {
            for (Path jar : jars) {
                addClasses(jar, classes);
            }
        }
        Files.write(LIST, classes);
    }

    private static void collect(Set<String> classes, Launcher launcher, String... arguments) throws IOException {
        Path list = launcher.folder().resolve("classes");
        Launcher.Ended ended = launcher.withEnvironment("LDAP_IMPORT_JAVA_OPTS", "-XX:DumpLoadedClassList=" + list)
                .run(arguments);
        if (ended.status() != 0) {
            throw new IllegalStateException(
                    "Cannot list the classes of 'ldap-import " + String.join(" ", arguments) + "': " + ended.err());
        }
        try (Stream<String> lines = Files.lines(list)) {
            // their numbers are those of this one run
            lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst(" id: .*", ""))
                    .forEach(classes::add);
        }
    }

    /** All classes of a driver: which of them are loaded shows only where there is such a database. */
    private static void addClasses(Path jar, Set<String> classes) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.contains("-info"))
                    .map(name -> name.substring(0, name.length() - CLASS.length()))
                    .forEach(classes::add);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
