package io.github.ldapimport.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ldapimport.ldap.Assertion;
import io.github.ldapimport.ldap.Filter;
import io.github.ldapimport.testing.Proves;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which parts of a filter are for other directories, on a server that has inetOrgPerson and posixAccount only. */
class ForeignClassesTest {
    private static final Set<String> OWN = Set.of("inetOrgPerson", "posixAccount");

    private static boolean isOfClass(Assertion assertion) {
        return assertion.attribute().equals("objectClass") && !assertion.isPresence();
    }

    private static String foreign(String filter) {
        ForeignClasses foreign = new ForeignClasses(
                Filter.parse(filter, "a test"),
                each -> isOfClass(each) && !OWN.contains(each.value()),
                each -> isOfClass(each) && OWN.contains(each.value()));
        return String.join(
                " ", foreign.assertions().stream().map(Assertion::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(|(objectClass=inetOrgPerson)(objectClass=user)); objectClass=user",
                "(|(objectClass=user)(objectClass=inetOrgPerson)(objectClass=USER)); objectClass=user objectClass=USER",
                "(&(mail=*)(|(objectClass=inetOrgPerson)(objectClass=user))); objectClass=user",
                "(|(objectClass=inetOrgPerson)(&(objectClass=user)(mail=*))); objectClass=user",
                "(|(&(objectClass=posixAccount)(uid=*))(&(objectClass=user)(!(objectClass=computer))));"
                        + " objectClass=user objectClass=computer",
                "(|(l=Bern)(|(objectClass=inetOrgPerson)(objectClass=user))); objectClass=user"
            })
    @Proves("1.60")
    void a_class_of_another_server_beside_one_of_this_is_for_that_server(String filter, String foreign) {
        assertThat(foreign(filter)).isEqualTo(foreign);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(objectClass=user)",
                "(&(objectClass=inetOrgPerson)(objectClass=user))",
                "(|(objectClass=user)(objectClass=computer))",
                "(|(mail=*)(objectClass=user))",
                "(!(|(objectClass=inetOrgPerson)(objectClass=user)))",
                "(&(uid=*)(!(&(|(objectClass=inetOrgPerson)(objectClass=user)))))",
                "(|(objectClass=inetOrgPerson)(!(objectClass=user)))",
                "(|(!(objectClass=inetOrgPerson))(objectClass=user))",
                "(|(objectClass=*)(objectClass=user))",
                "(|(objectClass=inetOrgPerson)(objectClass=inetOrgPersn))",
                "(|(objectClass=inetOrgPerson)(objectClass=organisationalPerson))",
                "(|(objectClass=inetOrgPerson)(objectClas=user))",
                "(|(l=Bern)(l0=user))"
            })
    @Proves("1.60")
    void anything_else_that_cannot_match_is_a_slip(String filter) {
        assertThat(foreign(filter)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource("(&(|(objectClass=inetOrgPerson)(objectClass=user))(!(objectClass=user)))")
    @Proves("1.60")
    void the_same_class_below_a_not_is_still_a_slip(String filter) {
        ForeignClasses foreign = new ForeignClasses(
                Filter.parse(filter, "a test"), each -> each.value().equals("user"), each -> each.value()
                        .equals("inetOrgPerson"));
        assertThat(foreign.assertions()).hasSize(1);
        assertThat(foreign.others()).extracting(Assertion::value).containsExactly("inetOrgPerson", "user");
    }
}
