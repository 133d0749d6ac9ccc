package io.github.ldapimport.api;

import java.util.Map;
import org.apache.camel.Headers;

/** What ldap-import-action.kamelet.yaml cannot say in YAML: a property that was left out makes no header at all. */
public final class KameletOptions {
    /** Stands in the Kamelet for a property that was left out; no option has such a value. */
    static final String LEFT_OUT = "(left out)";

    private KameletOptions() {}

    /** Removes the headers of properties that were left out. An empty property is not left out, and will be refused. */
    public static void leaveOut(@Headers Map<String, Object> headers) {
        headers.values().removeIf(LEFT_OUT::equals);
    }
}
