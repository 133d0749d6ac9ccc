package io.github.ldapimport.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes a case that fails smaller, as long as it fails. */
final class Shrinker {
    private Shrinker() {}

    static ModelCase shrink(ModelCase failing, Predicate<ModelCase> stillFails) {
        ModelCase smallest = failing;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (ModelCase candidate : candidates(smallest).toList()) {
                if (stillFails.test(candidate)) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static Stream<ModelCase> candidates(ModelCase model) {
        return Stream.of(
                        fewer(model.users()).map(model::withUsers),
                        fewer(model.rows()).map(model::withRows),
                        model.fault() == null ? Stream.<ModelCase>empty() : Stream.of(model.withFault(null)),
                        model.options().simpler().stream().map(model::withOptions),
                        Setup.ALL.stream()
                                .takeWhile(setup -> !setup.equals(model.setup()))
                                .map(model::withSetup),
                        simplerUsers(model))
                .flatMap(candidates -> candidates);
    }

    /** Without a half, a quarter and so on, down to one. */
    private static <T> Stream<List<T>> fewer(List<T> all) {
        List<List<T>> fewer = new ArrayList<>();
        for (int size = (all.size() + 1) / 2; size > 0; size /= 2) {
            for (int from = 0; from < all.size(); from += size) {
                List<T> rest = new ArrayList<>(all);
                rest.subList(from, Math.min(from + size, all.size())).clear();
                fewer.add(rest);
            }
        }
        return fewer.stream();
    }

    private static Stream<ModelCase> simplerUsers(ModelCase model) {
        List<ModelCase> simpler = new ArrayList<>();
        for (int i = 0; i < model.users().size(); i++) {
            User user = model.users().get(i);
            String guid = user.guid() == null ? null : ReferenceModel.canonical(user.guid());
            for (User other : List.of(
                    new User(
                            user.uid(),
                            user.guid(),
                            user.name(),
                            user.mails(),
                            user.badge(),
                            null,
                            user.group(),
                            user.disabled(),
                            user.outside(),
                            user.left()),
                    new User(
                            user.uid(),
                            guid,
                            user.name(),
                            user.mails(),
                            user.badge(),
                            user.number(),
                            user.group(),
                            user.disabled(),
                            user.outside(),
                            user.left()),
                    new User(
                            user.uid(),
                            user.guid(),
                            "Ada",
                            user.mails(),
                            user.badge(),
                            user.number(),
                            user.group(),
                            user.disabled(),
                            user.outside(),
                            user.left()),
                    new User(
                            user.uid(),
                            user.guid(),
                            user.name(),
                            List.of(),
                            user.badge(),
                            user.number(),
                            user.group(),
                            user.disabled(),
                            user.outside(),
                            user.left()),
                    new User(
                            user.uid(),
                            user.guid(),
                            user.name(),
                            user.mails(),
                            user.badge(),
                            user.number(),
                            "a",
                            user.disabled(),
                            user.outside(),
                            user.left()),
                    new User(
                            user.uid(),
                            user.guid(),
                            user.name(),
                            user.mails(),
                            user.badge(),
                            user.number(),
                            user.group(),
                            false,
                            user.outside(),
                            user.left()),
                    new User(
                            user.uid(),
                            user.guid(),
                            user.name(),
                            user.mails(),
                            user.badge(),
                            user.number(),
                            user.group(),
                            user.disabled(),
                            false,
                            user.left()),
                    new User(
                            user.uid(),
                            user.guid(),
                            user.name(),
                            user.mails(),
                            user.badge(),
                            user.number(),
                            user.group(),
                            user.disabled(),
                            user.outside(),
                            false))) {
                if (!other.equals(user)) {
                    List<User> users = new ArrayList<>(model.users());
                    users.set(i, other);
                    simpler.add(model.withUsers(users));
                }
            }
        }
        return simpler.stream();
    }
}
