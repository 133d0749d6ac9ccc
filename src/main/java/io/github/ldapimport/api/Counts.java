package io.github.ldapimport.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many users a run, or a part of it, found, and what became of them: a number for each {@link Count}. Log, JSON, metrics
 * and summary are made from it.
 */
public final class Counts {
    public static final Counts NONE = new Counts(new EnumMap<>(Count.class));

    private static final String SYNCHRONIZED = "synchronized";

    /** Without those that are 0. */
    private final EnumMap<Count, Long> numbers;

    private Counts(EnumMap<Count, Long> numbers) {
        this.numbers = numbers;
    }

    /** That number of one, and none of the others. */
    public static Counts of(Count count, long number) {
        return of(Map.of(count, number));
    }

    /** Those numbers, and none of the others. */
    public static Counts of(Map<Count, Long> numbers) {
        EnumMap<Count, Long> some = new EnumMap<>(Count.class);
        numbers.forEach((count, number) -> {
            if (number != 0) {
                some.put(count, number);
            }
        });
        return new Counts(some);
    }

    /**
     * As {@link #byKey} gives them.
     *
     * @throws IllegalArgumentException when a key is none of a count, or has no number
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Counts ofKeys(Map<String, Long> byKey) {
        EnumMap<Count, Long> some = new EnumMap<>(Count.class);
        byKey.forEach((key, number) -> {
            Count count = Arrays.stream(Count.values())
                    .filter(each -> each.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is no count of a run"));
            if (number == null) {
                throw new IllegalArgumentException("The count '" + key + "' has no number");
            }
            some.put(count, number);
        });
        return of(some);
    }

    /** All, also those that are 0, by their keys in JSON. */
    @JsonValue
    public Map<String, Long> byKey() {
        Map<String, Long> byKey = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            byKey.put(count.key(), get(count));
        }
        return byKey;
    }

    /** The number of that one. */
    public long get(Count count) {
        return numbers.getOrDefault(count, 0L);
    }

    /** The sum of those. */
    public long sum(Count... counts) {
        return Arrays.stream(counts).mapToLong(this::get).sum();
    }

    /** These and those; each number may be negative. */
    public Counts plus(Counts other) {
        EnumMap<Count, Long> sums = new EnumMap<>(numbers);
        other.numbers.forEach((count, number) -> sums.merge(count, number, Long::sum));
        return of(sums);
    }

    /** These, and so many more of one; fewer, where the number is negative. */
    public Counts plus(Count count, long number) {
        return plus(of(count, number));
    }

    /** Whether none is below 0. */
    public boolean isWithoutNegative() {
        return numbers.values().stream().allMatch(number -> number >= 0);
    }

    /** Existing rows: changed and unchanged ones. */
    public long synchronizedUsers() {
        return sum(Count.CHANGED, Count.UNCHANGED);
    }

    /** Users of whom it is known what became of them, each once. */
    public long accountedFor() {
        return saved() + sum(Count.SKIPPED, Count.FAILED);
    }

    /** Users who have a row that is as it should be. */
    public long saved() {
        return get(Count.IMPORTED) + synchronizedUsers();
    }

    /** What became of users, as metrics name it. */
    public Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            count.outcome().ifPresent(name -> outcomes.put(name, get(count)));
        }
        return Collections.unmodifiableMap(outcomes);
    }

    /** All of them, as the JSON of a summary names them, in its order; changed and unchanged ones also as one number. */
    Map<String, Long> fields() {
        Map<String, Long> fields = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            if (count == Count.CHANGED) {
                fields.put(SYNCHRONIZED, synchronizedUsers());
            }
            fields.put(count.key(), get(count));
        }
        return fields;
    }

    /** All of them, as the log tells them: {@code found 3, imported 0, changed 2 (1 adopted), …}. */
    public String words() {
        return Arrays.stream(Count.values())
                .filter(count -> !count.isPart())
                .filter(count -> !count.isOfMemberships() || get(count) != 0)
                .map(count -> count.words() + " " + get(count) + partsInWords(count))
                .collect(Collectors.joining(", "));
    }

    private String partsInWords(Count whole) {
        List<Count> parts = whole.parts().stream().filter(part -> get(part) > 0).toList();
        return parts.isEmpty()
                ? ""
                : parts.stream()
                        .map(part -> get(part) + " " + part.words())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts counts && numbers.equals(counts.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    @Override
    public String toString() {
        return words();
    }
}
