package io.github.ldapimport.audit;

import io.github.ldapimport.history.KeptRuns;
import io.github.ldapimport.run.Provider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the runs of several providers did. */
public final class Histories {
    private final List<History> all;

    private Histories(List<History> all) {
        this.all = List.copyOf(all);
    }

    /**
     * @param providers by name
     * @throws io.github.ldapimport.settings.ConfigurationException naming the setting that is wrong
     * @throws io.github.ldapimport.sql.DatabaseException when a database does not answer
     */
    public static Histories of(Map<String, Provider> providers) {
        List<History> all = new ArrayList<>();
        providers.forEach((name, provider) -> all.add(History.of(name, provider)));
        return new Histories(all);
    }

    /** That of each provider. */
    public List<History> all() {
        return all;
    }

    /** That which has a run of this id, or changes of one that the table of runs has no more. */
    public Optional<History> ofRun(String runId) {
        if (!KeptRuns.isId(runId)) {
            return Optional.empty();
        }
        Optional<History> known =
                all.stream().filter(each -> each.run(runId).isPresent()).findFirst();
        return known.isPresent()
                ? known
                : all.stream().filter(each -> each.countChangesOfRun(runId) > 0).findFirst();
    }

    /** What a run did, with the provider. */
    public static Iterator<UserLife.Step> stepsOfRun(History history, String runId) {
        var changes = history.changesOfRun(runId, null);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return changes.hasNext();
            }

            @Override
            public UserLife.Step next() {
                return new UserLife.Step(history.providerName(), changes.next());
            }
        };
    }

    /** The users whom a text means. */
    public UserSearch search(String text) {
        UserSearch search = new UserSearch(text);
        all.forEach(search::lookInto);
        return search;
    }

    /** Why there are no runs to show, a sentence each. */
    public List<String> whyNoRuns(String since) {
        List<String> why = reasons(History::whyNoRuns);
        if (why.size() < all.size()) {
            why.add(since == null ? "There was no run yet." : "No run began since " + since + ".");
        }
        return why;
    }

    /** Why no change of a row is there, a sentence each. */
    public List<String> whyNoChanges() {
        return all.stream()
                .map(history -> history.whyNoChanges()
                        .orElse("Provider " + history.providerName() + " keeps changes for " + history.keptFor() + "."))
                .toList();
    }

    /** Says that there is no such run, with those that are next to it. */
    public String noSuchRun(String runId) {
        Set<String> next = new TreeSet<>();
        all.forEach(history -> next.addAll(history.nextTo(runId)));
        List<String> why = reasons(History::whyNoRuns);
        String of = " of provider " + all.stream().map(History::providerName).collect(Collectors.joining(" or "));
        if (next.isEmpty()) {
            return "There is no run '" + runId + "'" + of + ", nor any other"
                    + (why.isEmpty() ? "" : ": " + String.join("; ", why));
        }
        return "There is no run '" + runId + "'" + of + ": the nearest are " + String.join(", ", next)
                + "; ldap-import history lists all";
    }

    /** Says that a text means no user. */
    public String noSuchUser(String text) {
        List<String> why = reasons(History::whyNoChanges);
        return "No row and no kept change has '" + text + "' as account name, name, key, address or GUID"
                + (KeptRuns.isId(text)
                        ? ": it looks like the id of a run, which --run=" + text + " shows"
                        : why.isEmpty() ? "" : ": " + String.join("; ", why));
    }

    private List<String> reasons(Function<History, Optional<String>> reason) {
        return all.stream()
                .flatMap(history -> reason.apply(history).stream())
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
