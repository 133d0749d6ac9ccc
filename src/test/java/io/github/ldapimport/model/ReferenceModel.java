package io.github.ldapimport.model;

import io.github.ldapimport.api.Count;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an import must do to a table, said once more and as simply as possible: a user at a time, with lists and sets, and
 * without anything of the import's own but the names of its counts. Pages come one after the other, in the order of the directory.
 */
final class ReferenceModel {
    /** What the summary counts. */
    static final List<String> COUNTS =
            Arrays.stream(Count.values()).map(Count::key).toList();

    private static final Pattern UUID = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Under so many rows no share of them is too large to go. */
    private static final int FEW = 10;

    private static final int LONGEST_NAME = 100;

    private final ModelCase model;
    private final boolean caseMatters;
    private final Map<Long, Row> table = new LinkedHashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Set<String> failed = new LinkedHashSet<>();
    private final List<User> refused = new ArrayList<>();
    private final List<Row> missing = new ArrayList<>();

    private record Later(User user, long id, boolean isOtherwiseSame) {}

    private final List<Later> toDelete = new ArrayList<>();
    private final List<Later> toRestore = new ArrayList<>();
    private final Set<Long> wouldBeDeleted = new HashSet<>();
    private final Set<Long> wouldBeRestored = new HashSet<>();
    private final Map<String, Long> emptied = new HashMap<>();
    private final Map<String, Long> joining = new HashMap<>();
    private long wouldBeChanged;
    private long rowsJoining;
    private boolean isValueLimitBroken;
    private long restoredInVain;

    private ReferenceModel(ModelCase model, boolean caseMatters) {
        this.model = model;
        this.caseMatters = caseMatters;
        model.rows().forEach(row -> table.put(row.id(), row));
    }

    /**
     * What a run must lead to.
     *
     * @param caseMatters whether the database tells addresses in upper and lower case apart
     * @param found how many users the run found, which is used only where a lost connection leaves that open
     * @param backwards whether the last page is saved first, as may happen where several are saved at a time
     */
    static Expectation expect(ModelCase model, boolean caseMatters, long found, boolean backwards) {
        ReferenceModel reference = new ReferenceModel(model, caseMatters);
        String status = reference.run(found, backwards);
        return new Expectation(
                status,
                model.options().dryRun() ? model.rows() : List.copyOf(reference.table.values()),
                reference.counts,
                reference.failed,
                reference.missing,
                reference.restoredInVain,
                reference.isValueLimitBroken && !model.options().dryRun());
    }

    /** The rows that are live, and whose users are in the directory and, as far as --delete goes, not disabled. */
    static List<Row> present(ModelCase model) {
        Set<String> present = model.users().stream()
                .filter(user -> isOfProvider(model, user) && user.guid() != null)
                .filter(user -> !(user.disabled() && model.options().delete()))
                .map(user -> canonical(user.guid()))
                .collect(Collectors.toSet());
        Set<String> disabled = model.users().stream()
                .filter(user -> user.disabled() && model.options().delete() && user.guid() != null)
                .map(user -> canonical(user.guid()))
                .collect(Collectors.toSet());
        return model.rows().stream()
                .filter(row -> row.guid() != null && row.deletedAt() == null)
                .filter(row -> present.contains(canonical(row.guid())) && !disabled.contains(canonical(row.guid())))
                .toList();
    }

    /** The form in which GUIDs are compared and stored: UUIDs without regard to case and braces, others as they are. */
    static String canonical(String guid) {
        String bare = guid.startsWith("{") && guid.endsWith("}") ? guid.substring(1, guid.length() - 1) : guid;
        return UUID.matcher(bare).matches() ? bare.toLowerCase(Locale.ROOT) : guid;
    }

    private static boolean isOfProvider(ModelCase model, User user) {
        return !(model.setup().filtered() && user.outside());
    }

    private String run(long actuallyFound, boolean backwards) {
        Options options = model.options();
        List<User> users = model.users().stream()
                .filter(user -> isOfProvider(model, user) && options.lets(user))
                .filter(user -> options.user() == null || user.isCalled(options.user()))
                .toList();
        if (options.minUsers() > 0 && model.fault() != null && !model.fault().isOfSecondLook()) {
            // they are counted by a search of its own, before the first write
            return "failed";
        }
        if (users.size() < options.minUsers()) {
            count("found", users.size());
            return "refused";
        }
        if (isStrange()) {
            return "refused";
        }
        int pages = Math.max(1, (users.size() + options.chunk() - 1) / options.chunk());
        boolean whole = model.fault() == null
                || model.fault().isOfSecondLook()
                || model.fault().page() > pages
                || !breaks(page(users, model.fault().page()).size());
        if (!whole) {
            users = users.subList(0, read(users, actuallyFound));
        }
        if (options.user() != null && users.size() > 1) {
            // two say enough, or the first page
            count("found", Math.min(users.size(), Math.max(2, options.chunk())));
            return "refused";
        }
        count("found", users.size());
        for (int page = 1; page <= pages && (!isValueLimitBroken || options.dryRun()); page++) {
            savePage(page(users, backwards ? pages + 1 - page : page));
        }
        String status = whole ? decide(users) : "failed";
        saveRefused();
        if (status.equals("completed")) {
            change(toDelete);
            if (restoresTooMany()) {
                return "refused";
            }
            change(toRestore);
        }
        return status;
    }

    private boolean restoresTooMany() {
        return model.options()
                .refuses("Restored", "50%", wouldBeRestored.size(), ofDomain().size());
    }

    private String decide(List<User> users) {
        // where too many rows would come back, none is deleted either
        if (isValueLimitBroken || restoresTooMany()) {
            return "refused";
        }
        if (model.options()
                .refuses(
                        "Disabled",
                        "50%",
                        wouldBeDeleted.size(),
                        live(model.rows().stream()).size())) {
            return "refused";
        }
        change(toDelete);
        return deleteMissing(users);
    }

    private List<Row> ofDomain() {
        return model.rows().stream()
                .filter(row -> Setup.DOMAIN.equals(row.domain()))
                .toList();
    }

    /** Deletes or restores rows; where the table does not take one of them back, in halves. */
    private void change(List<Later> rows) {
        List<Later> some = List.copyOf(rows);
        rows.clear();
        if (model.options().dryRun() && rows == toRestore) {
            some.forEach(this::countChanged);
        } else if (!some.isEmpty()) {
            changeOrHalve(some);
        }
    }

    private void changeOrHalve(List<Later> rows) {
        Map<Long, Row> before = new LinkedHashMap<>(table);
        for (Later later : rows) {
            Row row = table.get(later.id());
            boolean isDeletion = row.deletedAt() == null;
            Row after = row.updated().deleted(isDeletion ? Row.NOW : null);
            if (model.setup().released()) {
                after = isDeletion ? after.released() : after.with(email(later.user(), row), row.badge(), row.number());
            }
            Row wanted = after;
            if (table.values().stream()
                    .anyMatch(other -> other.id() != wanted.id() && isSame(other.email(), wanted.email()))) {
                table.clear();
                table.putAll(before);
                if (rows.size() == 1) {
                    count(later.isOtherwiseSame() ? "unchanged" : "changed", -1);
                    restoredInVain += later.isOtherwiseSame() ? 0 : 1;
                    fail(later.user());
                } else {
                    changeOrHalve(rows.subList(0, rows.size() / 2));
                    changeOrHalve(rows.subList(rows.size() / 2, rows.size()));
                }
                return;
            }
            table.put(wanted.id(), wanted);
        }
        rows.forEach(this::countChanged);
    }

    private void countChanged(Later later) {
        boolean isDeletion = wouldBeDeleted.contains(later.id());
        count(isDeletion ? "deleted" : "restored", 1);
        if (later.isOtherwiseSame()) {
            count("unchanged", -1);
            count("changed", 1);
        }
    }

    /** Whether the directory knows none of so many live rows that they cannot all have left. */
    private boolean isStrange() {
        List<Row> live = live(model.rows().stream());
        Set<String> known = guids(
                model.users().stream().filter(user -> isOfProvider(model, user)).toList());
        return live.size() >= FEW && live.stream().noneMatch(row -> known.contains(canonical(row.guid())));
    }

    /** Whether another user of the provider, found by this run or not, has the same GUID: then nobody knows whose it is. */
    private boolean isShared(User user) {
        return model.users().stream()
                        .filter(other -> isOfProvider(model, other) && other.guid() != null)
                        .filter(other -> canonical(other.guid()).equals(canonical(user.guid())))
                        .count()
                > 1;
    }

    private List<User> page(List<User> users, int page) {
        int chunk = model.options().chunk();
        int from = Math.min((page - 1) * chunk, users.size());
        return users.subList(from, Math.min(from + chunk, users.size()));
    }

    /** Whether the fault breaks a page of so many users. */
    private boolean breaks(int usersOfPage) {
        return switch (model.fault().kind()) {
            case CLOSED -> usersOfPage > model.fault().entries();
            case EMPTY -> false;
            default -> true;
        };
    }

    /** How many users are read before the fault. */
    private int read(List<User> users, long actuallyFound) {
        int before = (model.fault().page() - 1) * model.options().chunk();
        return switch (model.fault().kind()) {
            case REFUSED -> before;
            case CLOSED ->
                (int) Math.min(
                        Math.max(actuallyFound, before), before + model.fault().entries());
            default -> Math.min(before + model.options().chunk(), users.size());
        };
    }

    private record Step(User user, Row existing) {}

    /** The users of whom it is clear which row is theirs, and whose row is not as it should be. */
    private List<Step> steps(List<User> page) {
        List<Step> steps = new ArrayList<>();
        Set<Long> taken = new HashSet<>();
        for (User user : page) {
            if (model.setup().leavesOut() && user.left()) {
                count("skipped", 1);
                continue;
            }
            if (user.guid() == null || isShared(user)) {
                fail(user);
                continue;
            }
            List<Row> fitting = table.values().stream()
                    .filter(row -> row.guid() != null && canonical(row.guid()).equals(canonical(user.guid())))
                    .toList();
            if (fitting.isEmpty()) {
                fitting = table.values().stream()
                        .filter(row -> isTakenOverBy(row, user))
                        .toList();
            }
            if (fitting.size() > 1
                    || fitting.stream().anyMatch(this::isProtected)
                    || (fitting.size() == 1 && !taken.add(fitting.get(0).id()))) {
                fail(user);
                continue;
            }
            steps.add(new Step(user, fitting.isEmpty() ? null : fitting.get(0)));
        }
        return steps;
    }

    private List<Step> different(List<Step> steps) {
        List<Step> different = steps.stream()
                .filter(step -> !wanted(step).equals(step.existing()))
                .toList();
        count("unchanged", steps.size() - different.size());
        return different;
    }

    /** Notes rows that are to be deleted or restored, of those that are as they should be by now, or are tried again. */
    private void noteLater(List<Step> steps, List<Step> different, Set<Step> written) {
        for (Step step : steps) {
            if (step.existing() == null || !model.setup().deletable()) {
                continue;
            }
            boolean isSame = !different.contains(step);
            boolean isSettled = isSame || written.contains(step);
            boolean isLive = step.existing().deletedAt() == null;
            Later later = new Later(step.user(), step.existing().id(), isSame);
            if (isToBeDeleted(step.user(), step.existing())) {
                wouldBeDeleted.add(later.id());
                if (isSettled) {
                    toDelete.add(later);
                }
            } else if (!isLive
                    && isSettled
                    && model.options().restore()
                    && !step.user().disabled()) {
                wouldBeRestored.add(later.id());
                toRestore.add(later);
            }
        }
    }

    private boolean isToBeDeleted(User user, Row existing) {
        return model.setup().deletable()
                && existing.deletedAt() == null
                && user.disabled()
                && model.options().delete();
    }

    private static final Map<String, Function<Row, Object>> VALUES =
            Map.of("name", Row::name, "email", Row::email, "badge", Row::badge, "number", Row::number);

    /** Whether the rows of the page, and of those before, lose more values, or change more, than they may. */
    private boolean breaksLimit(List<Step> steps) {
        for (Step step : steps) {
            if (step.existing() == null) {
                continue;
            }
            Row wanted = wanted(step);
            boolean joins = !Setup.DOMAIN.equals(step.existing().domain());
            rowsJoining += joins ? 1 : 0;
            boolean isChanged = joins || !wanted.guid().equals(step.existing().guid());
            for (Map.Entry<String, Function<Row, Object>> value : VALUES.entrySet()) {
                Object before = value.getValue().apply(step.existing());
                Object after = value.getValue().apply(wanted);
                isChanged |= !Objects.equals(before, after);
                joining.merge(value.getKey(), joins && before != null ? 1L : 0L, Long::sum);
                emptied.merge(value.getKey(), before != null && after == null ? 1L : 0L, Long::sum);
            }
            wouldBeChanged += isChanged ? 1 : 0;
        }
        Options options = model.options();
        boolean anyEmptied = VALUES.entrySet().stream().anyMatch(value -> {
            long values = ofDomain().stream()
                    .map(value.getValue())
                    .filter(Objects::nonNull)
                    .count();
            return options.refuses(
                    "Emptied",
                    "50%",
                    emptied.getOrDefault(value.getKey(), 0L),
                    values + joining.getOrDefault(value.getKey(), 0L));
        });
        return anyEmptied
                || options.refuses("Changed", "100%", wouldBeChanged, ofDomain().size() + rowsJoining);
    }

    /** Writes all of a page's rows together if the table takes them so, or those that it can have. */
    private void savePage(List<User> page) {
        List<Step> steps = steps(page);
        isValueLimitBroken |= breaksLimit(steps);
        if (isValueLimitBroken && !model.options().dryRun()) {
            return;
        }
        List<Step> different = different(steps);
        Served served = isValid(different) ? new Served(different) : serve(different);
        noteLater(steps, different, served.written);
        served.written.forEach(this::write);
        different.stream().filter(step -> !served.written.contains(step)).forEach(step -> refused.add(step.user()));
    }

    /** Once more, all together; and as long as it gets fewer, those who lost against a user who came first. */
    private void saveRefused() {
        List<User> waiting = refused;
        int before = Integer.MAX_VALUE;
        while (!waiting.isEmpty() && waiting.size() < before) {
            before = waiting.size();
            List<Step> steps = steps(waiting);
            List<Step> different = different(steps);
            Served served = serve(different);
            noteLater(steps, different, served.written);
            served.written.forEach(this::write);
            different.stream()
                    .filter(step -> !served.written.contains(step) && !served.outrun.contains(step))
                    .forEach(step -> fail(step.user()));
            waiting = different.stream()
                    .filter(served.outrun::contains)
                    .map(Step::user)
                    .toList();
        }
        waiting.forEach(this::fail);
    }

    /** What the table has one of: a value of a row, and null for one that does not count. */
    private static final List<Function<Row, Object>> KEYS = List.of(
            Row::email,
            Row::badge,
            row -> row.domain() == null || row.number() == null ? null : List.of(row.domain(), row.number()));

    private static final class Served {
        private final Set<Step> written;
        private final Set<Step> outrun = new HashSet<>();

        Served(List<Step> steps) {
            written = new LinkedHashSet<>(steps);
        }
    }

    /** Who can be written: values are exchanged all at once, no row gets what another keeps, and who comes first is served first. */
    private Served serve(List<Step> steps) {
        Served served = new Served(steps);
        leave(
                served,
                served.written.stream()
                        .filter(step -> !isComplete(wanted(step)))
                        .collect(Collectors.toSet()));
        Set<Step> late = new HashSet<>();
        for (Function<Row, Object> key : KEYS) {
            List<Step> earlier = new ArrayList<>();
            for (Step step : served.written) {
                if (claims(step, key)) {
                    if (earlier.stream().anyMatch(other -> isSame(wanted(other), wanted(step), key))) {
                        late.add(step);
                    } else {
                        earlier.add(step);
                    }
                }
            }
        }
        served.outrun.addAll(late);
        served.outrun.addAll(leave(served, late));
        return served;
    }

    /** Takes some out, then those who want what a row keeps, and so on; answers with the latter. */
    private Set<Step> leave(Served served, Set<Step> some) {
        Set<Step> leaving = new HashSet<>();
        served.written.removeAll(some);
        while (true) {
            Set<Step> blocked = served.written.stream()
                    .filter(step -> KEYS.stream().anyMatch(key -> claims(step, key) && isKept(served, step, key)))
                    .collect(Collectors.toSet());
            if (blocked.isEmpty()) {
                return leaving;
            }
            served.written.removeAll(blocked);
            leaving.addAll(blocked);
        }
    }

    private boolean isKept(Served served, Step step, Function<Row, Object> key) {
        return table.values().stream()
                .filter(row ->
                        step.existing() == null || row.id() != step.existing().id())
                .filter(row -> isSame(row, wanted(step), key))
                .anyMatch(row -> served.written.stream()
                        .noneMatch(other -> other.existing() != null
                                && other.existing().id() == row.id()
                                && !isSame(row, wanted(other), key)));
    }

    /** Whether the row is to have a value that it does not have yet. */
    private boolean claims(Step step, Function<Row, Object> key) {
        return key.apply(wanted(step)) != null
                && (step.existing() == null || !isSame(step.existing(), wanted(step), key));
    }

    private boolean isSame(Row one, Row other, Function<Row, Object> key) {
        return key.apply(one) != null
                && key.apply(other) != null
                && isSame(key.apply(one).toString(), key.apply(other).toString());
    }

    /** Whether the table would be as it should be, had all of them what they want. */
    private boolean isValid(List<Step> steps) {
        Map<Long, Row> after = new LinkedHashMap<>(table);
        List<Row> added = new ArrayList<>();
        for (Step step : steps) {
            if (step.existing() == null) {
                added.add(wanted(step));
            } else {
                after.put(step.existing().id(), wanted(step));
            }
        }
        List<Row> rows = Stream.concat(after.values().stream(), added.stream()).toList();
        return steps.stream().allMatch(step -> isComplete(wanted(step)))
                && KEYS.stream().allMatch(key -> {
                    List<String> values = rows.stream()
                            .map(key)
                            .filter(Objects::nonNull)
                            .map(value -> caseMatters
                                    ? value.toString()
                                    : value.toString().toLowerCase(Locale.ROOT))
                            .toList();
                    return values.size() == Set.copyOf(values).size();
                });
    }

    /** Whether a row has what each row must have. */
    private boolean isComplete(Row row) {
        return row.name() != null && row.badge() != null && row.name().length() <= LONGEST_NAME;
    }

    private void write(Step step) {
        countWritten(step);
        Row wanted = wanted(step);
        table.put(wanted.id(), wanted.updated());
    }

    private boolean isTakenOverBy(Row row, User user) {
        boolean free = row.guid() == null
                && !(model.setup().deletable() && row.deletedAt() != null)
                && (row.domain() == null || row.domain().equals(Setup.DOMAIN));
        boolean byMail = row.email() != null && user.mails().contains(row.email());
        return free
                && switch (model.setup().adopt()) {
                    case NEVER -> false;
                    case BY_MAIL, BY_MAIL_BUT_NOT_ADA -> byMail;
                    case BY_MAIL_IN_ANY_CASE ->
                        user.mails().stream().anyMatch(mail -> mail.equalsIgnoreCase(row.email()));
                    case BY_MAIL_AND_NAME ->
                        byMail && user.name() != null && user.name().equals(row.name());
                };
    }

    private boolean isProtected(Row row) {
        return row.guid() == null
                && model.setup().adopt() == Setup.TakeOver.BY_MAIL_BUT_NOT_ADA
                && "Ada".equals(row.name());
    }

    private void countWritten(Step step) {
        boolean isNew = step.existing() == null;
        count(isNew ? "imported" : "changed", 1);
        if (!isNew && step.existing().guid() == null) {
            count("adopted", 1);
        }
        if (isNew && wanted(step).deletedAt() != null) {
            count("deleted", 1);
        }
    }

    private Row wanted(Step step) {
        return wanted(step.user(), step.existing());
    }

    private Row wanted(User user, Row existing) {
        boolean isNew = existing == null;
        Options options = model.options();
        String name = isNew ? null : existing.name();
        if (options.requests("displayName")) {
            name = user.name();
        }
        String password = isNew ? null : existing.password();
        if (model.setup().passwords() && password == null) {
            password = Row.SOME;
        }
        boolean isNewAndDeleted = isNew && model.setup().deletable() && user.disabled() && options.delete();
        String deletedAt = isNew ? isNewAndDeleted ? Row.NOW : null : existing.deletedAt();
        String email = email(user, existing);
        if (model.setup().released() && isNewAndDeleted) {
            email = null;
        } else if (model.setup().released()
                && !isNew
                && (existing.deletedAt() != null || isToBeDeleted(user, existing))) {
            email = existing.email();
        }
        String badge = isNew ? null : existing.badge();
        if (options.requests("carLicense")) {
            badge = user.badge();
        }
        Integer number = isNew ? null : existing.number();
        if (options.requests("postalCode")) {
            number = user.number();
        }
        return new Row(
                isNew ? -1 - table.size() : existing.id(),
                canonical(user.guid()),
                Setup.DOMAIN,
                name,
                email,
                badge,
                number,
                password,
                isNew ? Row.NOW : existing.updatedAt(),
                deletedAt);
    }

    private String email(User user, Row existing) {
        String email = existing == null ? null : existing.email();
        if (model.options().requests("mail") && (email == null || !user.mails().contains(email))) {
            email = user.mails().isEmpty() ? null : user.mails().get(0);
        }
        return email;
    }

    private boolean isSame(String one, String other) {
        return one != null && (caseMatters ? one.equals(other) : one.equalsIgnoreCase(other));
    }

    private String deleteMissing(List<User> found) {
        Options options = model.options();
        long saved = Stream.of("imported", "changed", "unchanged")
                .mapToLong(name -> counts.getOrDefault(name, 0L))
                .sum();
        if (!options.deleteMissing() || options.user() != null || !model.setup().deletable() || saved == 0) {
            return "completed";
        }
        List<Row> gone = new ArrayList<>(live(table.values().stream()));
        gone.removeIf(row -> guids(found).contains(canonical(row.guid())));
        if (gone.isEmpty()) {
            return "completed";
        }
        if (model.fault() != null && model.fault().isOfSecondLook()) {
            return "failed";
        }
        Set<String> present = guids(
                model.users().stream().filter(user -> isOfProvider(model, user)).toList());
        gone.removeIf(row -> present.contains(canonical(row.guid())));
        if (gone.isEmpty()) {
            return "completed";
        }
        int before = live(model.rows().stream()).size();
        boolean unknown = found.stream().anyMatch(user -> user.guid() == null);
        boolean tooMany = (before >= FEW && gone.size() >= before)
                || ((before >= FEW || options.setsMaxMissing()) && exceeds(gone.size(), options.maxMissing(), before));
        if (unknown || tooMany) {
            return "refused";
        }
        missing.addAll(gone);
        count("deletedMissing", gone.size());
        for (Row row : gone) {
            Row after = row.updated().deleted(Row.NOW);
            table.put(row.id(), model.setup().released() ? after.released() : after);
        }
        return "completed";
    }

    private static Set<String> guids(List<User> users) {
        return users.stream()
                .map(User::guid)
                .filter(Objects::nonNull)
                .map(ReferenceModel::canonical)
                .collect(Collectors.toSet());
    }

    private List<Row> live(Stream<Row> rows) {
        return rows.filter(row -> row.guid() != null && Setup.DOMAIN.equals(row.domain()))
                .filter(row -> row.deletedAt() == null || !model.setup().deletable())
                .toList();
    }

    private static boolean exceeds(int missing, String most, int of) {
        return most.endsWith("%")
                ? missing * 100L > Long.parseLong(most.substring(0, most.length() - 1)) * of
                : missing > Integer.parseInt(most);
    }

    private void fail(User user) {
        count("failed", 1);
        failed.add(user.dn());
    }

    private void count(String name, long more) {
        counts.merge(name, more, Long::sum);
    }
}
