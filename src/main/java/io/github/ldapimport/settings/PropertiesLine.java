package io.github.ldapimport.settings;

/**
 * A line of a file of properties, with the backslashes as they were written.
 *
 * @param hasSeparator whether a {@code =} or {@code :} stands between
 * @param isApart whether a blank stands right before the value
 */
record PropertiesLine(String key, String value, boolean hasSeparator, boolean isApart) {
    private static final String BLANKS = " \t\f";

    /** Splits where {@link java.util.Properties} does: at the first {@code =}, {@code :} or blank without a backslash. */
    static PropertiesLine split(CharSequence line) {
        int end = 0;
        while (end < line.length()
                && line.charAt(end) != '='
                && line.charAt(end) != ':'
                && BLANKS.indexOf(line.charAt(end)) < 0) {
            end += line.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end, line.length());
        int start = blanksEnd(line, end);
        boolean hasSeparator = start < line.length() && (line.charAt(start) == '=' || line.charAt(start) == ':');
        if (hasSeparator) {
            start = blanksEnd(line, start + 1);
        }
        return new PropertiesLine(
                line.subSequence(0, end).toString(),
                line.subSequence(start, line.length()).toString(),
                hasSeparator,
                start > 0 && BLANKS.indexOf(line.charAt(start - 1)) >= 0);
    }

    private static int blanksEnd(CharSequence line, int from) {
        int end = from;
        while (end < line.length() && BLANKS.indexOf(line.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    /** Without the value, which may be a password. */
    @Override
    public String toString() {
        return key;
    }
}
