package io.github.ldapimport.observe;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;

/**
 * {@code bin/ldap-import --health [live|ready]}: asks the health page of the program that serves on this machine, for containers
 * whose image has no HTTP client. It uses Java's own classes alone, because it is started every half minute.
 */
public final class HealthProbe {
    private static final int TIMEOUT_MILLIS = 5000;
    private static final String LIVE = "live";
    private static final String DEFAULT_PORT = "9876";

    private HealthProbe() {}

    /**
     * Ends the process: with 0 if the page answers 200, with 1 if it answers otherwise or not at all, with 2 for another question.
     *
     * @param args nothing, {@code live} or {@code ready}
     */
    public static void main(String[] args) {
        System.exit(status(args, System.getenv()));
    }

    private static int status(String[] args, Map<String, String> environment) {
        String question = args.length == 0 ? LIVE : args[0];
        if (args.length > 1 || !(question.equals(LIVE) || question.equals("ready"))) {
            System.err.println("ldap-import: --health takes live or ready");
            return 2;
        }
        String page = "http://" + host(environment.getOrDefault("LDAP_IMPORT_HEALTH_HOST", "")) + ":"
                + environment.getOrDefault("LDAP_IMPORT_HEALTH_PORT", DEFAULT_PORT) + "/observe/health/" + question;
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(page).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                return 0;
            }
            System.err.println("ldap-import: " + page + " answers " + status);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("ldap-import: " + page + " does not answer: " + e.getMessage()
                    + ". Is ldap-import.health.enabled=true, and do LDAP_IMPORT_HEALTH_HOST and _PORT say where?");
        }
        return 1;
    }

    /** An address that the server may be asked at: not the one that stands for all of the machine's. */
    private static String host(String listening) {
        if (listening.isEmpty() || listening.equals("0.0.0.0") || listening.equals("::")) {
            return "127.0.0.1";
        }
        return listening.contains(":") ? "[" + listening + "]" : listening;
    }
}
