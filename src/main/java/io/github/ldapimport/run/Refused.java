package io.github.ldapimport.run;

/** Where a person sees all rows that a refusal is about. */
public final class Refused {
    private Refused() {}

    /** A sentence that follows the numbers, with a blank before it. */
    public static String where(ImportRun run) {
        if (run.listener().showsPlan()) {
            return " All of them are listed above.";
        }
        return run.request().log() ? " The log has a line for each of them." : " A dry run lists all of them.";
    }
}
