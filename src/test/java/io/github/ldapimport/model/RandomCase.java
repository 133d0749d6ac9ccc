package io.github.ldapimport.model;

import io.github.ldapimport.testing.DirectoryFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** A case from a seed. Names, addresses and GUIDs are few, so that they collide. */
final class RandomCase {
    private static final int MAX_USERS = 25;
    private static final int MAX_LEAVERS = 12;
    private static final String LONG_AGO = "2020-01-01 00:00:00";
    private static final String DELETED_ONCE = "2020-02-02 00:00:00";

    private static final List<String> LIMITS = List.of("0", "1", "3", "10", "0%", "10%", "25%", "50%", "99%", "100%");

    private final Random random;
    private final Random ofLimits;
    private final Set<String> addressesInTable = new HashSet<>();
    private final Set<String> guidsInTable = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();
    private int lastGuid;

    private RandomCase(long seed) {
        random = new Random(seed);
        ofLimits = new Random(~seed);
    }

    static ModelCase of(long seed) {
        return new RandomCase(seed).make();
    }

    private ModelCase make() {
        Setup setup = oneOf(Setup.ALL);
        // now and then nobody, or one
        int size = percent(10) ? random.nextInt(2) : random.nextInt(MAX_USERS + 1);
        // a small or a large share of what a directory should not have
        int odd = oneOf(List.of(0, 3, 15));
        List<User> users = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            users.add(user(setup, users, odd, i));
        }
        int known = oneOf(List.of(20, 70, 95));
        for (User user : users) {
            if (user.guid() != null && percent(known)) {
                rowOf(user, odd);
            }
            if (percent(15)) {
                localRowLike(user);
            }
        }
        int leavers = percent(30) ? 0 : random.nextInt(percent(40) ? MAX_LEAVERS : 4);
        for (int i = 0; i < leavers; i++) {
            String guid = form(newGuid(), odd);
            add(
                    guid,
                    domain(odd),
                    oneOf(NAMES),
                    address(),
                    badge(1 + random.nextInt(MAX_USERS)),
                    percent(50) ? null : 1 + random.nextInt(MAX_USERS),
                    percent(odd) ? null : "hash",
                    percent(15));
        }
        while (percent(40)) {
            add(
                    null,
                    oneOf(DOMAINS),
                    oneOf(NAMES),
                    address(),
                    badge(1 + random.nextInt(MAX_USERS)),
                    percent(50) ? null : 1 + random.nextInt(MAX_USERS),
                    percent(50) ? null : "hash",
                    percent(20));
        }
        if (percent(70)) {
            letValuesChangeHands();
        }
        Options options = options(setup, users);
        return new ModelCase(setup, List.copyOf(users), List.copyOf(rows), options, fault(options, users.size()));
    }

    // ------------------------------------------------------------------ the directory

    private static final List<String> NAMES = List.of("Ada", "Grace", "Edsger", "Barbara", "Alan");

    private User user(Setup setup, List<User> others, int odd, int number) {
        String guid;
        if (percent(odd / 3)) {
            guid = null;
        } else if (percent(odd / 2) && others.stream().anyMatch(other -> other.guid() != null)) {
            List<User> known =
                    others.stream().filter(other -> other.guid() != null).toList();
            guid = form(ReferenceModel.canonical(oneOf(known).guid()), odd);
        } else if (percent(odd / 3)) {
            guid = "E-" + ++lastGuid;
        } else {
            guid = form(newGuid(), odd);
        }
        String name = percent(odd / 3) ? null : percent(odd / 3) ? "x".repeat(101) : oneOf(NAMES);
        List<String> mails = new ArrayList<>();
        if (!percent(15)) {
            mails.add("user" + (percent(odd) ? 1 + random.nextInt(MAX_USERS) : number) + "@example.com");
            if (percent(odd)) {
                mails.add(
                        percent(50)
                                ? "second" + number + "@example.com"
                                : "user" + (1 + random.nextInt(MAX_USERS)) + "@example.com");
                if (mails.get(0).equals(mails.get(1))) {
                    mails.remove(1);
                }
            }
        }
        return new User(
                String.format(Locale.ROOT, "u%02d", number),
                guid,
                name,
                List.copyOf(mails),
                percent(odd / 3) ? null : badge(percent(odd) ? 1 + random.nextInt(MAX_USERS) : number),
                percent(15) ? null : percent(odd) ? 1 + random.nextInt(MAX_USERS) : number,
                oneOf(List.of("a", "a", "b")),
                percent(15),
                percent(15),
                setup.leavesOut() && percent(10));
    }

    private String newGuid() {
        return String.format(Locale.ROOT, "abcdef%02x-0000-4000-8000-00000000000a", ++lastGuid);
    }

    /** The same GUID, perhaps as another program would write it. */
    private String form(String guid, int odd) {
        if (guid.startsWith("E-") || !percent(odd)) {
            return guid;
        }
        return switch (random.nextInt(3)) {
            case 0 -> guid.toUpperCase(Locale.ROOT);
            case 1 -> "{" + guid + "}";
            default -> "{" + guid.toUpperCase(Locale.ROOT) + "}";
        };
    }

    private String address() {
        return percent(20) ? null : "user" + (1 + random.nextInt(MAX_USERS)) + "@example.com";
    }

    // ------------------------------------------------------------------ the table

    private static final List<String> DOMAINS;

    static {
        List<String> domains = new ArrayList<>(List.of(Setup.DOMAIN, "other", "Default"));
        domains.add(null);
        DOMAINS = java.util.Collections.unmodifiableList(domains);
    }

    private String domain(int odd) {
        return percent(odd) ? oneOf(DOMAINS) : Setup.DOMAIN;
    }

    /** The row of a user who was imported once, as it is now or as it was. */
    private void rowOf(User user, int odd) {
        String guid = form(ReferenceModel.canonical(user.guid()), odd);
        boolean asItIs = percent(50);
        String email = user.mails().isEmpty() ? null : oneOf(user.mails());
        add(
                guid,
                domain(odd),
                asItIs && user.name() != null && user.name().length() <= 100 ? user.name() : oneOf(NAMES),
                asItIs ? email : address(),
                user.badge() != null && percent(80) ? user.badge() : badge(1 + random.nextInt(MAX_USERS)),
                percent(80) ? user.number() : null,
                percent(odd) ? null : "hash",
                percent(15));
        if (percent(odd / 3)) {
            // a second row of the same user
            add(
                    "{" + ReferenceModel.canonical(user.guid()) + "}",
                    domain(odd),
                    "Twice",
                    null,
                    null,
                    null,
                    "hash",
                    false);
        }
    }

    private void localRowLike(User user) {
        String email = user.mails().isEmpty() ? address() : user.mails().get(0);
        add(
                null,
                oneOf(DOMAINS),
                user.name() != null && percent(50) && user.name().length() <= 100 ? user.name() : oneOf(NAMES),
                email != null && percent(30) ? email.toUpperCase(Locale.ROOT) : email,
                percent(30) && user.badge() != null ? user.badge() : null,
                percent(30) ? user.number() : null,
                percent(50) ? null : "hash",
                percent(20));
    }

    private static String badge(int number) {
        return String.format(Locale.ROOT, "B%02d", number);
    }

    private void add(
            String guid,
            String domain,
            String name,
            String email,
            String badge,
            Integer number,
            String password,
            boolean deleted) {
        String free = email != null && addressesInTable.add(email.toLowerCase(Locale.ROOT)) ? email : null;
        if (guid == null || guidsInTable.add(guid.toLowerCase(Locale.ROOT))) {
            boolean badgeIsFree = badge != null && rows.stream().noneMatch(row -> badge.equals(row.badge()));
            Row row = new Row(
                    rows.size() + 1L,
                    guid,
                    domain,
                    name,
                    free,
                    badgeIsFree ? badge : "L" + (rows.size() + 1),
                    number,
                    password,
                    LONG_AGO,
                    deleted ? DELETED_ONCE : null);
            rows.add(row);
            if (!numbersAreUnique()) {
                rows.set(rows.size() - 1, row.with(free, row.badge(), null));
            }
        }
    }

    /** Without regard to the case of the domain, as some databases see it. */
    private boolean numbersAreUnique() {
        Set<String> numbers = new HashSet<>();
        return rows.stream()
                .filter(row -> row.domain() != null && row.number() != null)
                .allMatch(row -> numbers.add(row.domain().toLowerCase(Locale.ROOT) + " " + row.number()));
    }

    /** Passes unique values on from row to row: in a ring of two or more, or in a chain, whose last row gets a new one. */
    private void letValuesChangeHands() {
        int rings = 1 + random.nextInt(3);
        for (int ring = 0; ring < rings && rows.size() > 1; ring++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                places.add(i);
            }
            java.util.Collections.shuffle(places, random);
            int length = percent(40) ? 2 : percent(20) ? rows.size() : 2 + random.nextInt(rows.size() - 1);
            List<Integer> its = places.subList(0, Math.min(length, rows.size()));
            List<Row> before = List.copyOf(rows);
            boolean emails = percent(50);
            boolean badges = percent(50);
            boolean numbers = percent(50);
            boolean isChain = percent(40);
            for (int i = 0; i < its.size(); i++) {
                Row row = before.get(its.get(i));
                boolean isLast = isChain && i == its.size() - 1;
                Row next = before.get(its.get((i + 1) % its.size()));
                rows.set(
                        its.get(i),
                        row.with(
                                emails ? isLast ? "old" + ring + "@example.com" : next.email() : row.email(),
                                badges ? isLast ? "O" + ring : next.badge() : row.badge(),
                                numbers ? isLast ? Integer.valueOf(100 + ring) : next.number() : row.number()));
            }
            if (!numbersAreUnique()) {
                rows.clear();
                rows.addAll(before);
            }
        }
    }

    // ------------------------------------------------------------------ the run

    private Options options(Setup setup, List<User> users) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("LdapImportChunk", percent(30) ? "1000" : String.valueOf(1 + random.nextInt(7)));
        if (percent(15)) {
            headers.put("LdapImportDryRun", "true");
        }
        if (percent(25)) {
            headers.put("LdapImportFilter", Options.groupFilter(oneOf(List.of("a", "b"))));
        }
        if (percent(10) && setup.adopt() == Setup.TakeOver.NEVER) {
            headers.put(
                    "LdapImportAttributes",
                    oneOf(List.of(
                            "mail",
                            "displayName",
                            "displayName,mail",
                            "displayName,mail,carLicense",
                            "carLicense,postalCode")));
        }
        boolean single = percent(7) && !users.isEmpty();
        if (single) {
            User user = oneOf(users);
            String name = oneOf(java.util.Arrays.asList(
                    user.uid(),
                    user.name(),
                    user.mails().isEmpty() ? null : user.mails().get(0),
                    "nobody"));
            headers.put("LdapImportUser", Objects.requireNonNullElse(name, user.uid()));
        }
        if (percent(40)) {
            headers.put("LdapImportDelete", "true");
        }
        if (percent(40)) {
            headers.put("LdapImportRestore", "true");
        }
        if (percent(75)) {
            headers.put("LdapImportDeleteMissing", "true");
        }
        if (percent(40)) {
            headers.put("LdapImportMaxMissing", oneOf(List.of("0", "1", "3", "10", "0%", "10%", "25%", "99%", "100%")));
        }
        if (percent(8) && !single) {
            headers.put("LdapImportMinUsers", oneOf(List.of("1", "5", "10")));
        }
        // drawn by themselves, so that the other options of a seed stay what they were
        for (String limit : List.of("Disabled", "Restored", "Emptied", "Changed")) {
            if (ofLimits.nextInt(100) < 15) {
                headers.put("LdapImportMax" + limit, LIMITS.get(ofLimits.nextInt(LIMITS.size())));
            }
        }
        return new Options(headers);
    }

    private DirectoryFault fault(Options options, int users) {
        if (percent(50) || options.user() != null) {
            return null;
        }
        DirectoryFault.Kind kind = oneOf(List.of(DirectoryFault.Kind.values()));
        if (percent(40)) {
            return new DirectoryFault(0, kind, 0);
        }
        if (kind == DirectoryFault.Kind.EMPTY) {
            return null;
        }
        if (options.minUsers() > 0) {
            return new DirectoryFault(1, DirectoryFault.Kind.REFUSED, 0);
        }
        int page = 1 + random.nextInt(Math.max(1, (users + options.chunk() - 1) / options.chunk()));
        return new DirectoryFault(
                page, kind, kind == DirectoryFault.Kind.CLOSED ? random.nextInt(Math.min(7, options.chunk())) : 0);
    }

    private boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    private <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }
}
