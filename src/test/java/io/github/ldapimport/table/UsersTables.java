package io.github.ldapimport.table;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.dialect.Dialect;
import io.github.ldapimport.dialect.FoundTable;
import io.github.ldapimport.mapping.TableSettings;
import java.util.List;
import java.util.Map;

/** Users tables as a database's catalogue would describe them, for tests without a database. */
public final class UsersTables {
    private UsersTables() {}

    /** @param columns by their names without regard to case */
    public static UsersTable of(
            TableSettings settings,
            Dialect dialect,
            StoredGuids stored,
            Map<String, Column> columns,
            List<UniqueKey> uniqueKeys) {
        return new UsersTable(
                settings,
                dialect,
                new FoundTable(null, "public", "users", "users", false),
                stored,
                columns,
                uniqueKeys,
                RequiredColumns.NONE);
    }
}
