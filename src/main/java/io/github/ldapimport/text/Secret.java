package io.github.ldapimport.text;

/** A password or another text that is for no eyes. It prints as stars, whatever prints it; {@link #value} alone tells it. */
public final class Secret {
    /** What stands in place of a secret. */
    public static final String STARS = "***";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The text, for a connection or a comparison. */
    public String value() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    public int length() {
        return value.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Stars, as many for each secret. */
    @Override
    public String toString() {
        return STARS;
    }
}
