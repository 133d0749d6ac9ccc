package io.github.ldapimport.why;

import io.github.ldapimport.api.Headers;
import io.github.ldapimport.api.RefusedException;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.sql.DatabaseException;
import io.github.ldapimport.sql.DatabaseFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Asks the route where a user stands. */
public final class Why {
    private static final String ROUTE = "ldap-import-why";

    private Why() {}

    /** The directory or the database could not be asked; the message is one line, for a person. */
    public static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message) {
            super(message);
        }
    }

    /**
     * Where a user stands with some providers, one after the other. Where there are several, what goes wrong with one is its answer,
     * and keeps no other from its own.
     *
     * @param name a login, a name, an address, a DN or a GUID, as a person types it
     * @throws ConfigurationException when the route, the one provider, a setting or the table is not as it must be
     * @throws NoAnswerException when the one provider cannot be asked
     */
    public static WhyAnswers ask(CamelContext context, List<String> providers, String name) {
        List<WhyAnswer> answers = new ArrayList<>();
        for (String provider : providers) {
            try {
                answers.add(ask(context, provider, name));
            } catch (ConfigurationException | NoAnswerException e) {
                if (providers.size() == 1) {
                    throw e;
                }
                answers.add(WhyAnswer.failed(provider, e.getMessage()));
            }
        }
        return new WhyAnswers(name, answers);
    }

    private static WhyAnswer ask(CamelContext context, String provider, String name) {
        if (context.getRoute(ROUTE) == null) {
            throw new ConfigurationException(
                    "There is no route " + ROUTE + ": put its file back into routes/, or its id back into the file");
        }
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange answer = template.request("direct:" + ROUTE, exchange -> {
                exchange.getMessage().setHeader(Headers.PROVIDER, provider);
                exchange.getMessage().setHeader(Headers.USER, name);
            });
            if (answer.getException() != null) {
                throw explained(answer.getException());
            }
            return answer.getMessage().getBody(WhyAnswer.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException explained(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException configuration) {
                return configuration;
            } else if (cause instanceof DirectoryException
                    || cause instanceof DatabaseException
                    || cause instanceof RefusedException) {
                return new NoAnswerException(cause.getMessage());
            }
        }
        return new NoAnswerException(DatabaseFailures.words(failure));
    }
}
