package io.github.ldapimport.missing;

import io.github.ldapimport.dialect.KeyColumn;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.rows.LiveUserRow;
import java.util.ArrayList;
import java.util.List;

/** Live rows whose GUID the directory cannot have given: how many, and a few of them by name. Not for two threads at once. */
public final class UnknownRows {
    private static final int MAX_EXAMPLES = 3;

    private final List<String> examples = new ArrayList<>(MAX_EXAMPLES);
    private long count;

    public void add(LiveUserRow row) {
        count++;
        if (examples.size() < MAX_EXAMPLES) {
            examples.add("id = " + KeyColumn.shown(row.id()) + " with " + Entry.shown(row.stored()));
        }
    }

    public long count() {
        return count;
    }

    /**
     * What a person should know of them, and what to do.
     *
     * @param attribute the directory's attribute for GUIDs
     */
    public String words(String domain, String attribute) {
        return count + " live row" + (count == 1 ? "" : "s") + " of domain " + domain + " hold"
                + (count == 1 ? "s" : "")
                + " as GUID what no " + attribute + " can be, such as " + String.join(", ", examples)
                + ": nobody can tell whether their users are there, so they are never taken for missing; set the right GUID,"
                + " or empty it, and sync-existing finds them";
    }
}
