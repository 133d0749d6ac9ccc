package io.github.ldapimport.directory;

import javax.naming.NamingException;
import javax.naming.directory.DirContext;
import javax.naming.ldap.BasicControl;
import javax.naming.ldap.Control;

/**
 * Asks Active Directory for what the domain itself holds, and no referrals ([MS-ADTS] 3.1.1.3.4.1.4). A search from the root of
 * a domain would else end in some to the configuration and to DNS zones, which are no place for users, and on hosts whose names
 * seldom resolve.
 */
public final class DomainScope {
    private static final String OID = "1.2.840.113556.1.4.1339";

    private static final Control[] NONE = {};

    private DomainScope() {}

    /**
     * The control, where the server at the other end says that it knows it. Another server may stand at another address, so each
     * connection is asked. Where the control is ignored all the same, a referral fails the search as any does.
     */
    public static Control[] controls(DirContext connection) throws NamingException {
        return RootDse.read(connection).controls().contains(OID)
                ? new Control[] {new BasicControl(OID, Control.NONCRITICAL, null)}
                : NONE;
    }
}
