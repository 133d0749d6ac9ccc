package io.github.ldapimport.request;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Lists;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.settings.TypedText;
import io.github.ldapimport.settings.WholeNumber;
import io.github.ldapimport.table.SoftDeletePolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a caller asked for.
 *
 * @param user the one user to import, as a person names them
 * @param filter AND-ed with the provider's
 * @param attributes to request; empty means those that the settings name
 * @param chunk page size in place of the setting
 * @param delete soft-delete the rows of users whose account is disabled
 * @param restore restore the soft-deleted rows of users whose account is enabled
 * @param deleteMissing soft-delete the rows of users whom the directory does not have
 * @param maxMissing how many of them at most
 * @param maxDisabled how many rows {@code delete} may soft-delete
 * @param maxRestored how many rows {@code restore} may bring back
 * @param maxEmptied how many values of one column may be emptied
 * @param maxChanged how many rows may get other values
 * @param maxUndone how many rows may be set back to what they were before a run
 * @param maxRemoved how many memberships may be removed
 * @param scopeChanged whether missing users may be deleted though what the provider covers has changed
 * @param relink whether rows whose GUID the directory does not have may be found by the pairs of sync-existing
 * @param minUsers how many users the directory must find before anything is written
 * @param dryRun plan everything, write nothing, send no events
 * @param log write a log line for each user
 * @param keep whether a dry run is kept as a plan
 * @param plan the dry run whose plan is carried out: no other change is made
 */
public record ImportRequest(
        Optional<String> user,
        Optional<Filter> filter,
        List<String> attributes,
        Optional<Integer> chunk,
        boolean delete,
        boolean restore,
        boolean deleteMissing,
        Limit maxMissing,
        Limit maxDisabled,
        Limit maxRestored,
        Limit maxEmptied,
        Limit maxChanged,
        Limit maxUndone,
        Limit maxRemoved,
        boolean scopeChanged,
        boolean relink,
        int minUsers,
        boolean dryRun,
        boolean log,
        boolean keep,
        Optional<String> plan) {
    /** What a limit is that neither the settings nor the request give. */
    private static final Map<Setting, String> DEFAULTS = Map.of(
            Setting.MAX_MISSING, "50%",
            Setting.MAX_DISABLED, "50%",
            Setting.MAX_RESTORED, "50%",
            Setting.MAX_EMPTIED, "50%",
            Setting.MAX_CHANGED, "100%",
            Setting.MAX_UNDONE, "50%",
            Setting.MAX_REMOVED, "50%");

    /** Whom the run is for. */
    public Scope scope() {
        return Scope.of(this);
    }

    /** What becomes of the soft-delete dates of users who are found. */
    public SoftDeletePolicy softDeletes() {
        return new SoftDeletePolicy(delete, restore);
    }

    /**
     * Reads the headers of a message; what they leave open the provider's settings say.
     *
     * @throws ConfigurationException naming the header that is wrong; one of ours that is unknown is a slip, too
     */
    public static ImportRequest of(Map<String, Object> headers, Settings settings) {
        Map<String, String> ours = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (name.regionMatches(true, 0, Headers.PREFIX, 0, Headers.PREFIX.length())) {
                boolean known = Headers.OF_A_REQUEST.stream().anyMatch(name::equalsIgnoreCase);
                boolean ofAnEvent = Headers.OF_AN_EVENT.stream().anyMatch(name::equalsIgnoreCase);
                if (!known && !ofAnEvent) {
                    throw new ConfigurationException("The header " + name + " is unknown: use "
                            + String.join(
                                    ", ", Headers.OF_A_REQUEST.stream().sorted().toList()));
                }
                if (known) {
                    String text = requireText(name, value);
                    TypedText.require("The header " + name, text, kind(name));
                    ours.put(name, text);
                }
            }
        });
        if (ours.containsKey(Headers.ATTRIBUTES)
                && Lists.commaSeparated(ours.get(Headers.ATTRIBUTES)).isEmpty()) {
            throw new ConfigurationException("The option --attributes (" + Headers.ATTRIBUTES
                    + ") names no attribute: give some or leave it out");
        }
        ImportRequest request = new ImportRequest(
                Optional.ofNullable(ours.get(Headers.USER)),
                Optional.ofNullable(ours.get(Headers.FILTER)).map(text -> Filter.parse(text, "--filter")),
                Lists.commaSeparated(ours.getOrDefault(Headers.ATTRIBUTES, "")),
                Optional.ofNullable(ours.get(Headers.CHUNK)).map(ImportRequest::chunk),
                flag(ours, Headers.DELETE, settings.flag(Setting.DELETE)),
                flag(ours, Headers.RESTORE, settings.flag(Setting.RESTORE)),
                flag(ours, Headers.DELETE_MISSING, settings.flag(Setting.DELETE_MISSING)),
                limit(ours, Headers.MAX_MISSING, settings, Setting.MAX_MISSING),
                limit(ours, Headers.MAX_DISABLED, settings, Setting.MAX_DISABLED),
                limit(ours, Headers.MAX_RESTORED, settings, Setting.MAX_RESTORED),
                limit(ours, Headers.MAX_EMPTIED, settings, Setting.MAX_EMPTIED),
                limit(ours, Headers.MAX_CHANGED, settings, Setting.MAX_CHANGED),
                limit(ours, Headers.MAX_UNDONE, settings, Setting.MAX_UNDONE),
                limit(ours, Headers.MAX_REMOVED, settings, Setting.MAX_REMOVED),
                flag(ours, Headers.SCOPE_CHANGED, false),
                flag(ours, Headers.RELINK, false),
                minUsers(ours, settings),
                flag(ours, Headers.DRY_RUN, false),
                flag(ours, Headers.LOG, true),
                flag(ours, Headers.KEEP, false),
                Optional.ofNullable(ours.get(Headers.PLAN)));
        request.requirePlanOrDryRun();
        return request;
    }

    private void requirePlanOrDryRun() {
        if (keep && !dryRun) {
            throw new ConfigurationException("The option --keep (" + Headers.KEEP
                    + ") keeps a dry run as a plan: give --dry-run (" + Headers.DRY_RUN + "), too, or leave it out");
        } else if (dryRun && plan.isPresent()) {
            throw new ConfigurationException("The option --plan (" + Headers.PLAN
                    + ") carries a dry run out, and --dry-run (" + Headers.DRY_RUN
                    + ") writes nothing: leave one of them out; ldap-import history --run=" + plan.get()
                    + " shows the plan");
        }
    }

    /** The options that say who is imported and what is done, by name: those of a plan and of the run that carries it out are the same. */
    public Map<String, String> choices() {
        Map<String, String> choices = new LinkedHashMap<>();
        choices.put("USER", user.orElse(""));
        choices.put("--filter", filter.map(Filter::toString).orElse(""));
        choices.put("--attributes", String.join(",", attributes));
        choices.put("--delete", String.valueOf(delete));
        choices.put("--restore", String.valueOf(restore));
        choices.put("--delete-missing", String.valueOf(deleteMissing));
        choices.put("--scope-changed", String.valueOf(scopeChanged));
        choices.put("--relink", String.valueOf(relink));
        return choices;
    }

    /** Whether a header asks for a dry run, or may be meant to: then nothing is told, whatever is wrong with the request. */
    public static boolean asksForDryRun(Object header) {
        return header != null && !header.toString().strip().equalsIgnoreCase("false");
    }

    /** An expression that came to nothing, such as a header that is not there, must not widen the run to all users. */
    private static String requireText(String name, Object value) {
        boolean isEmpty = value == null || value.toString().isBlank();
        if (isEmpty || !(value instanceof CharSequence || value instanceof Number || value instanceof Boolean)) {
            throw new ConfigurationException("The header " + name + " is "
                    + (isEmpty ? "empty" : "a " + value.getClass().getSimpleName() + ", which is no text")
                    + ": give a value or leave it out");
        }
        return value.toString().strip();
    }

    /**
     * Refuses to look for rows by pairs that there are not.
     *
     * @throws ConfigurationException naming the setting
     */
    public void requirePairs(Settings settings) {
        if (relink && settings.text(Setting.USERS_SYNC_EXISTING).isEmpty()) {
            throw new ConfigurationException("The option --relink (" + Headers.RELINK + ") finds rows by "
                    + settings.key(Setting.USERS_SYNC_EXISTING) + ", which is empty: set it, such as to"
                    + " email=mail, or leave the option out");
        }
    }

    /** What is left of a request for the worker who saves a page of it. */
    public static ImportRequest ofPage(List<String> attributes, boolean delete, boolean restore, boolean log) {
        return new ImportRequest(
                Optional.empty(),
                Optional.empty(),
                attributes,
                Optional.empty(),
                delete,
                restore,
                false,
                Limit.NONE,
                Limit.NONE,
                Limit.NONE,
                Limit.NONE,
                Limit.NONE,
                Limit.NONE,
                Limit.NONE,
                false,
                false,
                0,
                false,
                log,
                false,
                Optional.empty());
    }

    private static int chunk(String text) {
        return WholeNumber.parse(text, 1, 100_000)
                .orElseThrow(() -> new ConfigurationException("The option --chunk (" + Headers.CHUNK + ") is '" + text
                        + "': give a whole number from 1 to 100000"));
    }

    private static Limit limit(Map<String, String> headers, String header, Settings settings, Setting setting) {
        // read in any case, so that a slip in the setting shows at once
        Limit ofSettings = Limit.of(settings.text(setting), settings.key(setting), DEFAULTS.get(setting));
        return headers.containsKey(header)
                ? Limit.parse(headers.get(header), "The option --" + setting.key() + " (" + header + ")")
                : ofSettings;
    }

    private static int minUsers(Map<String, String> headers, Settings settings) {
        int setting = settings.number(Setting.MIN_USERS, 0, Integer.MAX_VALUE);
        String text = headers.get(Headers.MIN_USERS);
        if (text == null) {
            return setting;
        }
        return WholeNumber.parse(text, 0, Integer.MAX_VALUE)
                .orElseThrow(() -> new ConfigurationException("The option --min-users (" + Headers.MIN_USERS + ") is '"
                        + text + "': give a whole number from 0"));
    }

    private static TypedText.Kind kind(String header) {
        return header.equalsIgnoreCase(Headers.FILTER)
                ? TypedText.Kind.FILTER
                : header.equalsIgnoreCase(Headers.ATTRIBUTES) ? TypedText.Kind.LIST : TypedText.Kind.VALUE;
    }

    private static boolean flag(Map<String, String> headers, String name, boolean otherwise) {
        String text = headers.get(name);
        if (text == null) {
            return otherwise;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ConfigurationException("The header " + name + " is '" + text + "': give true or false");
        };
    }
}
