package io.github.ldapimport.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.handover.WriteOrder.Claim;
import io.github.ldapimport.testing.Proves;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteOrderTest {
    private static final int GRAPHS = 20_000;
    private static final int CHAIN = 200_000;

    /** Who holds which value before: users 0 to users - 1, and outsiders beyond. */
    private record World(int users, Map<String, Integer> holders, List<Claim> claims) {
        static World of(Random random) {
            int users = 1 + random.nextInt(7);
            int keys = 1 + random.nextInt(2);
            Map<String, Integer> holders = new HashMap<>();
            Map<List<Integer>, String> wanted = new HashMap<>();
            for (int key = 0; key < keys; key++) {
                for (int holder = 0; holder < users + 2; holder++) {
                    if (random.nextInt(10) < 8) {
                        holders.put(key + "." + holder, holder);
                    }
                }
                for (int user = 0; user < users; user++) {
                    if (random.nextInt(10) < 8) {
                        wanted.put(List.of(user, key), key + "." + random.nextInt(users + 2 + random.nextInt(2)));
                    }
                }
            }
            List<Claim> claims = new ArrayList<>();
            for (int user = 0; user < users; user++) {
                for (int key = 0; key < keys; key++) {
                    String value = wanted.get(List.of(user, key));
                    if (value != null && !value.equals(key + "." + user)) {
                        Integer holder = holders.get(value);
                        boolean givesUp = holder != null
                                && holder < users
                                && wanted.get(List.of(holder, key)) != null
                                && !wanted.get(List.of(holder, key)).equals(value);
                        claims.add(new Claim(
                                user, value, holder == null ? WriteOrder.FREE : givesUp ? holder : WriteOrder.KEPT));
                    }
                }
            }
            return new World(users, holders, claims);
        }

        /** Writes the units one after the other, each at once, as a database with unique keys would let it. */
        void write(List<List<Integer>> units) {
            Map<String, Integer> now = new HashMap<>(holders);
            for (List<Integer> unit : units) {
                List<Claim> its = claims.stream()
                        .filter(claim -> unit.contains(claim.user()))
                        .toList();
                for (Claim claim : its) {
                    String key = claim.value().toString().split("\\.")[0];
                    now.remove(key + "." + claim.user(), claim.user());
                }
                for (Claim claim : its) {
                    assertThat(now.put(claim.value().toString(), claim.user()))
                            .as("who holds %s when %s is written", claim, unit)
                            .isNull();
                }
            }
        }
    }

    @Test
    @Proves("2.27")
    void rows_can_be_written_in_their_order_and_the_others_could_not() {
        Random random = new Random(7);
        int rings = 0;
        for (int i = 0; i < GRAPHS; i++) {
            World world = World.of(random);
            WriteOrder order = WriteOrder.of(world.users(), world.claims());
            List<Integer> all = new ArrayList<>(order.blocked());
            all.addAll(order.outrun());
            order.units().forEach(all::addAll);
            assertThat(all)
                    .as("everybody is in one place in %s of %s", order, world)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, world.users()).boxed().toList());
            world.write(order.units());
            for (List<Integer> unit : order.units()) {
                rings += unit.size() > 1 ? 1 : 0;
                assertThat(unit).allMatch(user -> reaches(world, user, unit));
            }
            assertThat(order.blocked()).as("in %s", world).isEqualTo(blocked(world));
            for (Integer user : order.outrun()) {
                assertThat(world.claims())
                        .as("%s has a rival, or waits for one who has, in %s", user, world)
                        .anyMatch(claim -> claim.user() == user
                                && (order.outrun().contains(claim.holder())
                                        || world.claims().stream()
                                                .anyMatch(other -> other.user() < user
                                                        && other.value().equals(claim.value()))));
            }
        }
        assertThat(rings).isGreaterThan(GRAPHS / 50);
    }

    /** Whether each user of a unit waits for each other. */
    private static boolean reaches(World world, int from, List<Integer> unit) {
        Set<Integer> reached = new HashSet<>(Set.of(from));
        for (boolean more = true; more; ) {
            more = false;
            for (Claim claim : world.claims()) {
                if (reached.contains(claim.user()) && claim.holder() >= 0) {
                    more |= reached.add(claim.holder());
                }
            }
        }
        return reached.containsAll(unit);
    }

    /** Who wants what is kept, or what one of them then keeps. */
    private static Set<Integer> blocked(World world) {
        Set<Integer> blocked = new HashSet<>();
        for (boolean more = true; more; ) {
            more = false;
            for (Claim claim : world.claims()) {
                if (claim.holder() == WriteOrder.KEPT || blocked.contains(claim.holder())) {
                    more |= blocked.add(claim.user());
                }
            }
        }
        return blocked;
    }

    @Test
    @Proves("2.27")
    void a_chain_may_be_as_long_as_the_table_and_its_end_comes_first() {
        List<Claim> claims = new ArrayList<>();
        for (int user = 0; user < CHAIN; user++) {
            claims.add(new Claim(user, user + 1, user + 1 < CHAIN ? user + 1 : WriteOrder.FREE));
        }
        List<List<Integer>> units = WriteOrder.of(CHAIN, claims).units();
        assertThat(units).hasSize(CHAIN).startsWith(List.of(CHAIN - 1)).endsWith(List.of(0));
    }

    @Test
    @Proves("2.27")
    void a_ring_is_one_unit_however_long() {
        List<Claim> claims = new ArrayList<>();
        for (int user = 0; user < CHAIN; user++) {
            claims.add(new Claim(user, user + 1, (user + 1) % CHAIN));
        }
        assertThat(WriteOrder.of(CHAIN, claims).units()).hasSize(1);
    }
}
