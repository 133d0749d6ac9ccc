package io.github.ldapimport.run;

/** Where a person sees all rows that a refusal is about. */
public final class Refused {
    private Refused() {}

    /** How else a refusal can be answered, after the option that allows it: where all of its rows are kept. */
    public static String approve(ImportRun run) {
        return run.changes().wanted().isEmpty()
                ? ""
                : "; or exactly these rows, once, with ldap-import approve " + run.id();
    }

    /** A sentence that follows the numbers, with a blank before it. */
    public static String where(ImportRun run) {
        if (run.listener().showsPlan()) {
            return " All of them are listed above.";
        }
        return run.request().log() ? " The log has a line for each of them." : " A dry run lists all of them.";
    }
}
