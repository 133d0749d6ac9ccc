package io.github.ldapimport.run;

import io.github.ldapimport.plan.Guards;
import io.github.ldapimport.plan.Guards.Guard;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value that one step of the routes gives, and later ones need. A step that needs it where the first has not run ends the run, by
 * the register of guards. For several threads at once.
 */
public final class Given<T> {
    private final Guards guards;
    private final Guard guard;
    private volatile T value;

    Given(Guards guards, Guard guard) {
        this.guards = guards;
        this.guard = guard;
    }

    /** Gives the value, in place of any before. */
    public void set(T given) {
        value = given;
        guards.pass(guard);
    }

    /** Takes the value back, as if no step had given it. */
    public void clear() {
        value = null;
        guards.expect(guard, 1);
    }

    /** @throws IllegalStateException naming the step that has not run */
    public T get() {
        T given = value;
        if (given == null) {
            guards.require(guard);
            throw new IllegalStateException("A step that ran did not give what others need (" + guard + ")");
        }
        return given;
    }

    /** The value, if a step has given it. */
    public Optional<T> find() {
        return Optional.ofNullable(value);
    }

    /** The value, or, where no step has to give it, what it is then. */
    T orElseSet(Supplier<T> usual) {
        T given = value;
        if (given == null) {
            given = usual.get();
            set(given);
        }
        return given;
    }
}
