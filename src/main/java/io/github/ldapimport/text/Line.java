package io.github.ldapimport.text;

/** What a person is told in one line, in words of others or of the bundle: printable, and without a secret in an address. */
public final class Line {
    private Line() {}

    /** The text {@linkplain Masked without secrets} and {@linkplain Printable in one line}; null for null. */
    public static String of(String text) {
        return Printable.of(Masked.of(text));
    }
}
