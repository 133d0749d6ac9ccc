package io.github.ldapimport.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the domain name system has to say of the servers. */
public final class HostNames {
    private HostNames() {}

    /**
     * The first host that has several addresses, in words. Java connects to the first of them only, where other programs try
     * them all: so a domain of Active Directory, whose name has the addresses of all its controllers, is lost with one of them.
     */
    public static Optional<String> ofSeveralServers(List<String> urls) {
        return urls.stream()
                .map(url -> URI.create(url).getHost())
                .filter(host -> host != null && count(host) > 1)
                .map(host -> host + " has several addresses in the domain name system, of which the first was tried")
                .findFirst();
    }

    /** One host may well have an address in each of the protocol's versions. */
    private static long count(String host) {
        try {
            List<InetAddress> all = Arrays.asList(InetAddress.getAllByName(host));
            long sixes = all.stream().filter(Inet6Address.class::isInstance).count();
            return Math.max(sixes, all.size() - sixes);
        } catch (UnknownHostException e) {
            return 0;
        }
    }
}
