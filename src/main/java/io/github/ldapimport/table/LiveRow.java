package io.github.ldapimport.table;

import io.github.ldapimport.directory.Guid;
import java.util.Map;

/**
 * A row that is not soft-deleted and has a GUID.
 *
 * @param id the row's key
 * @param guid in its stored form
 * @param label what a person knows the row by: the first column of sync-attributes, may be null
 */
public record LiveRow(Object id, String guid, String label) {
    static final String ID = "row_id";
    static final String GUID = "row_guid";
    static final String DOMAIN = "row_domain";
    static final String LABEL = "row_label";
    static final String COUNT = "row_count";

    static LiveRow of(Map<String, Object> result) {
        Object label = result.get(LABEL);
        return new LiveRow(
                result.get(ID), Guid.canonical(result.get(GUID).toString()), label == null ? null : label.toString());
    }
}
