package io.github.ldapimport.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.api.ImportSummary;
import java.util.List;
import java.util.Map;

/**
 * Something that happened. As JSON it is one object; what an event does not have is left out.
 *
 * @param kind which event
 * @param eventId the same whenever the event is sent again
 * @param at ISO 8601, UTC
 * @param user whom it is about, for events of one user
 * @param group whose members changed, for MembersAdded and MembersRemoved
 * @param ids keys of the rows, for MissingNoticed and DeletedMissing; those of the users, for MembersAdded and MembersRemoved
 * @param guids the GUIDs of those rows, in the same order
 * @param names what a person knows the rows by, in the same order; null for a row that has nothing there
 * @param accountNames the account names of the rows, the same; absent where no column holds them
 * @param summary what the run did, for Completed, Refused and Failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder("event")
public record Event(
        @JsonIgnore EventKind kind,
        String eventId,
        String runId,
        String provider,
        String domain,
        String table,
        String at,
        User user,
        Group group,
        List<Object> ids,
        List<String> guids,
        List<String> names,
        List<String> accountNames,
        ImportSummary summary) {
    String json() {
        return AsciiJson.write(this);
    }

    @JsonProperty("event")
    public String name() {
        return kind.wireName();
    }

    /**
     * The group of an event.
     *
     * @param id key of the row
     * @param dn absent of a group that the directory does not have
     * @param name what a person knows the group by
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(Object id, String guid, String dn, String name) {
        /** The group as messages name it. */
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * The user of an event.
     *
     * @param id key of the row; absent of a new row, unless the import makes its key
     * @param row the columns that sync-attributes wrote or would write; never the password
     * @param changed the columns that change, for rows that were there before
     * @param message why the import failed, for ImportFailed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record User(
            Object id,
            String guid,
            String dn,
            String name,
            String accountName,
            Map<String, Object> row,
            List<String> changed,
            String message) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return dn;
        }
    }

    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return kind + " " + eventId;
    }
}
