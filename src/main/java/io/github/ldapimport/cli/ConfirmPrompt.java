package io.github.ldapimport.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks a person yes or no. Enter and the end of input mean no. */
final class ConfirmPrompt {
    private final PrintWriter out;
    private final BufferedReader answers =
            new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));

    ConfirmPrompt(PrintWriter out) {
        this.out = out;
    }

    boolean yes(String question) {
        while (true) {
            out.print(question + " (yes/no) [no]: ");
            out.flush();
            String answer = readLine();
            if (answer == null) {
                out.println();
                return false;
            }
            switch (answer.strip().toLowerCase(Locale.ROOT)) {
                case "y", "yes" -> {
                    return true;
                }
                case "", "n", "no" -> {
                    return false;
                }
                default -> out.println("Please answer yes or no.");
            }
        }
    }

    private String readLine() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read an answer", e);
        }
    }
}
