package io.github.ldapimport.testing;

import java.nio.file.Path;

/** Test classes are shared by several processes at once, which keep apart what each makes below target/. */
final class Forks {
    private static final String NAME = System.getProperty("ldapimport.fork", "fork-1");

    private Forks() {}

    /** A file or folder below target/ that no other process of the same build uses. */
    static Path own(String name) {
        return Path.of("target", NAME, name).toAbsolutePath();
    }
}
