package io.github.ldapimport.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run knows of earlier ones, and of whoever else writes to the table.
 *
 * @param memory what earlier runs covered; empty where nothing can be remembered
 * @param neighbours the domains that others import into the table, each with its provider's name or the installation
 * @param domains those whose rows missing users are looked for among
 */
public record Recalled(Optional<ScopeMemory> memory, Map<String, String> neighbours, List<String> domains) {
    /** Where nothing can be remembered. */
    public static Recalled nothing(Map<String, String> neighbours, String domain) {
        return new Recalled(Optional.empty(), neighbours, List.of(domain));
    }
}
