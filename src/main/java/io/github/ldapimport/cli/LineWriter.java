package io.github.ldapimport.cli;

import io.github.ldapimport.text.Line;
import java.io.PrintWriter;

/**
 * Standard output or standard error of the program: what is printed with {@code println} is one line for a terminal, whatever values
 * it holds. JSON passes as it is, being printable already; so do texts of several lines, such as the help, by {@code print}.
 */
final class LineWriter extends PrintWriter {
    LineWriter(PrintWriter stream) {
        super(stream, true);
    }

    @Override
    public void println(String line) {
        super.println(Line.of(line));
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }
}
