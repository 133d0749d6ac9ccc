package io.github.ldapimport.model;

import io.github.ldapimport.testing.DirectoryFault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A directory, a table, and one run.
 *
 * @param fault what goes wrong in the directory, or null
 */
record ModelCase(Setup setup, List<User> users, List<Row> rows, Options options, DirectoryFault fault) {
    ModelCase withUsers(List<User> other) {
        return new ModelCase(setup, other, rows, options, fault);
    }

    ModelCase withRows(List<Row> other) {
        return new ModelCase(setup, users, other, options, fault);
    }

    ModelCase withOptions(Options other) {
        return new ModelCase(setup, users, rows, other, fault);
    }

    ModelCase withFault(DirectoryFault other) {
        return new ModelCase(setup, users, rows, options, other);
    }

    ModelCase withSetup(Setup other) {
        return new ModelCase(other, users, rows, options, fault);
    }

    String toLdif() {
        return """
                dn: dc=example,dc=com
                objectClass: top
                objectClass: domain
                dc: example

                dn: ou=people,dc=example,dc=com
                objectClass: top
                objectClass: organizationalUnit
                ou: people
                """ + users.stream().map(user -> "\n" + user.toLdif()).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        List<Object> lines = new ArrayList<>();
        lines.add(setup);
        lines.add(options);
        lines.add("fault = " + fault);
        lines.addAll(users);
        lines.addAll(rows);
        return lines.stream().map(Object::toString).collect(Collectors.joining("\n  ", "  ", "\n"));
    }
}
