package io.github.ldapimport.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings, for which routes are started.
 *
 * @param adopt how rows without a GUID are taken over
 * @param filtered whether the provider's filter leaves people out
 * @param released whether the address of a missing user is released
 * @param passwords whether rows have a password
 * @param deletable whether rows have a date of deletion
 * @param leavesOut whether the route ldap-import-user leaves some people out
 * @param workers pages at a time
 */
record Setup(
        TakeOver adopt,
        boolean filtered,
        boolean released,
        boolean passwords,
        boolean deletable,
        boolean leavesOut,
        int workers) {
    static final String DOMAIN = "default";

    /** The setting sync-existing. */
    enum TakeOver {
        NEVER(""),
        BY_MAIL("email=mail"),
        BY_MAIL_IN_ANY_CASE("email~=mail"),
        BY_MAIL_AND_NAME("email=mail, name=displayName"),
        BY_MAIL_BUT_NOT_ADA("email=mail", "name!=ada");

        final String setting;
        final String filter;

        TakeOver(String setting) {
            this(setting, "");
        }

        TakeOver(String setting, String filter) {
            this.setting = setting;
            this.filter = filter;
        }
    }

    static final List<Setup> ALL = List.of(
            new Setup(TakeOver.NEVER, false, false, false, true, false, 1),
            new Setup(TakeOver.BY_MAIL, true, true, false, true, false, 1),
            new Setup(TakeOver.BY_MAIL_IN_ANY_CASE, true, false, true, true, false, 1),
            new Setup(TakeOver.BY_MAIL_AND_NAME, false, true, false, true, true, 1),
            new Setup(TakeOver.BY_MAIL_BUT_NOT_ADA, true, false, false, true, false, 1),
            new Setup(TakeOver.BY_MAIL, false, false, false, false, false, 1),
            new Setup(TakeOver.BY_MAIL, true, true, false, true, false, 3));

    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ldap-import.directory.guid-attribute", "employeeNumber");
        settings.put(
                "ldap-import.users.sync-attributes",
                "name=displayName, email=mail, badge=carLicense, employee_no=postalCode");
        settings.put("ldap-import.users.sync-existing", adopt.setting);
        settings.put("ldap-import.users.adopt-filter", adopt.filter);
        settings.put("ldap-import.parallel-pages", String.valueOf(workers));
        if (filtered) {
            settings.put("ldap-import.directory.filter", "(!(roomNumber=outside))");
        }
        if (leavesOut) {
            settings.put("ldap-import.directory.attributes", "preferredLanguage");
        }
        if (!passwords) {
            settings.put("ldap-import.users.password-column", "");
        }
        if (!deletable) {
            settings.put("ldap-import.users.deleted-at-column", "");
        }
        settings.put("ldap-import.directory.disabled-filter", "(employeeType=disabled)");
        if (released) {
            settings.put("ldap-import.users.release-columns", "email");
        }
        return settings;
    }
}
