package io.github.ldapimport.table;

import io.github.ldapimport.directory.Entry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/**
 * Where a column's value comes from: an attribute, a Simple expression over the entry, a quoted constant, or a handler
 * ({@code #bean:name}) that is called with the entry.
 */
final class Source {
    private static final String BEAN = "#bean:";
    private static final Pattern ATTRIBUTE =
            Pattern.compile("[A-Za-z][A-Za-z0-9-]*(;[A-Za-z0-9-]+)*|[0-9]+(\\.[0-9]+)+");
    private static final Pattern CONSTANT = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    // ${body[givenName]}, ${body['givenName']}, ${body.values("mail")}
    private static final Pattern NAMED_IN_SIMPLE = Pattern.compile(
            "body(?:\\[['\"]?([A-Za-z][A-Za-z0-9;-]*)['\"]?]|\\.(?:values|text|lowerCase|sid|get)\\(['\"]?([A-Za-z][A-Za-z0-9;-]*)['\"]?\\))");

    private final String attribute;
    private final Expression expression;
    private final boolean isText;
    private final Set<String> attributes;

    private Source(String attribute, Expression expression, boolean isText, Set<String> attributes) {
        this.attribute = attribute;
        this.expression = expression;
        this.isText = isText;
        this.attributes = attributes;
    }

    /** @throws IllegalArgumentException saying what is wrong with the text */
    static Source parse(String text, CamelContext context) {
        Matcher constant = CONSTANT.matcher(text);
        if (constant.matches()) {
            String value = constant.group(1) != null ? constant.group(1) : constant.group(2);
            return expression(context, "constant", value, false, Set.of());
        } else if (text.startsWith(BEAN)) {
            String name = text.substring(BEAN.length());
            if (context.getRegistry().lookupByName(name) == null) {
                throw new IllegalArgumentException("there is no bean named '" + name + "'");
            }
            return expression(context, "bean", name, false, Set.of());
        } else if (text.contains("${")) {
            Set<String> named = new LinkedHashSet<>();
            Matcher matcher = NAMED_IN_SIMPLE.matcher(text);
            while (matcher.find()) {
                named.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
            }
            named.remove(Entry.DN);
            return expression(context, "simple", text, true, named);
        } else if (ATTRIBUTE.matcher(text).matches()) {
            return new Source(text, null, false, text.equalsIgnoreCase(Entry.DN) ? Set.of() : Set.of(text));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no attribute, no ${expression}, no 'constant' and no #bean:name");
    }

    private static Source expression(
            CamelContext context, String language, String text, boolean isText, Set<String> attributes) {
        try {
            Expression expression = context.resolveLanguage(language).createExpression(text);
            expression.init(context);
            return new Source(null, expression, isText, attributes);
        } catch (RuntimeException e) {
            String said = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new IllegalArgumentException(said.replaceAll("\\s+", " "), e);
        }
    }

    /** The attributes to request for it; what a handler reads is not known. */
    Set<String> attributes() {
        return attributes;
    }

    /** The values for the entry in the exchange's body: none, one, or several without order. */
    List<Object> values(Exchange exchange, Entry entry) {
        if (attribute != null) {
            if (attribute.equalsIgnoreCase(Entry.DN)) {
                return List.of(entry.dn());
            }
            return entry.values(attribute);
        }
        Object value =
                isText ? expression.evaluate(exchange, String.class) : expression.evaluate(exchange, Object.class);
        if (value instanceof String text && isText) {
            // "${body[givenName]} ${body[sn]}" of somebody without a given name
            value = text.strip();
        }
        return value == null || value.equals("") ? List.of() : List.of(value);
    }
}
