package io.github.ldapimport.cli;

import io.github.ldapimport.api.Headers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a person asks of an import on the command line. */
final class ImportOptions {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PROVIDER",
            description = "Which directory; several with commas between, or all. Default: ldap")
    private String providers;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "USER",
            description = "Import this one user, named by login, name or address.")
    private String user;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "F",
            description = "An LDAP filter, in addition to the provider's.")
    private String filter;

    @Option(
            names = {"-a", "--attributes"},
            paramLabel = "A,B",
            description = "Request these attributes only; columns that need others are left as they are.")
    private String attributes;

    @Option(
            names = {"-d", "--delete"},
            negatable = true,
            description = "Soft-delete the rows of users whose account is disabled.")
    private Boolean delete;

    @Option(
            names = {"-r", "--restore"},
            negatable = true,
            description = "Restore the soft-deleted rows of users whose account is enabled.")
    private Boolean restore;

    @Option(
            names = "--delete-missing",
            negatable = true,
            description = "Soft-delete the rows of users whom the directory does not have. Not for a single user.")
    private Boolean deleteMissing;

    @Option(
            names = "--max-missing",
            paramLabel = "N|N%",
            description = "Refuse to soft-delete more missing users than this number, or share of the live rows.")
    private String maxMissing;

    @Option(
            names = "--max-disabled",
            paramLabel = "N|N%",
            description =
                    "Refuse to soft-delete more rows of disabled accounts than this number, or share of the live rows.")
    private String maxDisabled;

    @Option(
            names = "--max-restored",
            paramLabel = "N|N%",
            description = "Refuse to restore more rows than this number, or share of the domain's rows.")
    private String maxRestored;

    @Option(
            names = "--max-emptied",
            paramLabel = "N|N%",
            description = "Refuse to empty more values of a column than this number, or share of those it holds.")
    private String maxEmptied;

    @Option(
            names = "--max-changed",
            paramLabel = "N|N%",
            description = "Refuse to give more rows other values than this number, or share of the domain's rows.")
    private String maxChanged;

    @Option(
            names = "--max-removed",
            paramLabel = "N|N%",
            description =
                    "Refuse to remove more memberships of groups than this number, or share of those the import made.")
    private String maxRemoved;

    @Option(
            names = "--scope-changed",
            description =
                    "Delete missing users though base, filters, GUIDs, domain or table are not those of the last run,"
                            + " and take over rows of a domain that no provider imports.")
    private boolean scopeChanged;

    @Option(
            names = "--relink",
            description =
                    "Find rows whose GUID the directory does not have by sync-existing, and give them the new one.")
    private boolean relink;

    @Option(
            names = "--min-users",
            paramLabel = "N",
            description = "Refuse to write anything when the directory finds fewer users.")
    private String minUsers;

    @Option(names = "--chunk", paramLabel = "N", description = "Users in a page, in place of the setting.")
    private String chunk;

    @Option(names = "--dry-run", description = "Show what would be done; write nothing, send no events.")
    private boolean dryRun;

    @Option(names = "--keep", description = "Keep the dry run as a plan, which --plan carries out.")
    private boolean keep;

    @Option(
            names = "--plan",
            paramLabel = "RUN",
            description = "Do exactly what a dry run with --keep showed, where rows and entries are still the same.")
    private String plan;

    @Option(names = "--no-log", description = "No log lines of the import.")
    private boolean noLog;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** As they were named; null where they were not. */
    String providers() {
        return providers;
    }

    /** The one user; null where none was named. */
    String user() {
        return user;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isSilent() {
        return noLog;
    }

    /** An empty shell variable must not widen the import to everybody. */
    void refuseEmpty() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("PROVIDER", providers);
        given.put("USER", user);
        given.put("--filter", filter);
        given.put("--attributes", attributes);
        given.put("--max-missing", maxMissing);
        given.put("--max-disabled", maxDisabled);
        given.put("--max-restored", maxRestored);
        given.put("--max-emptied", maxEmptied);
        given.put("--max-changed", maxChanged);
        given.put("--max-removed", maxRemoved);
        given.put("--min-users", minUsers);
        given.put("--chunk", chunk);
        given.put("--plan", plan);
        given.forEach((name, value) -> {
            if (value != null && value.replace(',', ' ').isBlank()) {
                throw new ParameterException(command.commandLine(), name + " is empty: give a value or leave it out");
            }
        });
    }

    /** The same as a route would ask, for one of the providers. */
    Map<String, Object> headers(String provider) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(Headers.PROVIDER, provider);
        headers.put(Headers.USER, user);
        headers.put(Headers.FILTER, filter);
        headers.put(Headers.ATTRIBUTES, attributes);
        headers.put(Headers.DELETE, delete);
        headers.put(Headers.RESTORE, restore);
        headers.put(Headers.DELETE_MISSING, deleteMissing);
        headers.put(Headers.MAX_MISSING, maxMissing);
        headers.put(Headers.MAX_DISABLED, maxDisabled);
        headers.put(Headers.MAX_RESTORED, maxRestored);
        headers.put(Headers.MAX_EMPTIED, maxEmptied);
        headers.put(Headers.MAX_CHANGED, maxChanged);
        headers.put(Headers.MAX_REMOVED, maxRemoved);
        headers.put(Headers.SCOPE_CHANGED, scopeChanged);
        headers.put(Headers.RELINK, relink);
        headers.put(Headers.MIN_USERS, minUsers);
        headers.put(Headers.CHUNK, chunk);
        headers.put(Headers.DRY_RUN, dryRun);
        headers.put(Headers.LOG, !noLog);
        headers.put(Headers.KEEP, keep);
        headers.put(Headers.PLAN, plan);
        headers.values().removeIf(Objects::isNull);
        return headers;
    }
}
