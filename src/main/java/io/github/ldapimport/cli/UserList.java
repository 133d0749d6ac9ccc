package io.github.ldapimport.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.github.ldapimport.request.Preview;
import io.github.ldapimport.text.Printable;
import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The list of users that a person may look at before the import. */
final class UserList {
    private static final int WIDEST = 60;

    private UserList() {}

    static String table(Preview preview) {
        List<Preview.User> sorted = preview.users().stream()
                .sorted(Comparator.comparing(Preview.User::name, Collator.getInstance()))
                .toList();
        List<ColumnData<Preview.User>> columns = new ArrayList<>();
        columns.add(column("Name").with(user -> shown(user.name())));
        columns.add(column("Account Name").with(user -> shown(user.accountName())));
        if (sorted.stream().anyMatch(user -> user.principalName() != null)) {
            columns.add(column("UPN").with(user -> shown(user.principalName())));
        }
        columns.add(column("Email").with(user -> shown(user.email())));
        String table = AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, sorted, columns);
        return preview.found() > sorted.size()
                ? table + System.lineSeparator() + "... and " + (preview.found() - sorted.size()) + " more"
                : table;
    }

    private static Column column(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(WIDEST);
    }

    private static String shown(String value) {
        return value == null ? "" : Printable.of(value);
    }
}
