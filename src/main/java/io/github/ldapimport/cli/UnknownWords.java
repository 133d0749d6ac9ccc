package io.github.ldapimport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with a command line, without words of it that may be a password: those that no option and no parameter takes.
 * Options are named by their letters, and other words by their number: a user or a provider with a slip in its name is told
 * elsewhere, by that name, because it has a place on the command line.
 */
final class UnknownWords {
    private static final Pattern LONG =
            Pattern.compile("(--[a-z-]*?(?:password|passwd|pwd|token|secret)|--[a-z-]*)(.*)", Pattern.DOTALL);
    private static final Pattern SHORT = Pattern.compile("(-.)(.*)", Pattern.DOTALL);

    private UnknownWords() {}

    /** The message for a person, in one line. */
    static String message(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return failure.getMessage().replaceAll("\\s+", " ");
        }
        List<String> options = new ArrayList<>();
        int words = 0;
        for (String word : unmatched.getUnmatched()) {
            if (word.startsWith("-") && word.length() > 1) {
                options.add(option(word));
            } else {
                words++;
            }
        }
        String known = options.stream().map(option -> "'" + option + "'").collect(Collectors.joining(", "));
        String superfluous = words + (words == 1 ? " word" : " words");
        if (options.isEmpty()) {
            return superfluous + " too many: a name with blanks needs quotes";
        }
        return (options.size() == 1 ? "Unknown option: " : "Unknown options: ")
                + known
                + (words == 0 ? "" : ", and " + superfluous + " too many");
    }

    private static String option(String word) {
        Matcher option = (word.startsWith("--") ? LONG : SHORT).matcher(word);
        return option.matches() && !option.group(2).isEmpty() ? option.group(1) + "..." : word;
    }
}
