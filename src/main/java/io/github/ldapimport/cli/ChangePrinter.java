package io.github.ldapimport.cli;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.grace.GraceWords;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.rows.LiveUserRow;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.StringJoiner;

/** A line of a dry run: what would be done with one user. */
final class ChangePrinter {
    private ChangePrinter() {}

    static void print(UserWrite write, PrintWriter out) {
        UserChange user = write.change();
        String who = user.row().accountName();
        if (write.failure() != null) {
            out.println("failed   " + who + ": " + write.failure());
            return;
        }
        boolean isMarkAlone = user.isSetBack() && user.changes().isEmpty();
        switch (isMarkAlone ? UserChange.Action.KEEP : user.action()) {
            case IMPORT -> out.println("new      " + who + ": " + changes(user, false));
            case CHANGE ->
                out.println(
                        user.isAdoption()
                                ? "adopt    " + who + ": row id = " + KeyColumn.shown(user.id()) + ", "
                                        + changes(user, true)
                                : "changed  " + who + ": " + changes(user, true));
            case KEEP, FAIL -> {}
        }
        if (user.isSetBack()) {
            printSetBack(user, out);
            return;
        }
        switch (user.action() == UserChange.Action.IMPORT ? user.mark() : user.later()) {
            case DELETE -> out.println("deleted  " + who + ": the account is disabled");
            case RESTORE -> out.println("restored " + who);
            case NONE -> {}
        }
    }

    private static void printSetBack(UserChange user, PrintWriter out) {
        switch (user.mark()) {
            case DELETE ->
                out.println("deleted  " + user.row().accountName() + ": the run had imported the row or restored it");
            case RESTORE -> out.println("restored " + user.row().accountName());
            case NONE -> {}
        }
    }

    static void printMissing(LiveUserRow row, PrintWriter out) {
        out.println("missing  "
                + (row.label() == null ? "" : shown(row.label()) + ": ")
                + "id " + KeyColumn.shown(row.id()) + ", GUID " + shown(row.guid()));
    }

    static void printWaiting(LiveUserRow row, Instant since, Duration left, PrintWriter out) {
        out.println("waiting  "
                + (row.label() == null ? "" : shown(row.label()) + ": ")
                + "id " + KeyColumn.shown(row.id()) + ", GUID " + shown(row.guid())
                + (since == null
                        ? ", noticed as missing now"
                        : ", missing since " + since.truncatedTo(ChronoUnit.SECONDS))
                + ", soft-deleted when it still is in " + GraceWords.left(left));
    }

    private static String changes(UserChange user, boolean withOld) {
        StringJoiner changes = new StringJoiner(", ");
        for (UserChange.Change change : user.changes()) {
            changes.add(change.column() + ": " + (withOld ? shown(change.from()) + " -> " : "") + shown(change.to()));
        }
        // a row whose values are right, but that has no password yet
        return changes.length() == 0 ? "password: none -> a random one" : changes.toString();
    }

    private static String shown(Object value) {
        if (value == null) {
            return "NULL";
        }
        return value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
    }
}
