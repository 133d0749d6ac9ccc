package io.github.ldapimport.directory;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.settings.ConfigurationException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.PartialResultException;
import javax.naming.ReferralException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.DirContext;
import javax.naming.ldap.LdapName;
import org.springframework.ldap.core.LdapTemplate;

/** Questions to the server, other than for users: whether it can be reached, and has what the settings name. Each connects. */
public final class DirectoryProbe {
    // RFC 4511, 4.5.1.8
    private static final String[] NO_ATTRIBUTES = {"1.1"};

    /** The usual object classes of groups (RFC 4519, 3.5 and 3.6; RFC 2307, 4; [MS-ADSC] 2.55). */
    private static final Set<String> GROUP_CLASSES = Set.of(
            "group",
            "groupofnames",
            "groupofuniquenames",
            "groupofmembers",
            "groupofentries",
            "posixgroup",
            "ipausergroup",
            "groupofurls");

    private final Directory directory;
    private final DirectorySettings settings;
    private final LdapTemplate template;

    DirectoryProbe(Directory directory, DirectorySettings settings, LdapTemplate template) {
        this.directory = directory;
        this.settings = settings;
        this.template = template;
    }

    /**
     * Refuses a base that does not exist, attribute names that the directory's schema does not have, those that a global
     * catalogue does not hold, and filters of the settings' own that no entry can match. It connects.
     *
     * @param origins where each name comes from (a setting or an option), for the message
     * @throws ConfigurationException naming what is wrong
     * @throws DirectoryException when the directory cannot be asked
     */
    public Schema requireBaseAndAttributes(Map<String, String> origins) {
        return requireBaseAndAttributes(origins, Map.of(), Optional.empty());
    }

    /**
     * The same, and refuses columns of an attribute that no entry has itself, and a run's filter.
     *
     * @param columns the attributes whose values go into columns, each with its setting's key
     * @param filter the run's own
     */
    public Schema requireBaseAndAttributes(
            Map<String, String> origins, Map<String, String> columns, Optional<Filter> filter) {
        List<Filter> filters = settings.ownFilters();
        filter.ifPresent(filters::add);
        try {
            return template.executeReadOnly(connection -> {
                requireBase(connection);
                SchemaCheck check = new SchemaCheck(directory, connection);
                Schema schema = check.look(origins, columns, filters);
                directory.learn(schema, check.notes());
                return schema;
            });
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at " + settings.base(), directory, e);
        }
    }

    /**
     * Signs in and looks at the base.
     *
     * @throws ConfigurationException when the account or the base is wrong
     * @throws DirectoryException when the directory cannot be asked
     */
    public void requireBase() {
        try {
            template.executeReadOnly(connection -> {
                requireBase(connection);
                return null;
            });
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at " + settings.base(), directory, e);
        }
    }

    /**
     * Whether the account may read an entry; where the server gives every entry a GUID, that one, too.
     *
     * @throws DirectoryException when the directory cannot be asked
     */
    public boolean shows(LdapName entry) {
        try {
            return template.executeReadOnly(connection -> {
                try {
                    Attributes read = connection.getAttributes(
                            entry, new String[] {settings.kind().guidAttribute()});
                    return !GuidAttributes.isOfEveryEntry(directory.guidName()) || read.size() > 0;
                } catch (NameNotFoundException | NoPermissionException e) {
                    return false;
                }
            });
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at " + entry, directory, e);
        }
    }

    /**
     * Whether the account sees an entry of that name, whatever it may read of it.
     *
     * @throws DirectoryException when the directory cannot be asked
     */
    public boolean has(LdapName entry) {
        try {
            return template.executeReadOnly(connection -> {
                try {
                    connection.getAttributes(entry, NO_ATTRIBUTES);
                    return true;
                } catch (NameNotFoundException
                        | NoPermissionException
                        | InvalidNameException
                        | ReferralException
                        | PartialResultException e) {
                    // a name that is none to this server, or that another server holds
                    return false;
                }
            });
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at " + entry, directory, e);
        }
    }

    /**
     * Those of some DNs that may be groups: entries with an object class of groups, and entries of which the account may not know
     * what they are or whether they are there.
     *
     * @throws DirectoryException when the directory cannot be asked
     */
    public Set<String> possibleGroups(Collection<String> dns) {
        try {
            return template.executeReadOnly(connection -> {
                Set<String> groups = new HashSet<>();
                for (String dn : dns) {
                    if (mayBeGroup(connection, dn)) {
                        groups.add(dn);
                    }
                }
                return groups;
            });
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("look at members of groups", directory, e);
        }
    }

    private static boolean mayBeGroup(DirContext connection, String dn) throws NamingException {
        try {
            Attribute classes = connection
                    .getAttributes(new LdapName(dn), new String[] {"objectClass"})
                    .get("objectClass");
            if (classes == null) {
                return true;
            }
            for (int i = 0; i < classes.size(); i++) {
                if (GROUP_CLASSES.contains(String.valueOf(classes.get(i)).toLowerCase(Locale.ROOT))) {
                    return true;
                }
            }
            return false;
        } catch (InvalidNameException e) {
            return false;
        } catch (NameNotFoundException | NoPermissionException | ReferralException | PartialResultException e) {
            // servers answer so for an entry that they hide, too, and for one that another server has
            return true;
        }
    }

    private void requireBase(DirContext connection) throws NamingException {
        try {
            connection.getAttributes(settings.base(), NO_ATTRIBUTES);
        } catch (NameNotFoundException e) {
            List<String> held = RootDse.read(connection).namingContexts();
            throw DirectoryFailures.noBase(directory, held.isEmpty() ? "" : ", it holds " + String.join("; ", held), e);
        }
    }

    /**
     * What the server says of itself. It connects.
     *
     * @throws DirectoryException when it cannot be asked
     */
    public RootDse rootDse() {
        try {
            return template.executeReadOnly(RootDse::read);
        } catch (RuntimeException e) {
            throw DirectoryFailures.explain("connect", directory, e);
        }
    }

    /** What is doubtful about the way this server is asked for many users; nothing where all is well. */
    public Optional<String> pagingNote(RootDse server) {
        boolean offersPages = server.controls().contains(RootDse.PAGED_RESULTS);
        if (settings.searchesInPages() && !offersPages && !server.controls().isEmpty()) {
            return Optional.of("it does not offer paged results (RFC 2696): set "
                    + settings.key(DIRECTORY_PAGED_RESULTS) + "=false");
        }
        if (!settings.searchesInPages() && offersPages) {
            return Optional.of("it offers paged results (RFC 2696), and " + settings.key(DIRECTORY_PAGED_RESULTS)
                    + "=false does without: a server that cuts a long answer off without a word would not be noticed");
        }
        return Optional.empty();
    }
}
