package io.github.ldapimport.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.testing.Proves;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeenGuidsTest {
    private static final String ZERO = new UUID(0, 0).toString();

    private static long mixed(long i) {
        return new Random(i).nextLong();
    }

    /** Ways to number GUIDs: those of an even number are added, the others are not. */
    static Stream<Named<IntFunction<String>>> ways() {
        return Stream.of(
                Named.of("in sequence", i -> new UUID(0, i).toString()),
                Named.of(
                        "by a clock, as OpenLDAP makes them",
                        i -> new UUID(((long) i << 32) | 0x16a61027L, 0x98f4d28b5365dc14L).toString()),
                Named.of("with the same number twice", i -> new UUID(i, Long.rotateLeft(i, 32)).toString()),
                Named.of("opaque", i -> "2b0f1a01-1dd211b2-80d6a5c6-" + i));
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    @Proves({"2.8", "3.5"})
    void many_guids_are_told_from_as_many_others_whatever_they_have_in_common(IntFunction<String> way) {
        tellApart(way, 300_000);
    }

    @Test
    @Proves({"2.8", "3.5"})
    void a_million_guids_are_told_from_a_million_others() {
        tellApart(i -> new UUID(mixed(i), mixed(i + (1L << 40))).toString(), 1_000_000);
    }

    private static void tellApart(IntFunction<String> way, int many) {
        SeenGuids seen = new SeenGuids();
        for (int i = 0; i < many; i++) {
            if (!seen.add(way.apply(2 * i))) {
                throw new AssertionError(way.apply(2 * i) + " is said to have been seen");
            }
        }
        assertThat(seen.size()).isEqualTo(many);
        for (int i = 0; i < many; i++) {
            if (!seen.contains(way.apply(2 * i))) {
                throw new AssertionError(way.apply(2 * i) + " is said not to have been seen");
            }
            if (seen.contains(way.apply(2 * i + 1))) {
                throw new AssertionError(way.apply(2 * i + 1) + " is said to have been seen");
            }
        }
        for (int i = 0; i < many; i += 1000) {
            assertThat(seen.add(way.apply(2 * i))).isFalse();
        }
        assertThat(seen.size()).isEqualTo(many);
    }

    @Test
    @Proves({"2.8", "3.5"})
    void it_answers_like_a_set_at_any_size() {
        Random random = new Random(3);
        SeenGuids seen = new SeenGuids();
        Set<String> set = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            // few bits, so that many come again
            String guid = new UUID(random.nextInt(300), random.nextInt(300)).toString();
            assertThat(seen.contains(guid)).isEqualTo(set.contains(guid));
            assertThat(seen.add(guid)).isEqualTo(set.add(guid));
            assertThat(seen.size()).isEqualTo(set.size());
        }
    }

    @Test
    @Proves("2.8")
    void zero_is_a_guid_like_others() {
        SeenGuids seen = new SeenGuids();
        assertThat(seen.contains(ZERO)).isFalse();
        assertThat(seen.add(ZERO)).isTrue();
        assertThat(seen.contains(ZERO)).isTrue();
        assertThat(seen.add(ZERO)).isFalse();
        assertThat(seen.size()).isEqualTo(1);
        for (int i = 1; i < 5000; i++) {
            seen.add(new UUID(0, i).toString());
        }
        assertThat(seen.contains(ZERO)).isTrue();
        assertThat(seen.size()).isEqualTo(5000);
    }

    @Test
    @Proves("2.8")
    void what_is_no_uuid_in_its_stored_form_is_told_apart_by_every_character() {
        SeenGuids seen = new SeenGuids();
        List<String> guids = List.of(
                "", " ", "a", "A", "a ", "ä", "a\u0308", "597AE2F6-16A6-1027-98F4-D28B5365DC14", "1-1-1-1-1", "0");
        guids.forEach(guid -> assertThat(seen.add(guid)).as(guid).isTrue());
        guids.forEach(guid -> assertThat(seen.add(guid)).as(guid).isFalse());
        assertThat(seen.contains("597ae2f6-16a6-1027-98f4-d28b5365dc14")).isFalse();
        assertThat(seen.contains(ZERO)).isFalse();
        assertThat(seen.contains("00000001-0001-0001-0001-000000000001")).isFalse();
    }
}
