package io.github.ldapimport.sql;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Values that a statement is given, which print as their number: Camel prints what an expression or a bean gives where its log is set to. */
final class Values<T> extends AbstractList<T> implements RandomAccess {
    private final List<T> values;

    private Values(List<T> values) {
        this.values = values;
    }

    static <T> List<T> of(List<T> values) {
        return values instanceof Values ? values : new Values<>(values);
    }

    @Override
    public T get(int index) {
        return values.get(index);
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public String toString() {
        return "(" + values.size() + " values)";
    }
}
