package io.github.ldapimport.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ldapimport.api.WorkerException;
import io.github.ldapimport.ldap.AccountState;
import io.github.ldapimport.ldap.AttributeAliases;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.RequestedAttributes;
import io.github.ldapimport.search.Page;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A page as it travels to a worker on another node, as JSON (RFC 8259) in UTF-8: what the directory said of its users, and what
 * the run was asked to do. A page is one message.
 *
 * @param version of this form; a worker takes no other
 * @param kind {@value #KIND}: so that nobody can send a page back as its own answer
 * @param page an id that no other page has; the worker's events begin with it
 * @param startedAt when the run began, as ISO 8601: what has expired is seen by its clock, not by those of many workers
 * @param neighbours the domains that other providers import into the table, each with its provider's name
 * @param settings what the run's node makes rows by, see {@link SettingsFingerprint}
 * @param attributes those that the run asked for in place of the settings' ones, or none
 * @param requested what the search asked for, so that a worker, too, can tell an absent attribute from an unknown one
 * @param names the name under which the entries have an attribute, by its other names
 */
record PageRequest(
        int version,
        String kind,
        String page,
        String runId,
        String provider,
        String startedAt,
        Map<String, String> neighbours,
        Map<String, String> settings,
        boolean delete,
        boolean restore,
        boolean log,
        List<String> attributes,
        List<String> requested,
        Map<String, String> names,
        List<Item> entries) {
    static final int VERSION = 3;
    static final String KIND = "page";
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // another version may have more; it is told by its number
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String BYTES = "bytes";

    /**
     * An entry of the page.
     *
     * @param attributes values by name; a text is itself, bytes are an object with their Base64
     * @param repeated what is to be said of it where an earlier entry had its GUID, else null
     * @param state of the account, as the node that runs the import knows it from the directory; null where it matters not
     */
    record Item(String dn, Map<String, List<Object>> attributes, String repeated, AccountState state) {
        static Item of(Entry entry, String repeated, AccountState state) {
            Map<String, List<Object>> attributes = new LinkedHashMap<>();
            entry.allValues()
                    .forEach((name, values) -> attributes.put(
                            name,
                            values.stream()
                                    .map(value -> value instanceof byte[] bytes
                                            ? Map.of(BYTES, Base64.getEncoder().encodeToString(bytes))
                                            : value)
                                    .toList()));
            return new Item(entry.dn(), attributes, repeated, state);
        }

        private Entry entry(RequestedAttributes asked) {
            Map<String, List<Object>> values = new LinkedHashMap<>();
            attributes.forEach((name, its) -> {
                List<Object> list = new ArrayList<>(its.size());
                its.forEach(value -> list.add(value(value)));
                values.put(name, list);
            });
            return new Entry(dn, values, asked);
        }

        private static Object value(Object value) {
            if (value instanceof String) {
                return value;
            } else if (value instanceof Map<?, ?> map && map.get(BYTES) instanceof String base64) {
                return Base64.getDecoder().decode(base64);
            }
            throw new IllegalArgumentException("a value is neither a text nor bytes");
        }

        /** Without the values: they belong in no log. */
        @Override
        public String toString() {
            return dn;
        }
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new IllegalStateException("A page cannot be written as JSON", e);
        }
    }

    /**
     * Reads what another node wrote.
     *
     * @throws WorkerException when it is no page, or one of another version
     */
    static PageRequest read(byte[] json) {
        PageRequest message;
        try {
            message = JSON.readValue(json, PageRequest.class);
        } catch (IOException e) {
            // not as the cause: it quotes what it could not read
            throw new WorkerException(
                    "what arrived is no page of an import (" + e.getClass().getSimpleName() + ")");
        }
        if (message == null || !KIND.equals(message.kind) || message.version != VERSION) {
            throw new WorkerException("what arrived is no page of version " + VERSION
                    + ": run the same version of ldap-import on every node");
        }
        Stream.of(
                        message.page,
                        message.runId,
                        message.provider,
                        message.startedAt,
                        message.neighbours,
                        message.settings,
                        message.attributes,
                        message.requested,
                        message.names,
                        message.entries)
                .forEach(part -> {
                    if (part == null) {
                        throw new WorkerException("what arrived is only a part of a page");
                    }
                });
        return message;
    }

    /**
     * When the run began.
     *
     * @throws WorkerException when that is no time
     */
    Instant start() {
        try {
            return Instant.parse(startedAt);
        } catch (DateTimeParseException e) {
            throw new WorkerException("what arrived does not tell when its run began", e);
        }
    }

    /** The directory's entries, in their order. */
    List<Entry> toEntries() {
        RequestedAttributes asked = new RequestedAttributes(requested, new AttributeAliases(names));
        return new Page(entries.stream().map(item -> item.entry(asked)).toList()).entries();
    }

    /** Without the values: they belong in no log. */
    @Override
    public String toString() {
        return kind + " " + page;
    }
}
