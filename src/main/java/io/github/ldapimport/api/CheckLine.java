package io.github.ldapimport.api;

/**
 * One finding of {@code check}.
 *
 * @param subject what was looked at
 * @param text what was seen, and where it is wrong the remedy
 */
public record CheckLine(Verdict verdict, String subject, String text) {
    /** What a line found. */
    public enum Verdict {
        OK("ok   "),
        WARN("note "),
        FAIL("WRONG");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
