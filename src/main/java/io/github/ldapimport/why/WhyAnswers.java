package io.github.ldapimport.why;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * Where a user stands with some providers, as JSON has it.
 *
 * @param user the name that was asked for
 */
@JsonPropertyOrder({"user", "inTable", "providers"})
public record WhyAnswers(String user, List<WhyAnswer> providers) {
    /** Whether any of the providers has a live row of the user. */
    @JsonProperty("inTable")
    public boolean inTable() {
        return providers.stream().anyMatch(WhyAnswer::inTable);
    }
}
