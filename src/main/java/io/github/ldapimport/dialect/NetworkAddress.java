package io.github.ldapimport.dialect;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Addresses in PostgreSQL's types for them, which it writes in a form of its own. */
final class NetworkAddress {
    private NetworkAddress() {}

    /** Equal for {@code 2001:DB8::1} and {@code 2001:db8:0::1/128}, for {@code 10.0.0.1} and {@code 10.0.0.1/32}, and for others as they stand. */
    static Object canonical(String text) {
        String address = text.strip().toLowerCase(Locale.ROOT);
        int slash = address.indexOf('/');
        String host = slash < 0 ? address : address.substring(0, slash);
        String prefix = slash < 0 ? "" : address.substring(slash);
        boolean isVersion6 =
                host.indexOf(':') >= 0 && (host.startsWith(":") || Character.digit(host.charAt(0), 16) >= 0);
        if (prefix.equals(isVersion6 ? "/128" : "/32")) {
            prefix = "";
        }
        try {
            // so written, nobody asks the network for a name
            return isVersion6 ? InetAddress.getByName(host).getHostAddress() + prefix : host + prefix;
        } catch (UnknownHostException e) {
            // such as a hardware address
            return address;
        }
    }
}
