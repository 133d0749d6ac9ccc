package io.github.ldapimport.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A statement that finds the rows which hold some unique values; it can be divided, where one of them cannot be compared. */
public final class HolderLookup {
    private final UniqueStatements statements;
    private final List<Want> wants;
    private final String sql;
    private final List<Object> parameters = new ArrayList<>();

    HolderLookup(UniqueStatements statements, List<Want> wants) {
        this.statements = statements;
        this.wants = wants;
        StringJoiner selects = new StringJoiner(" UNION ALL ");
        wants.forEach(want -> selects.add(statements.selectHolder(want, parameters)));
        this.sql = selects.toString();
    }

    public String sql() {
        return sql;
    }

    public List<Object> parameters() {
        return parameters;
    }

    public boolean isDivisible() {
        return wants.size() > 1;
    }

    public List<HolderLookup> halves() {
        int middle = wants.size() / 2;
        return List.of(
                new HolderLookup(statements, wants.subList(0, middle)),
                new HolderLookup(statements, wants.subList(middle, wants.size())));
    }
}
