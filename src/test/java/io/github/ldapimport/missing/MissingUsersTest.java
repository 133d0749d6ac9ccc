package io.github.ldapimport.missing;

import static io.github.ldapimport.testing.FixedTable.ADA;
import static io.github.ldapimport.testing.FixedTable.BOB;
import static io.github.ldapimport.testing.FixedTable.EVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ldapimport.dialect.Column;
import io.github.ldapimport.directory.Directory;
import io.github.ldapimport.ldap.Entry;
import io.github.ldapimport.ldap.Guid;
import io.github.ldapimport.plan.Guards.Guard;
import io.github.ldapimport.rows.LiveUserRow;
import io.github.ldapimport.search.Page;
import io.github.ldapimport.search.SeenUsers;
import io.github.ldapimport.settings.Setting;
import io.github.ldapimport.settings.Settings;
import io.github.ldapimport.sql.SqlStatement;
import io.github.ldapimport.sql.Statements;
import io.github.ldapimport.testing.FixedTable;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who is taken for missing, and what has to be known before a row is deleted. */
class MissingUsersTest {
    private static final int AT_ONCE = 1_000;

    private final FixedTable table = new FixedTable();
    private final SeenUsers seen = new SeenUsers();
    private final LiveTable live = new LiveTable();

    /** The live rows of domains in the order of their keys, a thousand at a time. */
    private static final class LiveTable implements Statements {
        private final List<Map<String, Object>> rows = new ArrayList<>();
        private final List<SqlStatement> asked = new ArrayList<>();

        LiveTable add(long id, String guid, String domain) {
            Map<String, Object> row = new HashMap<>();
            row.put("row_id", id);
            row.put("row_guid", guid);
            row.put("row_domain", domain);
            row.put("row_label", "user" + id);
            rows.add(row);
            return this;
        }

        @Override
        public List<Map<String, Object>> rows(SqlStatement statement) {
            asked.add(statement);
            Object after =
                    statement.sql().contains(" > ?") ? statement.parameters().get(1) : -1L;
            boolean isLock = statement.sql().endsWith("FOR UPDATE");
            return rows.stream()
                    .filter(row ->
                            statement.parameters().get(0).toString().equalsIgnoreCase((String) row.get("row_domain")))
                    .filter(row -> isLock
                            ? statement.parameters().contains(row.get("row_id"))
                            : (Long) row.get("row_id") > (Long) after)
                    .limit(AT_ONCE)
                    .toList();
        }
    }

    private void see(String guid) {
        Properties properties = new Properties();
        properties.put("ldap-import.directory.base", "dc=example,dc=com");
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setOverrideProperties(properties);
        Directory directory = new Directory(new Settings(context, Setting.BUNDLE_PREFIX));
        Map<String, List<Object>> attributes = Map.of("entryUUID", List.of(guid));
        seen.see(
                new Page(List.of(new Entry("uid=" + guid, attributes, directory.requestedAttributes(Set.of())))),
                directory);
    }

    private MissingUsers compared(Predicate<LiveUserRow> canLookUp, String... domains) {
        MissingUsers missing = new MissingUsers(table.table(), List.of(domains), seen, canLookUp);
        while (missing.hasFurtherRows()) {
            missing.compareNext(live);
        }
        return missing;
    }

    private MissingUsers compared() {
        return compared(row -> true, "default");
    }

    private static List<Object> ids(List<List<LiveUserRow>> pieces) {
        return pieces.stream().flatMap(List::stream).map(LiveUserRow::id).toList();
    }

    private static MissingUsers missing(MissingUsers compared) {
        compared.toLookUp().forEach(rows -> compared.recordRecheck(rows, Set.of()));
        return compared;
    }

    @Nested
    class A_row_is_never_missing {
        @Test
        void whose_user_was_seen() {
            see(ADA);
            live.add(7, ADA, "default").add(8, BOB, "default");
            assertThat(ids(compared().toLookUp())).containsExactly(8L);
        }

        @Test
        void whose_user_was_seen_by_another_form_of_the_GUID() {
            see(ADA);
            live.add(7, Guid.swapped(ADA), "default").add(8, ADA.toUpperCase(Locale.ROOT), "default");
            assertThat(compared().toLookUp()).isEmpty();
        }

        @Test
        void whom_the_second_look_finds_in_any_form() {
            live.add(7, ADA, "default").add(8, BOB, "default").add(9, EVE, "default");
            MissingUsers missing = compared();
            missing.recordRecheck(missing.toLookUp().get(0), Set.of(ADA, Guid.swapped(BOB)));
            assertThat(missing.rows()).extracting(LiveUserRow::id).containsExactly(9L);
            assertThat(missing.count()).isEqualTo(1);
        }

        @Test
        void for_whose_GUID_the_directory_cannot_be_asked() {
            live.add(7, "no-guid", "default").add(8, BOB, "default");
            MissingUsers missing = compared(row -> !row.guid().equals("no-guid"), "default");
            assertThat(ids(missing.toLookUp())).containsExactly(8L);
            assertThat(missing.unknown().count()).isEqualTo(1);
            assertThat(missing.unknown().words("default", "entryUUID"))
                    .startsWith("1 live row of domain default holds as GUID what no entryUUID can be, such as"
                            + " id = 7 with 'no-guid'");
        }

        @Test
        void that_was_seen_though_the_directory_cannot_be_asked() {
            see(ADA);
            live.add(7, ADA, "default");
            assertThat(compared(row -> false, "default").unknown().count()).isZero();
        }

        @Test
        void that_another_provider_finds() {
            live.add(7, ADA, "default").add(8, BOB, "default");
            MissingUsers missing = missing(compared());
            missing.leave(Set.of(missing.rows().get(0)));
            assertThat(missing.rows()).extracting(LiveUserRow::id).containsExactly(8L);
        }

        @Test
        void of_a_domain_that_only_the_database_takes_for_this_one() {
            live.add(7, ADA, "DEFAULT");
            assertThat(compared().toLookUp()).isEmpty();
        }

        @Test
        void in_a_table_without_soft_deletes() {
            table.set("deleted-at-column", "");
            live.add(7, ADA, "default");
            assertThat(compared().toLookUp()).isEmpty();
            assertThat(live.asked).isEmpty();
        }
    }

    @Nested
    class Rows {
        @Test
        void are_compared_beyond_the_first_thousand_and_in_every_domain() {
            for (int i = 0; i <= AT_ONCE; i++) {
                live.add(i, new UUID(1, i).toString(), "default");
            }
            live.add(5000, EVE, "sales");
            MissingUsers missing = compared(row -> true, "default", "sales");
            assertThat(ids(missing.toLookUp())).hasSize(AT_ONCE + 2).doesNotHaveDuplicates();
        }

        @Test
        void are_looked_up_in_pieces_and_a_rest_waits_for_more() {
            for (int i = 0; i < AT_ONCE + 5; i++) {
                live.add(i, new UUID(1, i).toString(), "default");
            }
            MissingUsers missing = new MissingUsers(
                    table.table(),
                    List.of("default"),
                    seen,
                    row -> row.guid().compareTo(new UUID(1, 5).toString()) >= 0);
            missing.compareNext(live);
            List<List<LiveUserRow>> pieces = missing.toLookUp();
            assertThat(pieces).hasSize(9).allMatch(piece -> piece.size() == MissingUsers.LOOKED_UP_AT_ONCE);
            missing.compareNext(live);
            assertThat(missing.toLookUp()).extracting(List::size).containsExactly(MissingUsers.LOOKED_UP_AT_ONCE);
            assertThat(missing.toLookUp()).isEmpty();
        }
    }

    @Test
    void a_full_piece_waits_for_no_more_rows() {
        for (int i = 0; i < AT_ONCE; i++) {
            live.add(i, new UUID(1, i).toString(), "default");
        }
        MissingUsers missing = new MissingUsers(table.table(), List.of("default"), seen, row -> true);
        missing.compareNext(live);
        assertThat(missing.hasFurtherRows()).isTrue();
        assertThat(missing.toLookUp()).hasSize(AT_ONCE / MissingUsers.LOOKED_UP_AT_ONCE);
    }

    @Nested
    class Nothing_is_deleted {
        private static final List<Guard> GUARDS = List.of(
                Guard.SAME_USERS,
                Guard.OTHER_PROVIDERS,
                Guard.OTHER_PROVIDERS_LEFT,
                Guard.USERS_HAVE_GUIDS,
                Guard.COUNT_IS_RIGHT,
                Guard.NOT_ALL_MISSING,
                Guard.ALL_RELINKED,
                Guard.GRACE_RECALLED,
                Guard.BELOW_LIMIT,
                Guard.GRACE_KEPT,
                Guard.VALUES_FREE,
                Guard.MISSING_LOOKED_FOR,
                Guard.NONE_HIDDEN);

        private MissingUsers guarded() {
            live.add(7, ADA, "default");
            MissingUsers missing = missing(compared());
            missing.toConfirm();
            GUARDS.forEach(missing.guards()::pass);
            return missing;
        }

        @Test
        void without_any_of_the_guards() {
            for (Guard left : GUARDS) {
                MissingUsers missing = guarded();
                missing.guards().expect(left, 1);
                assertThatThrownBy(missing::requireGuarded).as(left.name()).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> missing.lock(live)).as(left.name()).isInstanceOf(IllegalStateException.class);
            }
            assertThatCode(guarded()::requireGuarded).doesNotThrowAnyException();
        }

        @Test
        void where_the_directory_was_not_asked_for_hidden_entries() {
            live.add(7, ADA, "default");
            MissingUsers missing = missing(compared());
            GUARDS.forEach(missing.guards()::pass);
            assertThatThrownBy(missing::requireGuarded).hasMessageContaining("direct:ldap-import-confirm-missing");
        }

        @Test
        void where_it_was_not_looked_for_collisions() {
            assertThatThrownBy(guarded()::collisions).hasMessageContaining("lookForCollisions");
        }

        @Test
        void once_the_run_was_stopped_lost_its_lock_or_did_not_check_the_rows() {
            List<Guard> guards = List.of(Guard.NOT_INTERRUPTED, Guard.LOCK_HELD, Guard.UNDER_WAY, Guard.UNCHANGED);
            MissingUsers missing = guarded();
            guards.forEach(missing.guards()::pass);
            List<SqlStatement> statements = missing.softDelete();
            assertThat(statements).singleElement().satisfies(statement -> {
                assertThat(statement.sql()).contains("\"deleted_at\" IS NULL");
                assertThat(statement.parameters()).containsExactly(7L);
            });
            for (Guard left : guards) {
                missing.guards().expect(left, 1);
                assertThatThrownBy(missing::softDelete).as(left.name()).isInstanceOf(IllegalStateException.class);
                missing.guards().pass(left);
            }
        }

        @Test
        void unless_the_rows_are_counted_as_they_were() {
            live.add(8, BOB, "default");
            MissingUsers missing = guarded();
            missing.lock(live);
            assertThat(missing.lockedCount()).isEqualTo(2);
            live.rows.get(1).put("row_guid", EVE);
            missing.lock(live);
            assertThat(missing.lockedCount()).isEqualTo(1);
        }

        @Test
        void that_is_not_counted() {
            MissingUsers missing = guarded();
            List.of(Guard.NOT_INTERRUPTED, Guard.LOCK_HELD, Guard.UNDER_WAY, Guard.UNCHANGED)
                    .forEach(missing.guards()::pass);
            missing.softDelete();
            missing.deleted(3);
            missing.deleted(4);
            assertThat(missing.deletedCount()).isEqualTo(7);
            missing.softDelete();
            assertThat(missing.deletedCount()).isZero();
        }
    }

    @Test
    void of_entries_that_only_the_second_look_has_shown_all_are_counted_and_a_few_named() {
        MissingUsers missing = compared();
        List.of("cn=1", "cn=2", "cn=3", "cn=4").forEach(missing::overlooked);
        assertThat(missing.overlookedCount()).isEqualTo(4);
        assertThat(missing.overlookedDns()).containsExactly("cn=1", "cn=2", "cn=3");
    }

    @Test
    void of_rows_with_no_GUID_of_the_directory_all_are_counted_and_a_few_named() {
        UnknownRows unknown = new UnknownRows();
        for (int i = 1; i <= 4; i++) {
            unknown.add(new LiveUserRow((long) i, "x", "x" + i, null, null));
        }
        assertThat(unknown.words("default", "entryUUID"))
                .startsWith("4 live rows of domain default hold as GUID")
                .contains("id = 3 with 'x3'")
                .doesNotContain("x4");
    }

    @Nested
    class A_row_that_was_deleted_before {
        private Collisions collisions(String... key) {
            table.column(new Column("status", Types.VARCHAR, "varchar", true))
                    .set("deleted-at-column", "status")
                    .set("deleted-value", "gone")
                    .set("live-value", "here")
                    .unique(key);
            live.add(7, ADA, "default").add(8, BOB, "default");
            MissingUsers missing = missing(compared());
            missing.lookForCollisions(statement -> List.of(Map.of("row_id", 7L, "row_holder", 3L)));
            return missing.collisions();
        }

        @Test
        void and_holds_the_same_unique_values_is_named() {
            Collisions collisions = collisions("email", "status");
            assertThat(collisions.isEmpty()).isFalse();
            assertThat(collisions.message())
                    .startsWith("1 of the 2 rows of missing users cannot be soft-deleted")
                    .contains("status among them: id = 7 (user7) has those of id = 3; no row was deleted");
        }

        @Test
        void is_in_no_rows_way_where_the_key_has_not_the_mark() {
            assertThat(collisions("email").isEmpty()).isTrue();
        }
    }

    @Test
    void of_rows_in_the_way_a_few_are_named() {
        table.column(new Column("status", Types.VARCHAR, "varchar", true))
                .set("deleted-at-column", "status")
                .set("deleted-value", "gone")
                .set("live-value", "here")
                .unique("email", "status");
        for (long id = 1; id <= 4; id++) {
            live.add(id, new UUID(1, id).toString(), "default");
        }
        MissingUsers missing = missing(compared());
        missing.lookForCollisions(statement -> live.rows.stream()
                .map(row -> Map.of("row_id", row.get("row_id"), "row_holder", (Object) ("h" + row.get("row_id"))))
                .toList());
        assertThat(missing.collisions().message())
                .startsWith("4 of the 4 rows")
                .contains("id = h3")
                .doesNotContain("id = h4");
    }

    @Nested
    class An_entry_with_the_GUID_of_a_missing_row {
        private final LiveUserRow ada = new LiveUserRow(7L, ADA, ADA, "Ada", "ada");
        private final LiveUserRow bob = new LiveUserRow(8L, Guid.swapped(BOB), Guid.swapped(BOB), "Bob", "bob");
        private final MissingUsers missing = compared();

        private PresentEntries present() {
            missing.toConfirm();
            PresentEntries present = missing.present();
            present.add(ADA, "cn=Ada");
            present.add(BOB, "cn=Bob");
            return present;
        }

        @Test
        void may_be_hidden_unless_it_is_known_to_be_no_user() {
            PresentEntries present = present();
            assertThat(missing.isAnyPresent()).isTrue();
            present.others(List.of(ada, bob), Set.of(ADA));
            assertThat(present.count()).isEqualTo(1);
            assertThat(present.examples()).containsExactly("cn=Bob");
            assertThat(missing.isAnyPresent()).isFalse();
        }

        @Test
        void hides_none_where_all_are_known_to_be_no_users() {
            PresentEntries present = present();
            present.others(List.of(ada, bob), Set.of(ADA, BOB));
            assertThat(present.count()).isZero();
        }

        @Test
        void counts_with_the_rows_at_hand_only() {
            PresentEntries present = present();
            present.begin();
            present.others(List.of(ada, bob), Set.of());
            assertThat(present.count()).isZero();
        }

        @Test
        void is_found_by_a_GUID_in_capitals_and_a_few_are_named() {
            PresentEntries present = present();
            present.begin();
            List<LiveUserRow> rows = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String guid = new UUID(10, i).toString();
                present.add(guid.toUpperCase(Locale.ROOT), "cn=" + i);
                rows.add(new LiveUserRow((long) i, guid, guid, null, null));
            }
            present.others(rows, Set.of());
            assertThat(present.count()).isEqualTo(4);
            assertThat(present.examples()).containsExactly("cn=0", "cn=1", "cn=2");
        }

        @Test
        void that_hides_attributes_names_each_once() {
            PresentEntries present = present();
            present.hides(List.of("memberOf", "mail"));
            present.hides(List.of("MEMBEROF"));
            assertThat(present.attributes()).containsExactly("mail", "memberOf");
        }
    }
}
