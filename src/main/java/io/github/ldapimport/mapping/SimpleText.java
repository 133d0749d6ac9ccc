package io.github.ldapimport.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/** What the text of a Simple expression shows that Camel itself does not tell, or tells too late. */
public final class SimpleText {
    /** Operators that versions of Camel after 4.17 have; 4.17 takes them for text. */
    private static final Pattern LATER_OPERATOR =
            Pattern.compile("(?:^|\\s)(\\?:|\\??~>)(?=\\s|$)|\\s(\\?)\\s(?=.*\\s:\\s)", Pattern.DOTALL);

    private static final Pattern FUNCTION = Pattern.compile("\\$\\{[^{}]*}");
    private static final Pattern BEAN = Pattern.compile("\\$\\{(?:bean|ref):([\\w-]+)(?=[.?:}])");

    /** Later versions judge these operators themselves. */
    private static final boolean KNOWS_NO_LATER_OPERATOR = String.valueOf(
                    CamelContext.class.getPackage().getImplementationVersion())
            .startsWith("4.17.");

    private SimpleText() {}

    /** An operator between functions that this version of Camel would write as text, with what to do in its place. */
    public static Optional<String> laterOperator(String expression) {
        if (!KNOWS_NO_LATER_OPERATOR || !expression.contains("${")) {
            return Optional.empty();
        }
        Matcher operator = LATER_OPERATOR.matcher(FUNCTION.matcher(expression).replaceAll("x"));
        return operator.find()
                ? Optional.of("the operator " + (operator.group(1) == null ? "? :" : operator.group(1)) + " in '"
                        + expression.strip()
                        + "' is none of this version of Camel, which would write it as text: separate"
                        + " sources of a column by |, and use a choice in a route")
                : Optional.empty();
    }

    /** The names of beans that an expression asks for when it is evaluated. */
    public static List<String> beans(String expression) {
        List<String> names = new ArrayList<>();
        Matcher bean = BEAN.matcher(expression);
        while (bean.find()) {
            if (!bean.group(1).equals("type")) {
                names.add(bean.group(1));
            }
        }
        return names;
    }
}
