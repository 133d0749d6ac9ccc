package io.github.ldapimport.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.directory.Schema;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.ldap.NormalForm;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.table.UsersTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * What a provider covers: whom of a directory it takes for the users of a domain. Who is outside is missing.
 *
 * @param table the users table as the database names it
 * @param context the server's naming context that holds the base; empty where the server does not tell
 * @param base a DN, as the settings have it
 * @param filter the kind's user filter and the provider's, as they are sent
 * @param columns by which rows are told apart; null where an earlier release remembered none. They are no part of the {@link #id}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunScope(
        String provider,
        String domain,
        String table,
        String context,
        String base,
        String filter,
        String guidAttribute,
        TableColumns columns) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    public static RunScope of(
            String providerName, String domain, UsersTable table, Directory directory, Schema schema) {
        return new RunScope(
                providerName,
                domain,
                table.identity(),
                schema.namingContextOf(directory.base()),
                directory.base().toString(),
                directory.users().toString(),
                directory.kind().guidAttribute(),
                TableColumns.of(table));
    }

    static RunScope read(String json) {
        try {
            return JSON.readValue(json, RunScope.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A remembered scope cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A scope cannot be written as JSON", e);
        }
    }

    /** The same for every spelling of this scope, and for no other. */
    String id() {
        try {
            String all = String.join(
                    "\n",
                    provider,
                    domain,
                    table,
                    dn(context),
                    dn(base),
                    filter(filter),
                    guidAttribute.toLowerCase(Locale.ROOT));
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isOfDomain(RunScope other) {
        return table.equals(other.table) && domain.equals(other.domain);
    }

    /** Whether it takes the same entries of a directory for users. */
    public boolean findsTheSame(RunScope other) {
        return dn(base).equals(dn(other.base)) && filter(filter).equals(filter(other.filter));
    }

    /** The same of what a provider's directory takes for users now. */
    public boolean findsTheSame(Directory directory) {
        return dn(base).equals(dn(directory.base().toString()))
                && filter(filter).equals(filter(directory.users().toString()));
    }

    /** What differs from an earlier scope, with both values, for a person; other spellings of a value are none. */
    List<String> changesSince(RunScope before) {
        List<String> changes = new ArrayList<>();
        // a server may tell of its contexts or not, as its rights are
        if (!context.isEmpty() && !before.context.isEmpty() && !dn(context).equals(dn(before.context))) {
            changes.add(change("naming context", before.context, context));
        }
        if (!dn(base).equals(dn(before.base))) {
            changes.add(change("base", before.base, base));
        }
        if (!filter(filter).equals(filter(before.filter))) {
            changes.add(change("filter", before.filter, filter));
        }
        if (!guidAttribute.equalsIgnoreCase(before.guidAttribute)) {
            changes.add(change("GUID attribute", before.guidAttribute, guidAttribute));
        }
        if (!domain.equals(before.domain)) {
            changes.add(change("domain", before.domain, domain));
        }
        if (!table.equals(before.table)) {
            changes.add(change("table", before.table, table));
        }
        return changes;
    }

    /** The columns that differ from those of an earlier scope of the same table, with both names. */
    List<String> columnChangesSince(RunScope before) {
        return columns == null || before.columns == null || !table.equals(before.table)
                ? List.of()
                : columns.changesSince(before.columns);
    }

    /** The same scope with other columns. */
    RunScope with(TableColumns others) {
        return new RunScope(provider, domain, table, context, base, filter, guidAttribute, others);
    }

    private static String change(String what, String before, String now) {
        return "the " + what + " was " + before + " and is " + now;
    }

    private static String dn(String text) {
        try {
            return NormalForm.of(new LdapName(text));
        } catch (InvalidNameException e) {
            return text;
        }
    }

    private static String filter(String text) {
        try {
            return NormalForm.of(Filter.parse(text, "a remembered filter"));
        } catch (ConfigurationException e) {
            // another release may know more of filters
            return text;
        }
    }
}
