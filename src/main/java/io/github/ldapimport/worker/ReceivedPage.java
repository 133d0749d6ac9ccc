package io.github.ldapimport.worker;

import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.run.ImportRun;
import io.github.ldapimport.search.Page;
import java.util.Map;

/**
 * A page that a worker has taken.
 *
 * @param id the page's; null where it could not be read, such as that of another version
 * @param run the part of the other node's run that is done here
 * @param repeated the entries whose GUID an earlier entry had, too, and what is to be said of each
 */
public record ReceivedPage(String id, ImportRun run, Page page, Map<Entry, String> repeated) {
    /** The id alone: values belong in no log. */
    @Override
    public String toString() {
        return String.valueOf(id);
    }
}
