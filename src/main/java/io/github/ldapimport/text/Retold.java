package io.github.ldapimport.text;

/**
 * What stands in place of an exception that is no text for a log, because it or a cause of it quotes a value with a line break, or
 * an address with a password, in the words of a driver or a server. Its message is the other one's class and what that said, in
 * a printable form; its stack trace is the other one's.
 */
public final class Retold extends Exception {
    private Retold(Throwable original) {
        super(Line.of(original.toString()), of(original.getCause()));
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            addSuppressed(of(suppressed));
        }
    }

    /** The exception itself where a log can take it, as nearly always; else one that says the same. Null for null. */
    public static Throwable of(Throwable failure) {
        return failure == null || isTellable(failure) ? failure : new Retold(failure);
    }

    private static boolean isTellable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = cause.toString();
            if (!said.equals(Line.of(said))) {
                return false;
            }
            for (Throwable suppressed : cause.getSuppressed()) {
                if (!isTellable(suppressed)) {
                    return false;
                }
            }
        }
        return true;
    }
}
