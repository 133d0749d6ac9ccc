package io.github.ldapimport.table;

import io.github.ldapimport.directory.Guid;
import java.util.List;
import java.util.Map;

/**
 * A row that is not soft-deleted and has a GUID.
 *
 * @param id the row's key
 * @param guid in its stored form
 * @param readings that form, and any other GUID for which the column may hold the same; a user with any of them is the row's
 * @param label what a person knows the row by: the first column of sync-attributes, may be null
 */
public record LiveRow(Object id, String guid, List<String> readings, String label) {
    static final String ID = "row_id";
    static final String GUID = "row_guid";
    static final String DOMAIN = "row_domain";
    static final String LABEL = "row_label";

    static LiveRow of(Map<String, Object> result, GuidColumn guidColumn) {
        Object label = result.get(LABEL);
        String guid = Guid.canonical(guidColumn.text(result.get(GUID)));
        return new LiveRow(result.get(ID), guid, guidColumn.readings(guid), label == null ? null : label.toString());
    }
}
