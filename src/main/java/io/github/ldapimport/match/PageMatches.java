package io.github.ldapimport.match;

import io.github.ldapimport.rows.Relinking;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the table has of a page's users, and what directories have to answer before it is known whose a row is: that of another
 * provider, and that of a run that relinks. Takes their answers; not for two threads at once.
 */
public final class PageMatches {
    /** What to do where two providers find a user. */
    public static final String ONE_OF_THE_TWO = "let only one of the two providers find this user (base, filter)";

    private final PageTable page;
    private final List<RowMatch> matches;
    private final Adoption adoption;
    private final List<Relinking.Question> relinkQuestions;
    private int answers;

    PageMatches(PageTable page, List<RowMatch> matches, Adoption adoption) {
        this.page = page;
        this.matches = new ArrayList<>(matches);
        this.adoption = adoption;
        this.relinkQuestions = adoption.questions(matches);
    }

    public PageTable page() {
        return page;
    }

    /** The users whose row is of a domain that another provider imports; it is to be asked whether it still has them. */
    public List<RowMatch> ofNeighbours() {
        return matches.stream()
                .filter(match -> match.isPending() && match.neighbour() != null)
                .toList();
    }

    /** Lets a user have the row, whose provider has the user no more. */
    public void moved(RowMatch match) {
        replace(match, match.moved());
    }

    /**
     * Leaves the row to the provider that imports its domain.
     *
     * @param why that has to be, and what to do
     */
    public void stays(RowMatch match, String why) {
        replace(match, match.failed(stayReason(match, why)));
    }

    /** The same where both providers find the user, as far as it is known. */
    public void staysOfBoth(RowMatch match) {
        stays(match, ONE_OF_THE_TWO);
    }

    /** The same, where the run's own process can ask that provider and this one is not to. */
    public void refuseToAsk(RowMatch match) {
        replace(match, match.refused(stayReason(match, "only the node that runs the import asks the other directory")));
    }

    private static String stayReason(RowMatch match, String why) {
        return "The row with the GUID " + match.user().guid() + " (" + PageTable.ids(List.of(match.row()))
                + ") is of the domain '" + match.row().domain() + "', which the provider " + match.neighbour()
                + " imports: it stays as it is; " + why;
    }

    private void replace(RowMatch match, RowMatch other) {
        matches.replaceAll(each -> each == match ? other : each);
    }

    /** The GUIDs of rows that could get another one, and of users whom the directory must find; they are to be asked for. */
    public List<Relinking.Question> relinkQuestions() {
        return relinkQuestions;
    }

    /** Lets rows be taken over that the directory has no entry for. */
    public void relinkable(Relinking.Question question, Set<String> found) {
        answers++;
        adoption.relinkable(question, found);
    }

    /** How many of the questions about rows to be relinked have no answer. */
    public int openQuestions() {
        return relinkQuestions.size() - answers;
    }

    /** Whose row is whose, in the order of the page. What another provider was not asked about stays as it is. */
    public List<RowMatch> decided() {
        ofNeighbours().forEach(this::staysOfBoth);
        return adoption.adopt(matches);
    }
}
