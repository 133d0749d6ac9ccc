package io.github.ldapimport.mapping;

import static io.github.ldapimport.settings.Setting.USERS_INSERT_ATTRIBUTES;
import static io.github.ldapimport.settings.Setting.USERS_SYNC_ATTRIBUTES;
import static io.github.ldapimport.settings.Setting.USERS_SYNC_EXISTING;

import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.AccountStates;
import io.github.ldapimport.ldap.AttributeNotRequestedException;
import io.github.ldapimport.ldap.Entry;
import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Turns an entry into a row, as the settings sync-attributes and sync-existing say. */
public final class EntryMapping {
    /** Who has more values than that is known by none of them. */
    private static final int MAX_EXISTING_KEYS = 64;

    private final TableSettings settings;
    private final Set<String> readByExpressions = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param ofHandlers the attributes that beans and steps may read */
    public EntryMapping(TableSettings settings, Collection<String> ofHandlers) {
        this.settings = settings;
        settings.syncAttributes().stream()
                .map(ColumnSource::source)
                .filter(source -> !source.isAttribute())
                .forEach(source -> readByExpressions.addAll(source.attributes()));
        readByExpressions.addAll(ofHandlers);
    }

    /** The attributes that the settings name, each with the setting it comes from. */
    public Map<String, String> attributes() {
        Map<String, String> origins = new LinkedHashMap<>();
        settings.syncExisting().forEach(pair -> pair.source()
                .attributes()
                .forEach(attribute -> origins.put(attribute, settings.key(USERS_SYNC_EXISTING))));
        settings.insertAttributes().forEach(pair -> pair.source()
                .attributes()
                .forEach(attribute -> origins.put(attribute, settings.key(USERS_INSERT_ATTRIBUTES))));
        settings.syncAttributes().forEach(pair -> pair.source()
                .attributes()
                .forEach(attribute -> origins.put(attribute, settings.key(USERS_SYNC_ATTRIBUTES))));
        return origins;
    }

    /**
     * Maps the entry in the exchange's body.
     *
     * @param narrowed whether the run asked for fewer attributes than the settings name; a column whose attribute was not
     *     asked for is then left as it is, since nobody knows its value
     * @param accountStates tell the account's state; empty where the entry was not asked for the attributes that tell it
     * @throws IllegalArgumentException when the entry has no GUID: without one nobody could find its row again
     */
    public MappedUser map(
            Exchange exchange,
            Entry entry,
            Directory directory,
            boolean narrowed,
            Optional<AccountStates> accountStates) {
        String guid = directory.guid(entry);
        if (guid == null) {
            throw new IllegalArgumentException(directory.whyNoGuid(entry));
        }
        MappedUser row = new MappedUser(guid, entry.dn(), directory.displayName(entry), directory.accountName(entry));
        for (ColumnSource pair : settings.syncAttributes()) {
            try {
                List<Object> values = pair.source().values(exchange, entry);
                if (values.isEmpty() && pair.source().leavesAsItIs()) {
                    continue;
                }
                if (values.size() > 1) {
                    row.withAnyOf(pair.column(), values);
                } else {
                    row.withMapped(pair.column(), values.isEmpty() ? null : values.get(0));
                }
            } catch (RuntimeException e) {
                if (!narrowed || !isNotRequested(e)) {
                    throw explain(pair, e);
                }
            }
        }
        for (ColumnSource pair : settings.insertAttributes()) {
            insert(row, pair, exchange, entry, narrowed);
        }
        row.setExistingKeys(existingKeys(exchange, entry, narrowed));
        row.setNotShown(notShown(entry));
        if (accountStates.isPresent()) {
            row.setAccountState(accountStates.get().of(entry));
        }
        return row;
    }

    /** A value for a new row that cannot be made does not fail a user who has a row. */
    private static void insert(MappedUser row, ColumnSource pair, Exchange exchange, Entry entry, boolean narrowed) {
        try {
            List<Object> values = pair.source().values(exchange, entry);
            if (!values.isEmpty() || !pair.source().leavesAsItIs()) {
                row.withInserted(pair.column(), values.isEmpty() ? null : values.get(0));
            }
        } catch (RuntimeException e) {
            if (!narrowed || !isNotRequested(e)) {
                row.failInserted(pair.column(), explain(pair, e).getMessage());
            }
        }
    }

    private Set<String> notShown(Entry entry) {
        Set<String> notShown = Set.of();
        for (String attribute : readByExpressions) {
            if (!entry.shows(attribute)) {
                notShown = notShown.isEmpty() ? new TreeSet<>(String.CASE_INSENSITIVE_ORDER) : notShown;
                notShown.add(attribute);
            }
        }
        return notShown;
    }

    /**
     * The ways to know a user's row by sync-existing; none where a pair has no value.
     *
     * @param exchange has the entry as its body
     * @throws IllegalArgumentException when an expression or a bean fails
     */
    public List<List<Object>> existingKeys(Exchange exchange, Entry entry) {
        return existingKeys(exchange, entry, false);
    }

    /**
     * One value for each pair, in each way there is; none at all where a pair has no value, because an empty value would match
     * strangers.
     */
    private List<List<Object>> existingKeys(Exchange exchange, Entry entry, boolean narrowed) {
        if (settings.syncExisting().isEmpty()) {
            return List.of();
        }
        List<List<Object>> keys = List.of(List.of());
        for (ColumnSource pair : settings.syncExisting()) {
            try {
                List<Object> values = pair.source().identifyingValues(exchange, entry).stream()
                        .filter(value -> !(value instanceof String text && text.isBlank()))
                        .toList();
                if (values.isEmpty() || keys.size() * values.size() > MAX_EXISTING_KEYS) {
                    return List.of();
                }
                keys = keys.stream()
                        .flatMap(key -> values.stream().map(value -> Stream.concat(key.stream(), Stream.of(value))
                                .toList()))
                        .toList();
            } catch (RuntimeException e) {
                if (!narrowed || !isNotRequested(e)) {
                    throw explain(pair, e);
                }
                return List.of();
            }
        }
        return keys;
    }

    /** Says which column it was, and then what the entry or a handler said below Camel's own words. */
    private static IllegalArgumentException explain(ColumnSource pair, RuntimeException failure) {
        Throwable said = failure;
        while (said.getCause() != null
                && (said.getClass().getName().startsWith("org.apache.camel.")
                        || said instanceof InvocationTargetException)) {
            said = said.getCause();
        }
        String words = said.getMessage() == null ? said.toString() : said.getMessage();
        IllegalArgumentException explained = new IllegalArgumentException("column " + pair.column() + ": " + words);
        // not as the cause: messages are taken from the innermost
        explained.addSuppressed(failure);
        return explained;
    }

    private static boolean isNotRequested(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AttributeNotRequestedException) {
                return true;
            }
        }
        return false;
    }
}
