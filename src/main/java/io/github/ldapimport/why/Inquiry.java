package io.github.ldapimport.why;

import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.plan.UserWrite;
import io.github.ldapimport.run.RunListener;
import io.github.ldapimport.why.Facts.Part;
import io.github.ldapimport.why.Facts.Row;
import io.github.ldapimport.why.Facts.Trial;
import java.util.ArrayList;
import java.util.List;

/** What the steps of the route ldap-import-why find out about one name, as the exchange carries it. Not for several threads. */
public final class Inquiry {
    /** The exchange variable that holds it. */
    public static final String VARIABLE = "ldapImportWhy";

    private final String provider;
    private final String name;
    private final Listener listener = new Listener();

    // in the order of the steps
    EntryLookup.Found found = EntryLookup.Found.NONE;
    List<String> beyond = new ArrayList<>();
    List<String> notSearched = new ArrayList<>();
    boolean isBelowBase;
    List<Part> parts = List.of();
    String noGuid;
    AccountState account = AccountState.UNKNOWN;
    List<String> accountValues = List.of();
    Trial trial;
    List<Row> rows = List.of();
    boolean moreRows;
    List<Row> namesakes = List.of();
    List<WhyAnswer.ColumnShown> columns = List.of();

    Inquiry(String provider, String name) {
        this.provider = provider;
        this.name = name;
    }

    String provider() {
        return provider;
    }

    String name() {
        return name;
    }

    Listener listener() {
        return listener;
    }

    /** The one entry, or null. */
    Entry entry() {
        return found.entries().size() == 1 ? found.entries().get(0) : null;
    }

    /** Whether the one entry is below the base, so that filters can be asked of it. */
    public boolean isInside() {
        return entry() != null && isBelowBase;
    }

    /** Whether the provider's search finds the one entry, and knows it by a GUID: then a dry run tells the rest. */
    public boolean isUser() {
        return isInside() && noGuid == null && parts.stream().allMatch(Part::matches);
    }

    /** The name of the provider: what was asked, and what was found, belongs in no log. */
    @Override
    public String toString() {
        return provider;
    }

    /** Hears what a dry run does with the user. */
    static final class Listener implements RunListener {
        private UserWrite saved;
        private boolean isLeftOut;

        @Override
        public synchronized void saved(List<UserWrite> users) {
            saved = users.isEmpty() ? saved : users.get(0);
        }

        @Override
        public synchronized void leftOut(List<String> dns) {
            isLeftOut |= !dns.isEmpty();
        }

        @Override
        public boolean showsPlan() {
            return true;
        }

        @Override
        public boolean tellsOutcome() {
            return true;
        }

        /** What would be written, or null. */
        synchronized UserWrite saved() {
            return saved;
        }

        synchronized boolean isLeftOut() {
            return isLeftOut;
        }
    }
}
