package io.github.ldapimport.store;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.util.InetAddressUtil;

/**
 * A scope against those that earlier runs had: what was accepted before, which domain is this provider's former one, and which
 * domains are those of other installations.
 */
public final class ScopeMemory {
    /** What no run has had for so long is forgotten, unless it is the accepted scope of its domain. */
    private static final int RETENTION_DAYS = 90;

    private static final int MAX_HOLDER_LENGTH = 200;

    private final RunScope scope;
    private final String holder;
    private final List<RememberedScope> remembered;
    private final Set<String> siblingDomains;
    private final boolean isAllowedToChange;

    /**
     * @param siblingDomains the domains that other providers of this process import into the table
     * @param isAllowedToChange whether a person has said that the scope may have changed
     */
    public ScopeMemory(
            RunScope scope,
            String holder,
            List<RememberedScope> remembered,
            Set<String> siblingDomains,
            boolean isAllowedToChange) {
        this.scope = scope;
        this.holder = holder;
        this.remembered = remembered;
        this.siblingDomains = siblingDomains;
        this.isAllowedToChange = isAllowedToChange;
    }

    /** This installation: its host, and the folder that its settings are in, else that of the program. */
    public static String installation() {
        Path folder = Path.of("").toAbsolutePath();
        if (!Files.exists(folder.resolve("application.properties"))) {
            folder = programFolder().orElse(folder);
        }
        String holder = InetAddressUtil.getLocalHostNameSafe() + " in " + folder;
        return holder.substring(0, Math.min(holder.length(), MAX_HOLDER_LENGTH));
    }

    private static Optional<Path> programFolder() {
        try {
            return Optional.ofNullable(ScopeMemory.class.getProtectionDomain().getCodeSource())
                    .map(source -> Path.of(URI.create(source.getLocation().toString())))
                    .map(Path::getParent);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            // within an archive of the runtime's own it is in no folder
            return Optional.empty();
        }
    }

    public RunScope scope() {
        return scope;
    }

    public Set<String> siblingDomains() {
        return siblingDomains;
    }

    /** What the domain's missing users were looked for with last; or where that is nothing, those of its former name or table. */
    public Optional<RememberedScope> accepted() {
        return accepted(each -> each.isOfDomain(scope))
                .or(() -> former().stream().filter(RememberedScope::isAccepted).findFirst())
                .or(() -> accepted(each -> each.provider().equals(scope.provider())
                        && each.domain().equals(scope.domain())
                        && !each.table().equals(scope.table())
                        && isOfThisInstallation(each)));
    }

    private boolean isOfThisInstallation(RunScope each) {
        return remembered.stream()
                .anyMatch(other -> other.scope().equals(each) && other.holder().equals(holder));
    }

    private Optional<RememberedScope> accepted(Predicate<RunScope> which) {
        return remembered.stream()
                .filter(RememberedScope::isAccepted)
                .filter(each -> which.test(each.scope()))
                .max(Comparator.comparing(RememberedScope::acceptedAt));
    }

    /** What differs from the accepted scope; nothing where there is none. */
    public List<String> changes() {
        return accepted().map(before -> scope.changesSince(before.scope())).orElse(List.of());
    }

    /** The columns that differ from those of the accepted scope. */
    public List<String> columnChanges() {
        return accepted()
                .map(before -> scope.columnChangesSince(before.scope()))
                .orElse(List.of());
    }

    /** Whether a completed run has had the soft-delete column of this scope. */
    public boolean knowsSoftDeleteColumn() {
        return accepted()
                .map(before -> before.scope().columns())
                .filter(columns -> columns.deletedAt() != null
                        && columns.deletedAt().equals(scope.columns().deletedAt()))
                .isPresent();
    }

    /**
     * The scope as it is to be remembered, with what is known of its columns.
     *
     * @param isDoubtful whether it is open which column is that of the soft deletes
     */
    public RunScope toRemember(boolean isDoubtful) {
        TableColumns columns = isDoubtful ? scope.columns().withoutDeletedAt() : scope.columns();
        return scope.with(columns.orElse(accepted()
                .filter(before -> before.scope().table().equals(scope.table()))
                .map(before -> before.scope().columns())
                .orElse(null)));
    }

    /** The accepted scope with the columns that are to be remembered with it; empty where it has them. */
    public Optional<RememberedScope> withColumns(boolean isDoubtful) {
        TableColumns columns = toRemember(isDoubtful).columns();
        return accepted()
                .filter(before -> before.scope().isOfDomain(scope))
                .filter(before -> !columns.equals(before.scope().columns()))
                .map(before -> before.with(before.scope().with(columns)));
    }

    /**
     * What this provider covered under another domain, which nobody else imports: it finds the same users, so that whom it
     * does not find is nobody else's either.
     */
    public List<RememberedScope> former() {
        return ofOtherDomains().filter(this::isFormer).toList();
    }

    private boolean isFormer(RememberedScope other) {
        return other.scope().provider().equals(scope.provider())
                && other.scope().findsTheSame(scope)
                && (other.holder().equals(holder) || isAllowedToChange)
                && !isImportedElsewhere(other);
    }

    /** Whether another installation covers something else in that domain: this one has been there once by mistake. */
    private boolean isImportedElsewhere(RememberedScope other) {
        String oldest = Instant.now().minus(RETENTION_DAYS, ChronoUnit.DAYS).toString();
        return remembered.stream()
                .filter(each -> each.scope().isOfDomain(other.scope()))
                .filter(each -> !each.id().equals(other.id()))
                .filter(each -> !each.holder().equals(holder))
                .anyMatch(each -> each.lastAt().compareTo(oldest) > 0);
    }

    private Stream<RememberedScope> ofOtherDomains() {
        return remembered.stream()
                .filter(other -> other.scope().table().equals(scope.table()))
                .filter(other -> !other.scope().domain().equals(scope.domain()))
                .filter(other -> !siblingDomains.contains(other.scope().domain()));
    }

    /** The domains whose rows the missing users are among: this one, and a former one that was said to have been renamed. */
    public List<String> domains() {
        List<String> domains = new ArrayList<>(List.of(scope.domain()));
        boolean isRenamed = accepted().stream()
                .anyMatch(before -> before.scope().table().equals(scope.table())
                        && !before.scope().domain().equals(scope.domain()));
        if (isAllowedToChange || isRenamed) {
            former().stream().map(each -> each.scope().domain()).distinct().forEach(domains::add);
        }
        return domains;
    }

    /** The domains of this table that other installations import, each with who does. Of this one's own, the settings tell. */
    public Map<String, String> neighbours() {
        String oldest = Instant.now().minus(RETENTION_DAYS, ChronoUnit.DAYS).toString();
        Map<String, String> neighbours = new TreeMap<>();
        List<String> former =
                former().stream().map(each -> each.scope().domain()).toList();
        ofOtherDomains()
                .filter(other -> other.lastAt().compareTo(oldest) > 0)
                .filter(other -> !other.holder().equals(holder))
                .filter(other -> !former.contains(other.scope().domain()))
                .sorted(Comparator.comparing(RememberedScope::lastAt))
                .forEach(other -> neighbours.put(other.scope().domain(), other.words()));
        return neighbours;
    }

    /** Who covered the same users last and had them in another domain of this table. */
    public Optional<RememberedScope> before(String domain) {
        return remembered.stream()
                .filter(other -> other.scope().table().equals(scope.table()))
                .filter(other -> other.scope().domain().equals(domain))
                .filter(other -> other.scope().findsTheSame(scope)
                        || other.scope().provider().equals(scope.provider()))
                .max(Comparator.comparing(RememberedScope::lastAt));
    }

    /**
     * The domains of other providers of this process in which what this provider covers was accepted last: then domains or bases
     * have changed places.
     *
     * @param stillCovers whether the provider that imports a domain by the settings covers a scope by them, too
     */
    public List<String> exchanged(BiPredicate<String, RunScope> stillCovers) {
        return remembered.stream()
                .filter(RememberedScope::isAccepted)
                .map(RememberedScope::scope)
                .filter(other -> other.table().equals(scope.table()))
                .filter(other -> !other.domain().equals(scope.domain()))
                .filter(other -> siblingDomains.contains(other.domain()))
                .filter(other -> other.findsTheSame(scope))
                .filter(other -> !stillCovers.test(other.domain(), other))
                .map(RunScope::domain)
                .distinct()
                .toList();
    }

    /** Those that may be this provider's former domain, were it not that another installation had it. */
    public List<RememberedScope> perhapsFormer() {
        return ofOtherDomains()
                .filter(other -> !isFormer(other))
                .filter(other -> other.scope().provider().equals(scope.provider()))
                .filter(other -> other.scope().findsTheSame(scope))
                .toList();
    }

    /** Another installation that covers something else in this domain, and has done so since this scope was there first. */
    public Optional<RememberedScope> takesTurns() {
        String since = remembered.stream()
                .filter(each -> each.id().equals(scope.id()))
                .map(RememberedScope::firstAt)
                .findFirst()
                .orElse(null);
        return remembered.stream()
                .filter(each -> each.scope().isOfDomain(scope))
                .filter(each -> !each.id().equals(scope.id()))
                .filter(each -> !each.holder().equals(holder)
                        || (since != null && each.lastAt().compareTo(since) > 0))
                .max(Comparator.comparing(RememberedScope::lastAt));
    }

    /** The runs that had the domain last, whoever's they were. */
    public List<String> lastRuns() {
        return remembered.stream()
                .filter(each -> each.scope().isOfDomain(scope))
                .map(RememberedScope::lastRun)
                .toList();
    }

    public List<RememberedScope> ofThisDomain() {
        return remembered.stream()
                .filter(each -> each.scope().isOfDomain(scope))
                .toList();
    }

    public List<RememberedScope> outdated() {
        String oldest = Instant.now().minus(RETENTION_DAYS, ChronoUnit.DAYS).toString();
        return remembered.stream()
                .filter(each -> !each.isAccepted())
                .filter(each -> each.lastAt().compareTo(oldest) < 0)
                .toList();
    }
}
