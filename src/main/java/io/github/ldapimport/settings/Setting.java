package io.github.ldapimport.settings;

import java.util.List;
import java.util.Map;

/**
 * Every setting the bundle reads, with its default. A key in a file is the prefix of its owner and {@link #key()}:
 * {@code ldap-import.directory.url} for the provider {@code ldap}, {@code ldap-import.partners.directory.url} for a
 * provider whose bean was given the prefix {@code ldap-import.partners}. application.properties lists the same keys with
 * the same defaults, and a test holds the two together.
 */
public enum Setting {
    DIRECTORY_TYPE(Owner.PROVIDER, "directory.type", "openldap"),
    DIRECTORY_URL(Owner.PROVIDER, "directory.url", "ldap://localhost:389"),
    DIRECTORY_BEAN(Owner.PROVIDER, "directory.bean", ""),
    DIRECTORY_BASE(Owner.PROVIDER, "directory.base", ""),
    DIRECTORY_USERNAME(Owner.PROVIDER, "directory.username", ""),
    DIRECTORY_PASSWORD(Owner.PROVIDER, "directory.password", ""),
    DIRECTORY_PASSWORD_FILE(Owner.PROVIDER, "directory.password-file", ""),
    DIRECTORY_START_TLS(Owner.PROVIDER, "directory.start-tls", "false"),
    DIRECTORY_TRUST_STORE(Owner.PROVIDER, "directory.trust-store", ""),
    DIRECTORY_TRUST_STORE_PASSWORD(Owner.PROVIDER, "directory.trust-store-password", ""),
    DIRECTORY_KEY_STORE(Owner.PROVIDER, "directory.key-store", ""),
    DIRECTORY_KEY_STORE_PASSWORD(Owner.PROVIDER, "directory.key-store-password", ""),
    DIRECTORY_CONNECT_TIMEOUT(Owner.PROVIDER, "directory.connect-timeout", "5s"),
    DIRECTORY_READ_TIMEOUT(Owner.PROVIDER, "directory.read-timeout", "30s"),
    DIRECTORY_FILTER(Owner.PROVIDER, "directory.filter", ""),
    DIRECTORY_PAGE_SIZE(Owner.PROVIDER, "directory.page-size", "1000"),
    DIRECTORY_PAGED_RESULTS(Owner.PROVIDER, "directory.paged-results", "true"),
    DIRECTORY_REFERRALS(Owner.PROVIDER, "directory.referrals", "refuse"),
    DIRECTORY_ATTRIBUTES(Owner.PROVIDER, "directory.attributes", ""),
    DIRECTORY_USER_FILTER(Owner.PROVIDER, "directory.user-filter", ""),
    DIRECTORY_GUID_ATTRIBUTE(Owner.PROVIDER, "directory.guid-attribute", ""),
    DIRECTORY_ACCOUNT_ATTRIBUTE(Owner.PROVIDER, "directory.account-attribute", ""),
    DIRECTORY_RESOLVE_ATTRIBUTES(Owner.PROVIDER, "directory.resolve-attributes", ""),
    DIRECTORY_BINARY_ATTRIBUTES(Owner.PROVIDER, "directory.binary-attributes", ""),
    DIRECTORY_DISABLED_FILTER(Owner.PROVIDER, "directory.disabled-filter", ""),
    DIRECTORY_EXPIRED_IS_DISABLED(Owner.PROVIDER, "directory.expired-is-disabled", "false"),
    DOMAIN(Owner.PROVIDER, "domain", "default"),
    DELETE(Owner.PROVIDER, "delete", "false"),
    RESTORE(Owner.PROVIDER, "restore", "false"),
    DELETE_MISSING(Owner.PROVIDER, "delete-missing", "false"),
    GRACE(Owner.PROVIDER, "grace", ""),
    MAX_MISSING(Owner.PROVIDER, "max-missing", ""),
    MAX_DISABLED(Owner.PROVIDER, "max-disabled", ""),
    MAX_RESTORED(Owner.PROVIDER, "max-restored", ""),
    MAX_EMPTIED(Owner.PROVIDER, "max-emptied", ""),
    MAX_CHANGED(Owner.PROVIDER, "max-changed", ""),
    MAX_UNDONE(Owner.PROVIDER, "max-undone", ""),
    MAX_REMOVED(Owner.PROVIDER, "max-removed", ""),
    MIN_USERS(Owner.PROVIDER, "min-users", "0"),
    CHANGES_KEEP(Owner.PROVIDER, "changes.keep", "90d"),
    CHANGES_WITHOUT(Owner.PROVIDER, "changes.without", ""),
    APPROVAL_VALID(Owner.PROVIDER, "approval.valid", "24h"),
    USERS_TABLE(Owner.PROVIDER, "users.table", "users"),
    USERS_CREATE_TABLE(Owner.PROVIDER, "users.create-table", "embedded"),
    USERS_ID_COLUMN(Owner.PROVIDER, "users.id-column", "id"),
    USERS_ID_VALUE(Owner.PROVIDER, "users.id-value", "database"),
    USERS_GUID_COLUMN(Owner.PROVIDER, "users.guid-column", "guid"),
    USERS_DOMAIN_COLUMN(Owner.PROVIDER, "users.domain-column", "domain"),
    USERS_PASSWORD_COLUMN(Owner.PROVIDER, "users.password-column", "password"),
    USERS_PASSWORD_VALUE(Owner.PROVIDER, "users.password-value", "hashed"),
    USERS_PASSWORD_COST(Owner.PROVIDER, "users.password-cost", "10"),
    USERS_CREATED_AT_COLUMN(Owner.PROVIDER, "users.created-at-column", "created_at"),
    USERS_UPDATED_AT_COLUMN(Owner.PROVIDER, "users.updated-at-column", "updated_at"),
    USERS_DELETED_AT_COLUMN(Owner.PROVIDER, "users.deleted-at-column", "deleted_at"),
    USERS_DELETED_VALUE(Owner.PROVIDER, "users.deleted-value", ""),
    USERS_LIVE_VALUE(Owner.PROVIDER, "users.live-value", ""),
    USERS_SYNC_ATTRIBUTES(Owner.PROVIDER, "users.sync-attributes", "name=cn, email=mail"),
    USERS_INSERT_ATTRIBUTES(Owner.PROVIDER, "users.insert-attributes", ""),
    USERS_SYNC_EXISTING(Owner.PROVIDER, "users.sync-existing", ""),
    USERS_ADOPT_FILTER(Owner.PROVIDER, "users.adopt-filter", ""),
    USERS_RELEASE_COLUMNS(Owner.PROVIDER, "users.release-columns", ""),
    MEMBERS_TABLE(Owner.PROVIDER, "members.table", ""),
    MEMBERS_USER_COLUMN(Owner.PROVIDER, "members.user-column", "user_id"),
    MEMBERS_GROUP_COLUMN(Owner.PROVIDER, "members.group-column", "group_id"),
    MEMBERS_USER_VALUE(Owner.PROVIDER, "members.user-value", ""),
    MEMBERS_GROUP_VALUE(Owner.PROVIDER, "members.group-value", ""),
    MEMBERS_OF(Owner.PROVIDER, "members.of", "ldap"),
    MEMBERS_SOURCE(Owner.PROVIDER, "members.source", "auto"),
    MEMBERS_NESTED(Owner.PROVIDER, "members.nested", "false"),
    MEMBERS_CONSTANTS(Owner.PROVIDER, "members.constants", ""),
    MEMBERS_ORIGIN_COLUMN(Owner.PROVIDER, "members.origin-column", ""),
    MEMBERS_OF_DELETED(Owner.PROVIDER, "members.of-deleted", "keep"),

    DATABASE_URL(Owner.DATABASE, "database.url", "jdbc:h2:file:./data/users"),
    DATABASE_BEAN(Owner.DATABASE, "database.bean", ""),
    DATABASE_USERNAME(Owner.DATABASE, "database.username", ""),
    DATABASE_PASSWORD(Owner.DATABASE, "database.password", ""),
    DATABASE_PASSWORD_FILE(Owner.DATABASE, "database.password-file", ""),
    DATABASE_CONNECTIONS(Owner.DATABASE, "database.connections", "4"),
    DATABASE_LOCK_TIMEOUT(Owner.DATABASE, "database.lock-timeout", "10s"),

    TRIGGERS(Owner.BUNDLE, "triggers", "true"),
    SCHEDULE_CRON(Owner.BUNDLE, "schedule.cron", ""),
    SCHEDULE_TIME_ZONE(Owner.BUNDLE, "schedule.time-zone", ""),
    SCHEDULE_MISFIRE(Owner.BUNDLE, "schedule.misfire", "once"),
    SCHEDULE_PROVIDERS(Owner.BUNDLE, "schedule.providers", "ldap"),
    SCHEDULE_OPTIONS(Owner.BUNDLE, "schedule.options", ""),
    SCHEDULE_CLUSTERED(Owner.BUNDLE, "schedule.clustered", "false"),
    HTTP_ENABLED(Owner.BUNDLE, "http.enabled", "false"),
    HTTP_HOST(Owner.BUNDLE, "http.host", "127.0.0.1"),
    HTTP_PORT(Owner.BUNDLE, "http.port", "8089"),
    HTTP_TOKEN(Owner.BUNDLE, "http.token", ""),
    HTTP_TOKEN_FILE(Owner.BUNDLE, "http.token-file", ""),
    HEALTH_ENABLED(Owner.BUNDLE, "health.enabled", "false"),
    HEALTH_HOST(Owner.BUNDLE, "health.host", "127.0.0.1"),
    HEALTH_PORT(Owner.BUNDLE, "health.port", "9876"),
    HEALTH_MAX_AGE(Owner.BUNDLE, "health.max-age", ""),
    LOG_FORMAT(Owner.BUNDLE, "log.format", "text"),
    RELOAD(Owner.BUNDLE, "reload", "false"),
    PARALLEL_PAGES(Owner.BUNDLE, "parallel-pages", "3"),
    WORKER_ENDPOINT(Owner.BUNDLE, "worker.endpoint", "direct:ldap-import-page"),
    WORKER_SECRET(Owner.BUNDLE, "worker.secret", ""),
    WORKER_SECRET_FILE(Owner.BUNDLE, "worker.secret-file", ""),
    WORKER_ENABLED(Owner.BUNDLE, "worker.enabled", "true"),
    EVENTS_STARTED(Owner.BUNDLE, "events.started", ""),
    EVENTS_IMPORTING(Owner.BUNDLE, "events.importing", ""),
    EVENTS_IMPORTED(Owner.BUNDLE, "events.imported", ""),
    EVENTS_SYNCHRONIZING(Owner.BUNDLE, "events.synchronizing", ""),
    EVENTS_SYNCHRONIZED(Owner.BUNDLE, "events.synchronized", ""),
    EVENTS_SAVED(Owner.BUNDLE, "events.saved", ""),
    EVENTS_IMPORT_FAILED(Owner.BUNDLE, "events.import-failed", ""),
    EVENTS_DELETED(Owner.BUNDLE, "events.deleted", ""),
    EVENTS_RESTORED(Owner.BUNDLE, "events.restored", ""),
    EVENTS_MISSING_NOTICED(Owner.BUNDLE, "events.missing-noticed", ""),
    EVENTS_DELETED_MISSING(Owner.BUNDLE, "events.deleted-missing", ""),
    EVENTS_MEMBERS_ADDED(Owner.BUNDLE, "events.members-added", ""),
    EVENTS_MEMBERS_REMOVED(Owner.BUNDLE, "events.members-removed", ""),
    EVENTS_REFUSED(Owner.BUNDLE, "events.refused", ""),
    EVENTS_FAILED(Owner.BUNDLE, "events.failed", ""),
    EVENTS_COMPLETED(Owner.BUNDLE, "events.completed", ""),
    EVENTS_RETRIES(Owner.BUNDLE, "events.retries", "3"),
    EVENTS_RETRY_DELAY(Owner.BUNDLE, "events.retry-delay", "1s"),
    EVENTS_DEAD_LETTER(Owner.BUNDLE, "events.dead-letter", "file:data/ldap-import-dead-letter");

    /** Who reads a setting, and so which prefix stands before it. */
    public enum Owner {
        /** A bean of ldap-import-providers.camel.yaml, under the prefix it was given. */
        PROVIDER,
        /** A database bean of that file, under the prefix it was given. */
        DATABASE,
        /** The routes themselves, always under {@value #BUNDLE_PREFIX}. */
        BUNDLE
    }

    /** The prefix of the bundle's own settings and of the provider {@code ldap}. */
    public static final String BUNDLE_PREFIX = "ldap-import";

    /** The keys that settings of the bundle had before, with its prefix, and the present ones. */
    public static final Map<String, String> FORMER_KEYS = Map.of(
            BUNDLE_PREFIX + ".workers", BUNDLE_PREFIX + "." + PARALLEL_PAGES.key,
            BUNDLE_PREFIX + ".pages.endpoint", BUNDLE_PREFIX + "." + WORKER_ENDPOINT.key,
            BUNDLE_PREFIX + ".pages.secret", BUNDLE_PREFIX + "." + WORKER_SECRET.key,
            BUNDLE_PREFIX + ".pages.secret-file", BUNDLE_PREFIX + "." + WORKER_SECRET_FILE.key,
            BUNDLE_PREFIX + ".pages.worker", BUNDLE_PREFIX + "." + WORKER_ENABLED.key);

    private final Owner owner;
    private final String key;
    private final String defaultValue;

    Setting(Owner owner, String key, String defaultValue) {
        this.owner = owner;
        this.key = key;
        this.defaultValue = defaultValue;
    }

    public Owner owner() {
        return owner;
    }

    /** The key without its owner's prefix. */
    public String key() {
        return key;
    }

    public String defaultValue() {
        return defaultValue;
    }

    /** The only values that it may have; empty where any other text is one, too. */
    public List<String> choices() {
        return switch (this) {
            case DIRECTORY_TYPE -> List.of("openldap", "active-directory", "freeipa", "389ds", "other");
            case DIRECTORY_REFERRALS -> List.of("refuse", "leave-out");
            case USERS_CREATE_TABLE -> List.of("embedded", "always", "never");
            case USERS_ID_VALUE -> List.of("database", "uuid");
            case USERS_PASSWORD_VALUE -> List.of("hashed", "unusable");
            case SCHEDULE_MISFIRE -> List.of("once", "skip");
            case LOG_FORMAT -> List.of("text", "json");
            default -> List.of();
        };
    }

    /** Whether its value is a secret, which only {@link Settings#secret} reads. */
    public boolean isSecret() {
        return key.endsWith("password") || key.endsWith("secret") || key.endsWith("token");
    }

    /** What its value is as a text. */
    TypedText.Kind kind() {
        if (isSecret()) {
            return TypedText.Kind.SECRET;
        } else if (key.endsWith("-filter") || this == DIRECTORY_FILTER) {
            return this == USERS_ADOPT_FILTER ? TypedText.Kind.LIST : TypedText.Kind.FILTER;
        } else if (key.startsWith("events.")
                || this == WORKER_ENDPOINT
                || this == USERS_SYNC_ATTRIBUTES
                || this == USERS_INSERT_ATTRIBUTES
                || this == USERS_SYNC_EXISTING) {
            return TypedText.Kind.EXPRESSIONS;
        }
        return key.endsWith("attributes")
                        || key.endsWith("columns")
                        || key.startsWith("schedule.")
                        || this == CHANGES_WITHOUT
                        || this == MEMBERS_CONSTANTS
                ? TypedText.Kind.LIST
                : TypedText.Kind.VALUE;
    }
}
