package io.github.ldapimport.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.api.Failure;
import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.ImportSummary;
import io.github.ldapimport.testing.Proves;
import io.github.ldapimport.testing.RunningRoutes;
import io.github.ldapimport.testing.TestDatabase;
import io.github.ldapimport.testing.TestDatabase.Product;
import io.github.ldapimport.testing.TestDirectory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any value in a column of any type: what a dry run promises a run does, and the next one changes nothing. */
class AnyValueTest {
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "0",
            "-0",
            "00",
            "1",
            "-1",
            "+1",
            "01",
            "1.0",
            "1.50",
            "1.505",
            "-1.505",
            "0.1",
            "1e3",
            "1E-7",
            ".5",
            "5.",
            "1,5",
            "127",
            "128",
            "255",
            "256",
            "-128",
            "-129",
            "32768",
            "65536",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "123456789012345678901234567890.123456789",
            "NaN",
            "Infinity",
            "-Infinity",
            "infinity",
            "16777217",
            "0.30000000000000004",
            "3.4028236e38",
            "1e400",
            "true",
            "FALSE",
            "t",
            "yes",
            "null",
            "NULL",
            "2026",
            "1969",
            "20260229",
            "20240229",
            "2026-01-31",
            "0000-00-00",
            "9999-12-31",
            "20260131120000Z",
            "20260131120000.123456789Z",
            "20260131120000.9999999Z",
            "2026-01-31T12:00:00.999999999+02:00",
            "2026-01-31 12:00:00",
            "20260329023000",
            "19700101000000Z",
            "16000101000000Z",
            "99991231235959.9999999Z",
            "12:30",
            "12:30:15.123456789",
            "23:59:59.9999999",
            "24:00",
            "12:30+02:00",
            "12:30:00Z",
            "P1D",
            "1 day",
            "1 day 24:00:00",
            "INTERVAL '5' DAY",
            "a",
            "A",
            "a ",
            " a",
            "aé",
            "e\u0301",
            "ß",
            "ſ",
            "ı",
            "İ",
            "😀",
            "ﬀ",
            "\u00A0",
            "a\u0000b",
            "a\tb",
            "a\\b",
            "a'b",
            "a\"b",
            "a,b",
            "a, b",
            "b,a",
            "a,,b",
            "{}",
            "{a,b}",
            "{1,2}",
            "{ 1 , 2 }",
            "{01}",
            "{NULL}",
            "{\"NULL\"}",
            "{true}",
            "{1.50}",
            "{2026-01-01}",
            "{00112233-4455-6677-8899-AABBCCDDEEFF}",
            "[1,2]",
            "[1.0]",
            "[1,3)",
            "(0,4]",
            "empty",
            "{\"b\":1,\"a\":2}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1.0}",
            "\"\\u00e9\"",
            "\"é\"",
            "a=>1",
            "\"b\"=>\"2\", \"a\"=>NULL",
            "a.b",
            "the fat cat",
            "'cat' 'fat'",
            "<a/>",
            "<a></a>",
            "(1,2)",
            "POINT(1 2)",
            "00112233-4455-6677-8899-AABBCCDDEEFF",
            "00112233445566778899aabbccddeeff",
            "10.0.0.1",
            "::1",
            "::ffff:10.0.0.1",
            "2001:DB8::/32",
            "08:00:2b:01:02:03",
            "101",
            "B'101'",
            "x1F",
            "\\x6162",
            "6162",
            "YWI=",
            "0/16B3748",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

    private static final int AT_ONCE = 71;

    private final TestDirectory directory = TestDirectory.withoutSchema();
    private TestDatabase database;

    @AfterEach
    void stop() {
        database.close();
        directory.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    POSTGRESQL | CITEXT
                    POSTGRESQL | small_number
                    POSTGRESQL | short_text
                    POSTGRESQL | HSTORE
                    POSTGRESQL | BYTEA
                    POSTGRESQL | SMALLINT
                    POSTGRESQL | NUMERIC
                    POSTGRESQL | REAL
                    POSTGRESQL | FLOAT
                    POSTGRESQL | TIMESTAMPTZ(3)
                    POSTGRESQL | TIME(0)
                    POSTGRESQL | JSON
                    POSTGRESQL | JSONB
                    POSTGRESQL | MONEY
                    POSTGRESQL | VARBIT
                    POSTGRESQL | CHAR(3)
                    POSTGRESQL | numbered
                    MARIADB | INT(5) ZEROFILL
                    MARIADB | BIGINT UNSIGNED
                    MARIADB | DECIMAL(65,30)
                    MARIADB | DECIMAL(5,2) UNSIGNED
                    MARIADB | FLOAT
                    MARIADB | DATETIME(6)
                    MARIADB | YEAR
                    MARIADB | UUID
                    MARIADB | JSON
                    MARIADB | CHAR(3)
                    MARIADB | VARCHAR(3) CHARACTER SET latin1
                    MARIADB | ENUM('2','1','a','b ','ß','e')
                    MARIADB | SET('1','0','a','b')
                    MARIADB | VARCHAR(3) COLLATE utf8mb4_unicode_ci
                    H2 | NUMERIC(30, 10)
                    H2 | REAL
                    H2 | DATE
                    H2 | TIMESTAMP(9)
                    H2 | TIMESTAMP(9) WITH TIME ZONE
                    H2 | CHAR(3)
                    H2 | ENUM('2','1','a')
                    H2 | ROW(A INT)
                    """)
    @Proves("2.88")
    void is_what_the_dry_run_said_and_no_change_in_the_next_run(Product product, String type) {
        create(product, type);
        try (RunningRoutes routes = routes("sync-attributes", "a=a")) {
            // a summary has the first hundred failures
            for (int start = 0; start < VALUES.size(); start += AT_ONCE) {
                List<Integer> places = IntStream.range(start, Math.min(VALUES.size(), start + AT_ONCE))
                        .boxed()
                        .toList();
                places.forEach(place -> directory.addPerson("u" + place, "u" + place, attribute(place)));
                if (!isTaken(routes, type)) {
                    return;
                }
                // each gets the next one's
                places.forEach(place -> directory.modify("dn: uid=u" + place + "," + TestDirectory.PEOPLE
                        + "\nchangetype: modify\nreplace: a\n" + attribute((place + 1) % VALUES.size())));
                isTaken(routes, type);
                places.forEach(place -> directory.deletePerson("u" + place));
            }
        }
    }

    /** Whether the column is one that a run writes. */
    private boolean isTaken(RunningRoutes routes, String type) {
        ImportSummary foretold = routes.outcome(Headers.DRY_RUN, true, Headers.MAX_EMPTIED, "100%");
        ImportSummary summary = routes.outcome(Headers.MAX_EMPTIED, "100%");
        assertThat(foretold.status()).isEqualTo(summary.status());
        if (summary.status().equals(ImportSummary.REFUSED) || summary.found() == 0) {
            return false;
        }
        List<String> differences = new ArrayList<>(failed(foretold));
        differences.removeAll(failed(summary));
        List<String> others = new ArrayList<>(failed(summary));
        others.removeAll(failed(foretold));
        assertThat(differences).as("failures of a dry run alone, in %s", type).isEmpty();
        assertThat(others)
                .as("failures of a run alone, in %s, %s", type, summary.failures())
                .isEmpty();
        assertThat(foretold.counts()).isEqualTo(summary.counts());
        assertThat(routes.outcome().changed())
                .as("changes of the next run to %s", type)
                .isZero();
        return true;
    }

    private static String attribute(int place) {
        return "a:: " + Base64.getEncoder().encodeToString(VALUES.get(place).getBytes(UTF_8));
    }

    private static Set<String> failed(ImportSummary summary) {
        return summary.failures().stream()
                .map(Failure::name)
                .map(name -> VALUES.get(Integer.parseInt(name.substring(1))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private RunningRoutes routes(String setting, String value) {
        Map<String, String> all = new HashMap<>(Map.of(
                "ldap-import.users.password-column", "",
                "ldap-import.users.created-at-column", "",
                "ldap-import.users.updated-at-column", ""));
        all.put("ldap-import.users." + setting, value);
        return RunningRoutes.start(directory.settings(), database.settings(), all);
    }

    private void create(Product product, String type) {
        database = TestDatabase.create(product);
        if (product == Product.POSTGRESQL) {
            List.of("citext", "hstore", "ltree").forEach(each -> database.execute("CREATE EXTENSION " + each));
            database.execute("CREATE DOMAIN small_number AS NUMERIC(3, 1)");
            database.execute("CREATE DOMAIN short_text AS VARCHAR(3)");
            database.execute("CREATE DOMAIN digits AS INTEGER");
            database.execute("CREATE TYPE numbered AS ENUM ('2', '1', 'a')");
        }
        database.execute("CREATE TABLE users (id "
                + (product == Product.MARIADB ? "BIGINT AUTO_INCREMENT" : "BIGINT GENERATED BY DEFAULT AS IDENTITY")
                + " PRIMARY KEY, guid VARCHAR(64) UNIQUE, domain VARCHAR(100), a " + type + " NULL)");
    }
}
