package io.github.ldapimport.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Launcher;
import io.github.ldapimport.testing.Proves;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;

/** The files that a release consists of, as the build leaves them in target. */
class ReleaseIT {
    private static final Path TARGET = Launcher.packaged("").getParent();
    private static final int PROGRAM = 0755;
    private static final int READ_BY_ALL = 0644;

    /** A file of an archive: its digest, and its rights. */
    private record Packed(String sha256, int mode) {}

    /** The one file that the build made anew of that kind. */
    private static Path released(String ending) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> found = files.filter(file -> file.getFileName()
                            .toString()
                            .matches("ldap-import-\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?" + ending.replace(".", "\\.")))
                    .toList();
            assertThat(found).as("the only ldap-import-VERSION%s", ending).hasSize(1);
            return found.get(0);
        }
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is below target/ldap-import, less the class archive: it fits one Java and one folder only. */
    private static Map<String, Packed> program() throws IOException {
        Map<String, Packed> program = new TreeMap<>();
        Path folder = Launcher.packaged("");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.equals("lib/ldap-import.jsa")) {
                    program.put(
                            name,
                            new Packed(
                                    digest("SHA-256", Files.readAllBytes(file)),
                                    name.startsWith("bin/") ? PROGRAM : READ_BY_ALL));
                }
            }
        }
        return program;
    }

    private static Map<String, Packed> below(String top, Map<String, Packed> entries) {
        Map<String, Packed> below = new TreeMap<>();
        entries.forEach((name, packed) -> {
            assertThat(name).startsWith(top + "/");
            below.put(name.substring(top.length() + 1), packed);
        });
        return below;
    }

    @Test
    @Proves("12.90")
    void the_tar_archive_has_the_program_in_one_folder_of_no_account_of_the_machine() throws IOException {
        Path archive = released(".tar.gz");
        Map<String, Packed> entries = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(List.of(entry.getUserName(), entry.getGroupName())).containsOnly("root");
                assertThat(List.of(entry.getLongUserId(), entry.getLongGroupId()))
                        .containsOnly(0L);
                if (!entry.isDirectory()) {
                    entries.put(
                            entry.getName(), new Packed(digest("SHA-256", tar.readAllBytes()), entry.getMode() & 0777));
                }
            }
        }
        assertThat(below(archive.getFileName().toString().replace(".tar.gz", ""), entries))
                .isEqualTo(program());
    }

    @Test
    @Proves("12.90")
    void the_zip_archive_has_the_same() throws IOException {
        Path archive = released(".zip");
        Map<String, Packed> entries = new TreeMap<>();
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (!entry.isDirectory()) {
                    try (InputStream content = zip.getInputStream(entry)) {
                        entries.put(
                                entry.getName(),
                                new Packed(digest("SHA-256", content.readAllBytes()), entry.getUnixMode() & 0777));
                    }
                }
            }
        }
        assertThat(below(archive.getFileName().toString().replace(".zip", ""), entries))
                .isEqualTo(program());
    }

    @Test
    @Proves("12.90")
    void each_file_of_a_release_has_checksums_beside_it_that_fit() throws IOException {
        for (String ending : List.of(".tar.gz", ".zip", ".jar")) {
            Path file = released(ending);
            for (String algorithm : List.of("SHA-256", "SHA-512")) {
                Path sum = file.resolveSibling(
                        file.getFileName() + "." + algorithm.replace("-", "").toLowerCase(Locale.ROOT));
                assertThat(sum)
                        .content()
                        .as("as 'sha256sum -c' reads it")
                        .isEqualToIgnoringNewLines(
                                digest(algorithm, Files.readAllBytes(file)) + "  " + file.getFileName());
            }
        }
    }
}
