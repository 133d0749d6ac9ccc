package io.github.ldapimport.mapping;

import io.github.ldapimport.ldap.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.RuntimeCamelException;

/**
 * Where a column's value comes from: an attribute, a Simple expression over the entry, a quoted constant, or a handler
 * ({@code #bean:name}) that is called with the entry; or several of these with {@code |} between them, of which the first that has a
 * value gives it. A last word {@code DEFAULT} leaves the column as it is where none has one.
 */
public final class ValueSource {
    private static final String BEAN = "#bean:";
    private static final String ATTRIBUTE_NAME = "(?:[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\\.[0-9]+)+)(?:;[A-Za-z0-9-]+)*";
    private static final Pattern ATTRIBUTE = Pattern.compile(ATTRIBUTE_NAME);
    private static final Pattern CONSTANT = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    // ${body[givenName]}, ${body['givenName']}, and the first argument of whatever method: ${body.joined("mail", ', ')}
    private static final Pattern NAMED_IN_SIMPLE = Pattern.compile("\\bbody\\??(?:\\[\\s*(['\"]?)(" + ATTRIBUTE_NAME
            + ")\\1\\s*]|\\.\\w+\\(\\s*(['\"]?)(" + ATTRIBUTE_NAME + ")\\3\\s*[,)])");

    // what is left of an expression once those are taken out
    private static final Pattern READS_SOMETHING_ELSE =
            Pattern.compile("\\$\\{(?!body\\.dn}|body\\['?dn'?]|[\\s.}])\\w|bean:|\\bbody}");

    private final String attribute;
    private final Expression expression;
    private final boolean isText;
    private final Set<String> attributes;
    private final List<ValueSource> alternatives;
    private boolean leavesAsItIs;
    private String constant;
    private boolean isHandler;
    private boolean readsUnnamed;

    private ValueSource(String attribute, Expression expression, boolean isText, Set<String> attributes) {
        this.attribute = attribute;
        this.expression = expression;
        this.isText = isText;
        this.attributes = attributes;
        this.alternatives = List.of();
    }

    private ValueSource(List<ValueSource> alternatives, boolean leavesAsItIs) {
        this.attribute = null;
        this.expression = null;
        this.isText = false;
        this.attributes = alternatives.stream()
                .flatMap(each -> each.attributes.stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        this.alternatives = List.copyOf(alternatives);
        this.leavesAsItIs = leavesAsItIs;
        this.readsUnnamed = alternatives.stream().anyMatch(each -> each.readsUnnamed);
    }

    /** @throws IllegalArgumentException saying what is wrong with the text */
    static ValueSource parse(String text, CamelContext context) {
        List<String> parts = Alternatives.split(text);
        boolean leavesAsItIs = parts.get(parts.size() - 1).equals(Alternatives.DEFAULT);
        List<String> sources = leavesAsItIs ? parts.subList(0, parts.size() - 1) : parts;
        if (sources.size() == 1 && !leavesAsItIs) {
            return single(text, context);
        }
        List<ValueSource> alternatives = new ArrayList<>();
        for (String source : sources) {
            alternatives.add(single(source, context));
        }
        List<ValueSource> followed = leavesAsItIs ? alternatives : alternatives.subList(0, alternatives.size() - 1);
        if (followed.stream().anyMatch(ValueSource::isConstant)) {
            throw new IllegalArgumentException(
                    "nothing behind the constant in '" + text + "' is ever used: put it last");
        }
        return new ValueSource(alternatives, leavesAsItIs);
    }

    private static ValueSource single(String text, CamelContext context) {
        Matcher constant = CONSTANT.matcher(text);
        if (constant.matches()) {
            String value = constant.group(1) != null ? constant.group(1) : constant.group(2);
            ValueSource source = new ValueSource(null, null, false, Set.of());
            source.constant = value;
            return source;
        } else if (text.startsWith(BEAN)) {
            String name = text.substring(BEAN.length());
            requireBean(name, context);
            ValueSource source = expression(context, "bean", name, false, Set.of());
            source.isHandler = true;
            source.readsUnnamed = true;
            return source;
        } else if (text.contains("${")) {
            SimpleText.laterOperator(text).ifPresent(why -> {
                throw new IllegalArgumentException(why);
            });
            SimpleText.beans(text).forEach(name -> requireBean(name, context));
            Set<String> named = new LinkedHashSet<>();
            Matcher matcher = NAMED_IN_SIMPLE.matcher(text);
            while (matcher.find()) {
                named.add(matcher.group(2) != null ? matcher.group(2) : matcher.group(4));
            }
            named.removeIf(Entry.DN::equalsIgnoreCase);
            ValueSource source = expression(context, "simple", text, !isOneValue(text), named);
            source.readsUnnamed = named.isEmpty()
                    || READS_SOMETHING_ELSE.matcher(matcher.replaceAll("")).find();
            return source;
        } else if (ATTRIBUTE.matcher(text).matches()) {
            return new ValueSource(text, null, false, text.equalsIgnoreCase(Entry.DN) ? Set.of() : Set.of(text));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no attribute, no ${expression}, no 'constant' and no #bean:name");
    }

    private static void requireBean(String name, CamelContext context) {
        if (context.getRegistry().lookupByName(name) == null) {
            throw new IllegalArgumentException("there is no bean named '" + name + "'");
        }
    }

    private static ValueSource expression(
            CamelContext context, String language, String text, boolean isText, Set<String> attributes) {
        try {
            Expression expression = context.resolveLanguage(language).createExpression(text);
            expression.init(context);
            return new ValueSource(null, expression, isText, attributes);
        } catch (RuntimeException e) {
            String said = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new IllegalArgumentException(said.replaceAll("\\s+", " "), e);
        }
    }

    /** Whether it is the same for every entry. */
    boolean isConstant() {
        return constant != null;
    }

    /** Whether a column stays as it is, and a new row has what the database gives it, where there is no value. */
    boolean leavesAsItIs() {
        return leavesAsItIs;
    }

    /** Why it may be the same for several users, so that none can be known by it; else null. */
    String sharedReason() {
        if (leavesAsItIs || "".equals(constant)) {
            return "an empty text and DEFAULT identify no user";
        }
        return !alternatives.isEmpty()
                        && alternatives.get(alternatives.size() - 1).isConstant()
                ? "a constant behind other sources is the value of every user who has none of them"
                : null;
    }

    /** Whether its value is that of an attribute as it is, so that there is none without that attribute. */
    public boolean isAttribute() {
        return attribute != null;
    }

    /** Whether it may read attributes that it does not name: in a bean, or in what a step has left behind. */
    public boolean readsUnnamed() {
        return readsUnnamed;
    }

    /** The attributes to request for it; what a handler reads is not known. */
    public Set<String> attributes() {
        return attributes;
    }

    /**
     * The values for the entry in the exchange's body: none, one, or several without order. An expression that is one
     * <code>${...}</code> keeps the type of its value, others make text. The empty text is a value of a constant and of a handler
     * alone.
     */
    List<Object> values(Exchange exchange, Entry entry) {
        if (constant != null) {
            return List.of(constant);
        }
        if (attribute != null) {
            if (attribute.equalsIgnoreCase(Entry.DN)) {
                return List.of(entry.dn());
            }
            List<Object> values = entry.values(attribute);
            return values.contains("")
                    ? values.stream().filter(value -> !value.equals("")).toList()
                    : values;
        }
        if (expression == null) {
            return firstOf(source -> source.values(exchange, entry));
        }
        if (isText) {
            String text = evaluate(exchange, String.class);
            // "${body[givenName]} ${body[sn]}" of somebody without a given name
            return text == null || text.isBlank() ? List.of() : List.of(text.strip());
        }
        Object value = evaluate(exchange, Object.class);
        Collection<?> several = value instanceof Collection<?> collection
                ? collection
                : value instanceof Object[] array ? Arrays.asList(array) : null;
        return several == null
                ? value == null || (value.equals("") && !isHandler) ? List.of() : List.of(value)
                : several.stream()
                        .<Object>map(each -> each)
                        .filter(each -> each != null && !each.equals(""))
                        .toList();
    }

    private List<Object> firstOf(Function<ValueSource, List<Object>> valuesOf) {
        for (ValueSource alternative : alternatives) {
            List<Object> values = valuesOf.apply(alternative);
            // a blank value of the directory is none; what a constant or a handler gives is meant so
            List<Object> told = alternative.isConstant() || alternative.isHandler
                    ? values
                    : values.stream().filter(value -> !isBlank(value)).toList();
            if (!told.isEmpty()) {
                return told;
            }
        }
        return List.of();
    }

    /**
     * The same values, to know a user by: none of an expression whose attributes the entry has none of, because the text around them
     * is that of every such user.
     */
    List<Object> identifyingValues(Exchange exchange, Entry entry) {
        if (!alternatives.isEmpty()) {
            return firstOf(source -> source.identifyingValues(exchange, entry));
        }
        boolean readsNothing = expression != null
                && !readsUnnamed
                && attributes.stream().allMatch(each -> entry.values(each).isEmpty());
        return readsNothing ? List.of() : values(exchange, entry);
    }

    private static boolean isBlank(Object value) {
        return value instanceof String text && text.isBlank();
    }

    /** Camel leaves a bean's failure in the exchange, too: there it would fail the user even where it is of no account. */
    private <T> T evaluate(Exchange exchange, Class<T> type) {
        T value;
        try {
            value = expression.evaluate(exchange, type);
        } catch (RuntimeException e) {
            exchange.setException(null);
            throw e;
        }
        Exception failure = exchange.getException();
        if (failure != null) {
            exchange.setException(null);
            throw RuntimeCamelException.wrapRuntimeCamelException(failure);
        }
        return value;
    }

    /** Whether nothing stands around one <code>${...}</code>: then it need not become text. */
    private static boolean isOneValue(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return text.startsWith("${") && i == text.length() - 1;
            }
        }
        return false;
    }
}
