package io.github.ldapimport.changes;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ldapimport.api.AsciiJson;
import io.github.ldapimport.plan.UserChange;
import io.github.ldapimport.table.SoftDeletePolicy.Mark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run did to one row, as the table of changes has it.
 *
 * <p>No record, because a record's text would tell its values.
 */
public final class KeptChange {
    private static final int MAX_DETAIL = 500_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * A column's value before and after.
     *
     * @param from as {@link KeptValue} has it
     * @param to as {@link KeptValue} has it
     */
    public record Values(JsonNode from, JsonNode to) {
        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return "two values";
        }
    }

    private final String id;
    private final String runId;
    private final String changedAt;
    private final String kind;
    private final String guid;
    private final JsonNode detail;

    /**
     * @param id orders the changes of a run
     * @param changedAt ISO 8601, UTC
     * @param kind the text of a {@link ChangeKind}, or one that a later release knows
     * @param guid the row's GUID after the change, in its stored form; that before it where the row has none any more
     * @param detail what {@link #detail} made
     */
    KeptChange(String id, String runId, String changedAt, String kind, String guid, String detail) {
        this.id = id;
        this.runId = runId;
        this.changedAt = changedAt;
        this.kind = kind;
        this.guid = guid;
        try {
            this.detail = JSON.readTree(detail);
        } catch (JsonProcessingException e) {
            // without its words, which have a piece of the values
            throw new IllegalStateException(
                    "The change " + id + " of run " + runId
                            + " cannot be read: something else has written to the column detail",
                    null);
        }
    }

    /** The part of a change that is one column of the table of changes. */
    static String detail(RowChange change, ChangePolicy policy) {
        String detail = AsciiJson.write(json -> write(json, change, policy, KeptValue.MAX_CHARACTERS));
        // H2 takes a million characters, and a row that cannot be kept must not cost the user
        return detail.length() <= MAX_DETAIL
                ? detail
                : AsciiJson.write(json -> write(json, change, policy, KeptValue.MAX_CHARACTERS_OF_MANY));
    }

    private static void write(JsonGenerator json, RowChange change, ChangePolicy policy, int most) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", change.key());
        json.writeStringField("name", change.name());
        json.writeStringField("account", change.account());
        json.writeStringField("dn", change.dn());
        if (change.mark() != Mark.NONE) {
            json.writeStringField("mark", change.mark().name());
        }
        List<String> notKept = new ArrayList<>();
        json.writeObjectFieldStart("columns");
        for (UserChange.Change column : change.columns()) {
            if (!policy.keeps(column.column())) {
                notKept.add(column.column());
            } else {
                json.writeArrayFieldStart(column.column());
                KeptValue.write(json, column.from(), most);
                KeptValue.write(json, column.to(), most);
                json.writeEndArray();
            }
        }
        json.writeEndObject();
        if (!notKept.isEmpty()) {
            json.writeArrayFieldStart("without");
            for (String name : notKept) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** The texts of a JSON object; empty where it is none. */
    static Map<String, String> texts(String json) {
        Map<String, String> texts = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, JsonNode> each : JSON.readTree(json).properties()) {
                texts.put(each.getKey(), each.getValue().asText());
            }
        } catch (JsonProcessingException e) {
            // what something else wrote there says nothing of settings
            texts.clear();
        }
        return texts;
    }

    public String id() {
        return id;
    }

    public String runId() {
        return runId;
    }

    /** ISO 8601, UTC. */
    public String changedAt() {
        return changedAt;
    }

    /** The text of a {@link ChangeKind}, or one that only a later release knows. */
    public String kind() {
        return kind;
    }

    public boolean is(ChangeKind other) {
        return other.text().equals(kind);
    }

    /** The row's GUID after the change, in its stored form; that before it where the row has none any more. */
    public String guid() {
        return guid;
    }

    /** The row's key as a text; null of a new row whose key the database gave. */
    public String key() {
        return text("key");
    }

    /** The person's name, or what the row's first column holds; may be null. */
    public String name() {
        return text("name");
    }

    /** The login; may be null. */
    public String account() {
        return text("account");
    }

    /** Null of a user whom the directory does not have. */
    public String dn() {
        return text("dn");
    }

    /** The fields of what is kept that are texts, by name. */
    public Map<String, String> texts() {
        return texts(detail.toString());
    }

    /** Another field of what is kept; null where there is none. */
    public String field(String name) {
        return text(name);
    }

    /** What became of the row's soft-delete date. */
    public Mark mark() {
        String mark = text("mark");
        return Arrays.stream(Mark.values())
                .filter(each -> each.name().equals(mark))
                .findFirst()
                .orElse(Mark.NONE);
    }

    private String text(String field) {
        return detail.path(field).textValue();
    }

    /** The columns that got other values, too, but whose values are not kept. */
    public List<String> notKept() {
        List<String> names = new ArrayList<>();
        detail.path("without").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The columns that got other values, in the order in which they were written. */
    public Map<String, Values> columns() {
        Map<String, Values> columns = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : detail.path("columns").properties()) {
            columns.put(
                    each.getKey(),
                    new Values(each.getValue().path(0), each.getValue().path(1)));
        }
        return columns;
    }

    /** What a person knows the user by. */
    public String shown() {
        String label = account() == null ? name() : account();
        return label == null ? guid : label;
    }

    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return kind + " " + guid + " in run " + runId;
    }
}
