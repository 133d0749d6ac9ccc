package io.github.ldapimport.app;

import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.settings.Setting;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.IOHelper;

/** The names that classes and settings of the bundle had before, as a user's own copy of a route file may have them. */
final class FormerNames {
    private static final String ROOT = "io.github.ldapimport.";

    /** A placeholder or a function of Simple that reads a setting, also by way of the environment or a system property. */
    private static final Pattern SETTING =
            Pattern.compile("(?:\\{\\{|\\$\\{properties(?:Exist)?:)[\\s?!]*(?:env:|sys:)?([A-Za-z._-]+)\\s*(?=[:}])");

    private static final Pattern CLASS = Pattern.compile("io\\.github\\.ldapimport\\.([a-z]+\\.[A-Z]\\w*)");

    static final Map<String, String> NOW = Map.ofEntries(
            Map.entry("run.Accounts", "step.Accounts"),
            Map.entry("run.AddTallies", "step.PageResultAggregation"),
            Map.entry("run.EntryMapper", "step.EntryMapper"),
            Map.entry("run.GatherRows", "step.MappedPageAggregation"),
            Map.entry("run.HandedPages", "worker.PageDispatcher"),
            Map.entry("run.InTransaction", "step.TransactionPolicy"),
            Map.entry("run.Known", "step.Known"),
            Map.entry("run.Limits", "step.Limits"),
            Map.entry("run.ListUsers", "step.ListUsers"),
            Map.entry("run.Missing", "step.MissingSteps"),
            Map.entry("run.Neighbours", "step.Neighbours"),
            Map.entry("run.PageWorker", "worker.PageWorker"),
            Map.entry("run.Pages", "step.Pages"),
            Map.entry("run.Relink", "step.Relink"),
            Map.entry("run.Scopes", "step.Scopes"),
            Map.entry("run.Searches", "step.Searches"),
            Map.entry("run.SharedGuids", "step.SharedGuids"),
            Map.entry("run.KameletOptions", "api.KameletOptions"),
            Map.entry("table.BoundInOrder", "sql.PositionalBinder"),
            Map.entry("table.Database", "sql.Database"),
            Map.entry("table.NoDatabase", "sql.NoDataSource"),
            Map.entry("table.RowsByLabel", "sql.LabelRowMapperFactory"),
            Map.entry("trigger.HttpTrigger", "web.HttpTrigger"),
            Map.entry("directory.Entry", "ldap.Entry"),
            Map.entry("table.Row", "mapping.MappedUser"));

    private FormerNames() {}

    /**
     * Refuses a file that names classes or settings by the names that they had before: a placeholder of such a setting would be its
     * default, whatever is set.
     *
     * @param file for the message
     * @throws ConfigurationException with each such name and the present one
     */
    static void refuse(String file, String text) {
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = CLASS.matcher(text);
        while (matcher.find()) {
            String now = NOW.get(matcher.group(1));
            if (now != null) {
                found.put(ROOT + matcher.group(1), ROOT + now);
            }
        }
        Matcher placeholder = SETTING.matcher(text);
        while (placeholder.find()) {
            Setting.FORMER_KEYS.forEach((before, now) -> {
                boolean isVariable = placeholder.group(1).equals(IOHelper.normalizeEnvironmentVariable(before));
                if (isVariable || placeholder.group(1).equals(before)) {
                    found.put(
                            "{{" + placeholder.group(1) + "}}",
                            "{{" + (isVariable ? IOHelper.normalizeEnvironmentVariable(now) : now) + "}}");
                }
            });
        }
        if (!found.isEmpty()) {
            StringBuilder changes = new StringBuilder();
            found.forEach((before, now) ->
                    changes.append("; ").append(now).append(" in place of ").append(before));
            throw new ConfigurationException(
                    file + " was made for an earlier version, and has names that are others now: write "
                            + changes.substring(2) + "; or compare the file with the one that came with this version");
        }
    }
}
