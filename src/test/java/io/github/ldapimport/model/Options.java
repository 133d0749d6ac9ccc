package io.github.ldapimport.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of a run, as headers. */
record Options(Map<String, String> headers) {
    /** Under so many rows no share of them is too large, unless somebody has said so. */
    private static final int FEW = 10;

    int chunk() {
        return Integer.parseInt(headers.getOrDefault("LdapImportChunk", "1000"));
    }

    boolean dryRun() {
        return isTrue("LdapImportDryRun");
    }

    boolean delete() {
        return isTrue("LdapImportDelete");
    }

    boolean restore() {
        return isTrue("LdapImportRestore");
    }

    boolean deleteMissing() {
        return isTrue("LdapImportDeleteMissing");
    }

    String maxMissing() {
        return headers.getOrDefault("LdapImportMaxMissing", "50%");
    }

    boolean setsMaxMissing() {
        return headers.containsKey("LdapImportMaxMissing");
    }

    /** Whether a limit refuses so many of a total. */
    boolean refuses(String limit, String otherwise, long count, long total) {
        String most = headers.getOrDefault("LdapImportMax" + limit, otherwise);
        boolean judges = headers.containsKey("LdapImportMax" + limit) || total >= FEW;
        return judges
                && (most.endsWith("%")
                        ? count * 100L > Long.parseLong(most.substring(0, most.length() - 1)) * total
                        : count > Long.parseLong(most));
    }

    int minUsers() {
        return Integer.parseInt(headers.getOrDefault("LdapImportMinUsers", "0"));
    }

    /** The only user who is asked for, or null. */
    String user() {
        return headers.get("LdapImportUser");
    }

    /** Whether a run's filter lets a user in; the only one there is asks for a group. */
    boolean lets(User user) {
        String filter = headers.get("LdapImportFilter");
        return filter == null || filter.equals(groupFilter(user.group()));
    }

    static String groupFilter(String group) {
        return "(departmentNumber=" + group + ")";
    }

    boolean requests(String attribute) {
        String attributes = headers.get("LdapImportAttributes");
        return attributes == null || List.of(attributes.split(",")).contains(attribute);
    }

    /** Without one of the options. */
    List<Options> simpler() {
        return headers.keySet().stream()
                .map(name -> {
                    Map<String, String> fewer = new LinkedHashMap<>(headers);
                    fewer.remove(name);
                    return new Options(fewer);
                })
                .toList();
    }

    private boolean isTrue(String name) {
        return "true".equals(headers.get(name));
    }
}
