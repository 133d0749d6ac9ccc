package io.github.ldapimport.text;

/**
 * What stands in place of an exception that is no text for a log, because it or a cause of it quotes a value with a line break, or
 * an address with a password, in the words of a driver or a server. Its message is the other one's class and what that said, in
 * a printable form; its stack trace is the other one's.
 */
public final class Retold extends Exception {
    private Retold(Throwable original, Secret secret) {
        super(line(original, secret), of(original.getCause(), secret));
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            addSuppressed(of(suppressed, secret));
        }
    }

    /** The exception itself where a log can take it, as nearly always; else one that says the same. Null for null. */
    public static Throwable of(Throwable failure) {
        return of(failure, new Secret(""));
    }

    /** The same where none of them may name a secret that another side was sent. */
    public static Throwable of(Throwable failure, Secret secret) {
        return failure == null || isTellable(failure, secret) ? failure : new Retold(failure, secret);
    }

    private static String line(Throwable failure, Secret secret) {
        return Line.of(Masked.without(failure.toString(), secret));
    }

    private static boolean isTellable(Throwable failure, Secret secret) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (!cause.toString().equals(line(cause, secret))) {
                return false;
            }
            for (Throwable suppressed : cause.getSuppressed()) {
                if (!isTellable(suppressed, secret)) {
                    return false;
                }
            }
        }
        return true;
    }
}
