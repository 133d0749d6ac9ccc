package io.github.ldapimport.directory;

import static io.github.ldapimport.settings.Setting.*;

import io.github.ldapimport.connection.BindError;
import io.github.ldapimport.connection.DirectoryException;
import io.github.ldapimport.connection.HostNames;
import io.github.ldapimport.settings.ConfigurationException;
import io.github.ldapimport.text.Line;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.springframework.ldap.AuthenticationException;
import org.springframework.ldap.AuthenticationNotSupportedException;
import org.springframework.ldap.CommunicationException;
import org.springframework.ldap.InsufficientResourcesException;
import org.springframework.ldap.InvalidNameException;
import org.springframework.ldap.LimitExceededException;
import org.springframework.ldap.NameNotFoundException;
import org.springframework.ldap.NoPermissionException;
import org.springframework.ldap.OperationNotSupportedException;
import org.springframework.ldap.PartialResultException;
import org.springframework.ldap.ReferralException;
import org.springframework.ldap.ServiceUnavailableException;

/** Turns what JNDI throws into one line: what was being done, what the directory said, what to do now. */
public final class DirectoryFailures {
    // JNDI throws a plain NamingException for these two; signing in ends after the connect time-out
    private static final String NO_ANSWER = "LDAP response read timed out";
    private static final String CLOSED = "LDAP connection has been closed";

    // JSSE throws a plain SSLException for an answer that is no TLS
    private static final String NO_TLS = "Unsupported or unrecognized SSL message";

    // Active Directory's answer to whoever has not signed in, an operationsError
    private static final String NOT_SIGNED_IN = "error code 1 -";

    // what the servers say of a cookie that is not theirs, or not theirs any more
    private static final Pattern COOKIE = Pattern.compile("\\bcookie\\b", Pattern.CASE_INSENSITIVE);

    // busy and unavailable, for which JNDI has one exception
    private static final Pattern BUSY = Pattern.compile("error code 5[12] -");
    private static final String PROTOCOL_ERROR = "error code 2 -";

    private DirectoryFailures() {}

    /**
     * @param doing such as "search", after "Cannot"
     * @return a {@link ConfigurationException} where a setting is wrong, else a {@link DirectoryException}
     */
    public static RuntimeException explain(String doing, Directory directory, RuntimeException failure) {
        if (failure instanceof ConfigurationException || failure instanceof DirectoryException) {
            return failure;
        }
        String said = words(failure, directory);
        Throwable cause = directory.settings().withoutPassword(failure);
        String what = "Cannot " + doing + " at " + directory.urls() + ": " + said + ": ";
        if (failure instanceof AuthenticationException) {
            return new ConfigurationException(
                    "Cannot sign in to " + directory.urls() + " as " + directory.account() + ": " + said + ": "
                            + BindError.in(said)
                                    .map(refusal -> refusal.words() + "; ")
                                    .orElse("")
                            + (directory.kind().isActiveDirectory()
                                            && !directory.account().matches(".*[\\\\@=].*")
                                    ? "a name is a DN, user@domain or DOMAIN\\name (in a properties file the backslash is"
                                            + " written twice); "
                                    : "")
                            + "check " + directory.key(DIRECTORY_USERNAME) + " and "
                            + directory.key(DIRECTORY_PASSWORD),
                    cause);
        }
        if (failure instanceof AuthenticationNotSupportedException) {
            return new ConfigurationException(
                    what + "the server wants an encrypted connection or another way to sign in, set "
                            + directory.key(DIRECTORY_START_TLS) + "=true, or an ldaps: address in "
                            + directory.key(DIRECTORY_URL),
                    cause);
        }
        if (failure instanceof NameNotFoundException) {
            return noBase(directory, "", failure);
        }
        if (failure instanceof NoPermissionException) {
            return new DirectoryException(what + "give " + directory.account() + " the right to read the users", cause);
        }
        if (said.startsWith(NO_TLS)) {
            return new ConfigurationException(
                    what + "the port does not speak TLS from the first byte, check " + directory.key(DIRECTORY_URL)
                            + ", or use an ldap: address with " + directory.key(DIRECTORY_START_TLS) + "=true",
                    cause);
        }
        if (causedBy(failure, SSLException.class)) {
            return new ConfigurationException(
                    "Cannot trust " + directory.urls() + ": " + said + ": set " + directory.key(DIRECTORY_TRUST_STORE)
                            + " to the authority that signed its certificate, and use a host name that the certificate has",
                    cause);
        }
        if (failure instanceof LimitExceededException) {
            return new DirectoryException(
                    what + "raise the server's limit for " + directory.account() + " (" + limits(directory)
                            + "); what was not read is not missing",
                    cause);
        }
        if (failure instanceof ReferralException || failure instanceof PartialResultException) {
            return new DirectoryException(
                    what + "a part of " + directory.base() + " is held by another server; set "
                            + directory.key(DIRECTORY_BASE) + " to a DN that this server holds whole"
                            + (doing.startsWith("search") && !directory.leavesReferralsOut()
                                    ? ", or " + directory.key(DIRECTORY_REFERRALS) + "=" + DirectorySettings.LEAVE_OUT
                                            + " where the users there do not belong to this provider"
                                    : ""),
                    cause);
        }
        if (doing.startsWith("search") && COOKIE.matcher(said).find()) {
            return new DirectoryException(
                    what
                            + "the server does not know the page that comes next: behind a load balancer each page may reach"
                            + " another server; set " + directory.key(DIRECTORY_URL)
                            + " to a single server, and run again",
                    cause);
        }
        if (failure instanceof OperationNotSupportedException && !doing.startsWith("search")) {
            // 389 Directory Server answers so to a disabled account, and other servers to StartTLS
            return new ConfigurationException(
                    what + "the server does not let the account in, see that it is active and check "
                            + directory.key(DIRECTORY_USERNAME)
                            + (directory.settings().usesStartTls()
                                    ? "; or it may not offer StartTLS, use an ldaps: address or set "
                                            + directory.key(DIRECTORY_START_TLS) + "=false"
                                    : ""),
                    cause);
        }
        if (failure instanceof OperationNotSupportedException) {
            return new DirectoryException(
                    what + "the server must "
                            + (directory.searchesInPages()
                                    ? "allow this account paged results (RFC 2696), or set "
                                            + directory.key(DIRECTORY_PAGED_RESULTS) + "=false where it has none"
                                    : "allow this account the search"),
                    cause);
        }
        if (directory.kind().isActiveDirectory()
                && directory.settings().isAnonymous()
                && said.contains(NOT_SIGNED_IN)) {
            return new ConfigurationException(
                    what + "Active Directory shows its users to nobody who has not signed in, set "
                            + directory.key(DIRECTORY_USERNAME) + " and " + directory.key(DIRECTORY_PASSWORD),
                    cause);
        }
        if (said.startsWith(NO_ANSWER) || causedBy(failure, SocketTimeoutException.class)) {
            return DirectoryException.unreachable(
                    what + "check " + directory.key(DIRECTORY_URL)
                            + ", the network, and that the server runs, or raise "
                            + directory.key(DIRECTORY_CONNECT_TIMEOUT) + " or " + directory.key(DIRECTORY_READ_TIMEOUT)
                            + otherServers(doing, directory),
                    cause);
        }
        if (failure instanceof ServiceUnavailableException && BUSY.matcher(said).find()) {
            return DirectoryException.unreachable(
                    what + "the server is too busy; run again at another time, and what was not read is not missing",
                    cause);
        }
        if (said.contains(PROTOCOL_ERROR)) {
            // JNDI takes it for a lost connection
            return new DirectoryException(what + "the server does not understand the request; see its log", cause);
        }
        if (failure instanceof CommunicationException
                || said.startsWith(CLOSED)
                || failure instanceof ServiceUnavailableException
                || failure instanceof InsufficientResourcesException) {
            return DirectoryException.unreachable(
                    what + "check " + directory.key(DIRECTORY_URL) + ", the network, and that the server runs"
                            + otherServers(doing, directory),
                    cause);
        }
        if (failure instanceof InvalidNameException && !doing.startsWith("search")) {
            return new ConfigurationException(
                    what + "the server takes the name for no DN, give the account's whole DN in "
                            + directory.key(DIRECTORY_USERNAME) + whichServer(directory),
                    cause);
        }
        return new DirectoryException(what + "see the server's log" + whichServer(directory), cause);
    }

    private static String whichServer(Directory directory) {
        return directory.urls().contains(" ")
                ? "; one of these servers answered so: to see which, set " + directory.key(DIRECTORY_URL) + " to one of"
                        + " them at a time"
                : "";
    }

    private static String otherServers(String doing, Directory directory) {
        return doing.startsWith("search")
                ? ""
                : HostNames.ofSeveralServers(List.of(directory.urls().split(" ")))
                        .map(several ->
                                "; " + several + ": name the servers themselves in " + directory.key(DIRECTORY_URL))
                        .orElse("");
    }

    /** An answer that does not say whether it is all. */
    public static DirectoryException noPaging(Directory directory) {
        return new DirectoryException("Cannot search " + directory.urls() + ": the answer has no paged results"
                + " control (RFC 2696), so nobody knows whether it is all; where the server does not support paging, set "
                + directory.key(DIRECTORY_PAGED_RESULTS) + "=false");
    }

    /** @param how why the search would never end */
    public static DirectoryException endless(Directory directory, long found, String how) {
        return new DirectoryException("Cannot search after " + found + " users at " + directory.urls()
                + ": the server never comes to an end, " + how + ": set " + directory.key(DIRECTORY_BASE)
                + " to a DN that lies in one database of the server, or " + directory.key(DIRECTORY_PAGED_RESULTS)
                + "=false");
    }

    /** Where the kind of directory keeps the limits on searches. */
    private static String limits(Directory directory) {
        if (directory.kind().isActiveDirectory()) {
            return "Active Directory: the LDAP policies of the domain, which ntdsutil sets";
        }
        // its limit on size holds for each page
        return directory.kind().isOf389()
                ? "389 Directory Server: nsSizeLimit, nsPagedSizeLimit, nsLookThroughLimit and nsPagedLookThroughLimit of the"
                        + " account's entry, and the first two more than " + directory.key(DIRECTORY_PAGE_SIZE)
                : "OpenLDAP: limits with size.prtotal=unlimited";
    }

    /** @param holds what the server holds instead, in words; empty where that is not known */
    static ConfigurationException noBase(Directory directory, String holds, Exception failure) {
        return new ConfigurationException(
                "Cannot find the base '" + directory.base() + "' at " + directory.urls() + holds + ": "
                        + words(failure, directory)
                        + ": there is no such entry, or the account may not see it; check "
                        + directory.key(DIRECTORY_BASE),
                directory.settings().withoutPassword(failure));
    }

    /** The innermost message: the server's own words, which may repeat the password it was sent, or the network's. */
    private static String words(Throwable failure, Directory directory) {
        String words = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                words = cause.getCause() == null && !(cause instanceof javax.naming.NamingException)
                        ? simpleName(cause) + cause.getMessage()
                        : cause.getMessage();
            }
        }
        // servers end their words with a NUL
        return Line.of(directory
                .settings()
                .withoutPassword(words)
                .replaceAll("[\\s\\x00]+", " ")
                .strip());
    }

    /** "UnknownHostException: " before a message that is only a host's name. */
    private static String simpleName(Throwable cause) {
        return cause.getMessage().contains(" ") ? "" : cause.getClass().getSimpleName() + ": ";
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
