package io.github.ldapimport.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.github.ldapimport.why.Outcome;
import io.github.ldapimport.why.WhyAnswer;
import io.github.ldapimport.why.WhyAnswer.ColumnShown;
import io.github.ldapimport.why.WhyAnswer.EntryShown;
import io.github.ldapimport.why.WhyAnswer.RowShown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Where a user stands with a provider, for a person: the steps, the values side by side, the outcome and what to do. */
final class WhyPrinter {
    private static final int MAX_WIDTH = 40;

    private WhyPrinter() {}

    static void print(WhyAnswer answer, PrintWriter out) {
        out.println("Provider " + answer.provider());
        answer.steps()
                .forEach(step ->
                        out.println("  " + (step.ok() ? "ok    " : "STOP  ") + step.step() + ": " + step.text()));
        if (answer.outcome().equals(Outcome.SEVERAL.toString())) {
            answer.entries().forEach(entry -> out.println("  entry " + shown(entry)));
            answer.rows().forEach(row -> out.println("  row   " + shown(row)));
        }
        if (!answer.columns().isEmpty()) {
            out.println("");
            table(answer.columns()).lines().forEach(line -> out.println("  " + line));
            out.println("");
        }
        out.println("  " + answer.outcome() + ": " + answer.reason());
        if (answer.remedy() != null) {
            out.println("  to do: " + answer.remedy());
        }
    }

    private static String shown(EntryShown entry) {
        return entry.dn() + (entry.guid() == null ? ", no GUID" : ", GUID " + entry.guid());
    }

    private static String shown(RowShown row) {
        return "id = " + row.id() + (row.guid() == null ? ", no GUID" : ", GUID " + row.guid())
                + (row.domain() == null ? ", no domain" : ", domain " + row.domain())
                + (row.deleted() ? ", soft-deleted " + row.deletedAt() : ", live");
    }

    private static String table(List<ColumnShown> columns) {
        List<ColumnData<ColumnShown>> shown = new ArrayList<>();
        shown.add(column("column").with(ColumnShown::column));
        shown.add(column("directory").with(ColumnShown::attributes));
        // without an entry, a mapping or a row there is nothing to put beside the others
        if (columns.stream().anyMatch(column -> column.mapped() != null)) {
            shown.add(column("mapped").with(column -> value(column.mapped())));
        }
        if (columns.stream().anyMatch(column -> column.row() != null)) {
            shown.add(column("row").with(column -> value(column.row())));
        }
        if (columns.stream().anyMatch(column -> column.next() != null)) {
            shown.add(column("next run writes").with(column -> column.next() == null ? "" : column.next()));
        }
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns, shown);
    }

    private static Column column(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(MAX_WIDTH);
    }

    private static String value(String value) {
        return value == null ? "NULL" : value;
    }
}
