package io.github.ldapimport.audit;

import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.changes.KeptChange;
import io.github.ldapimport.store.RunRecord;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs and changes as JSON, in printable ASCII: of the command line and of HTTP alike. */
public final class HistoryJson {
    private HistoryJson() {}

    /** A run, with its summary; what is not known is null. */
    public static String of(RunRecord run) {
        return AsciiJson.write(run);
    }

    /** A change, with the columns that got other values: each an array of the old and the new one, as it is kept. */
    public static String of(String provider, KeptChange change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", change.id());
        fields.put("runId", change.runId());
        fields.put("provider", provider);
        fields.put("changedAt", change.changedAt());
        fields.put("kind", change.kind());
        fields.put("guid", History.guid(change));
        fields.put("key", change.key());
        fields.put("name", change.name());
        fields.put("account", change.account());
        fields.put("dn", change.dn());
        fields.put("mark", change.mark() == Mark.NONE ? null : change.mark().name());
        Map<String, Object> columns = new LinkedHashMap<>();
        change.columns().forEach((name, values) -> columns.put(name, List.of(values.from(), values.to())));
        fields.put("columns", columns);
        return AsciiJson.write(fields);
    }
}
