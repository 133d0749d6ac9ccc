#!/usr/bin/env bash
# A private 389 Directory Server on loopback, filled with made-up users.  For tests only.
#
#   ds389.sh start N [PORT] [DIR]   start a server with N users (nothing to do if it already runs with N;
#                                   with another N its data is thrown away and made anew)
#   ds389.sh stop  [PORT|DIR]       stop it; its data stays, a later start with the same N takes it up again
#   ds389.sh reset [PORT|DIR]       stop it and remove its directory
#   ds389.sh status [PORT|DIR]
#
# Defaults: PORT 3893, DIR $DIRS_HOME/ds389-PORT, DIRS_HOME /tmp/dirs.
# PORT speaks LDAP and STARTTLS, PORT+1 speaks LDAPS; DIR/tls/ca.crt is the authority to trust.
# Needs: 389-ds-base (and with it libnss3-tools), ldap-utils, openssl, python3.  Needs no root, and nothing of dscreate:
# the configuration is the server's own template with every path below DIR.
#
# Users of 389 Directory Server:  ou=people,dc=example,dc=com, as gen_ldif.py makes them; the server gives nsUniqueId,
#                                 and those whom gen_ldif.py locks have nsAccountLock: true.
# Users as FreeIPA has them:      60 of them below cn=users,cn=accounts,dc=example,dc=com, with ipaUniqueID.
# Binds: cn=Directory Manager with secret, whom no limit holds; cn=reader,dc=example,dc=com with reader, who may read;
#        any user with pw-LOGIN.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${DIRS_HOME:-/tmp/dirs}
share=${DS389_SHARE_DIR:-/usr/share/dirsrv}
default_port=3893
base=dc=example,dc=com
ipa_users=60
root_password=secret

die() { echo "ds389.sh: $*" >&2; exit 1; }

# Prints the pid of the ns-slapd that serves $dir; fails when there is none.
running_pid() {
  local pid
  pid=$(cat "$dir/ns-slapd.pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -- "-D $dir/etc " || return 1
  echo "$pid"
}

stop_server() {
  local pid
  pid=$(running_pid) || return 0
  kill -TERM "$pid"
  for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  die "pid $pid does not end"
}

# The server's own template, every path of it below $dir. Its caches would take a quarter of the memory, and a small one makes
# the import wait.
write_config() {
  mkdir -p "$dir"/{etc/schema,lock,tmp,certs,ldif,bak,run,log,db,inst}
  cp "$share"/schema/*.ldif "$dir/etc/schema/"
  # those of the package are for root alone to read; nobody sorts here by a language, or signs in with a certificate
  : >"$dir/etc/slapd-collations.conf"
  echo "certmap default default" >"$dir/etc/certmap.conf"
  # the least of FreeIPA's schema
  cat >"$dir/etc/schema/99user.ldif" <<LDIF
dn: cn=schema
attributeTypes: ( 2.16.840.1.113730.3.8.3.1 NAME 'ipaUniqueID' EQUALITY caseIgnoreMatch ORDERING caseIgnoreOrderingMatch
  SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectClasses: ( 2.16.840.1.113730.3.8.4.1 NAME 'ipaObject' SUP top AUXILIARY MUST ipaUniqueID )
LDIF
  sed -e "s|%schema_dir%|$dir/etc/schema|; s|%lock_dir%|$dir/lock|; s|%tmp_dir%|$dir/tmp|; s|%cert_dir%|$dir/certs|
          s|%ldif_dir%|$dir/ldif|; s|%bak_dir%|$dir/bak|; s|%run_dir%|$dir/run|; s|%inst_dir%|$dir/inst|
          s|%log_dir%|$dir/log|g; s|%config_dir%|$dir/etc|; s|%db_dir%|$dir/db|; s|%db_home_dir%|$dir/db|
          s|%db_lib%|bdb|; s|%fqdn%|localhost|; s|%ds_port%|$port|; s|%ds_user%|$(id -un)|
          s|%rootdn%|cn=Directory Manager|; s|%ds_passwd%|$(pwdhash -s SSHA512 "$root_password")|; s|%ds_suffix%|$base|
          s|%ldapi_enabled%|off|; s|%ldapi%|$dir/run/ldapi|; s|%ldapi_autobind%|off|" \
    -e "/^nsslapd-port:/a nsslapd-listenhost: 127.0.0.1" \
    -e "/^nsslapd-port:/a nsslapd-secureport: $((port + 1))" \
    -e "/^nsslapd-port:/a nsslapd-securelistenhost: 127.0.0.1" \
    -e "/^nsslapd-port:/a nsslapd-security: on" \
    -e "/^nsslapd-port:/a nsslapd-accesslog-logging-enabled: off" \
    -e "/^nsslapd-port:/a nsslapd-allow-anonymous-access: on" \
    -e "/^nsslapd-backend-implement:/a nsslapd-cache-autosize: 0" \
    -e "/^nsslapd-backend-implement:/a nsslapd-dbcachesize: 67108864" \
    -e "/^nsslapd-backend-implement:/a nsslapd-import-cache-autosize: 0" \
    -e "/^nsslapd-backend-implement:/a nsslapd-import-cachesize: 67108864" \
    "$share/data/template-dse.ldif" >"$dir/etc/dse.ldif"
  cat >>"$dir/etc/dse.ldif" <<LDIF
dn: cn=userRoot,cn=ldbm database,cn=plugins,cn=config
objectClass: top
objectClass: extensibleObject
objectClass: nsBackendInstance
cn: userRoot
nsslapd-suffix: $base
nsslapd-directory: $dir/db/userRoot
nsslapd-cachememsize: 67108864

dn: cn="$base",cn=mapping tree,cn=config
objectClass: top
objectClass: extensibleObject
objectClass: nsMappingTree
cn: $base
nsslapd-state: backend
nsslapd-backend: userRoot

LDIF
}

# The server keeps its certificate in NSS's own kind of database.
write_certificates() {
  "$here/make_tls.sh" "$dir/tls"
  certutil -N -d "sql:$dir/certs" --empty-password
  certutil -A -d "sql:$dir/certs" -n authority -t CT,, -i "$dir/tls/ca.crt"
  openssl pkcs12 -export -name Server-Cert -in "$dir/tls/server.crt" -inkey "$dir/tls/server.key" \
    -passout pass:secret -out "$dir/tls/server.p12"
  pk12util -i "$dir/tls/server.p12" -d "sql:$dir/certs" -W secret >/dev/null
}

# generate N: the LDIF of N users, and of users as FreeIPA has them.
generate() {
  python3 "$here/gen_ldif.py" "$1" --base "$base" --no-memberof |
    sed -e '/^entryUUID: /d' -e 's/^pwdAccountLockedTime: .*/nsAccountLock: true/' \
      -e "/^dn: $base\$/a aci: (targetattr = \"*\")(version 3.0; acl \"all may read\"; allow (read, search, compare)\
 userdn = \"ldap:///all\";)"
  printf '%s\n' "dn: cn=accounts,$base" "objectClass: top" "objectClass: nsContainer" "cn: accounts" "" \
    "dn: cn=users,cn=accounts,$base" "objectClass: top" "objectClass: nsContainer" "cn: users" ""
  python3 "$here/gen_ldif.py" "$ipa_users" --base "$base" --no-memberof |
    sed -n -e 's/^entryUUID: /ipaUniqueID: /' -e 's/^pwdAccountLockedTime: .*/nsAccountLock: TRUE/' \
      -e "s/^\(dn: .*\),ou=people,$base\$/\1,cn=users,cn=accounts,$base\nobjectClass: ipaObject/" \
      -e "/^dn: .*,cn=users,cn=accounts,/,/^\$/p"
}

load_data() {
  rm -rf "$dir/db" "$dir/loaded"
  mkdir -p "$dir/db"
  generate "$count" >"$dir/ldif/users.ldif"
  ns-slapd ldif2db -D "$dir/etc" -n userRoot -i "$dir/ldif/users.ldif" >"$dir/log/ldif2db.log" 2>&1 ||
    { tail -20 "$dir/log/ldif2db.log" >&2; die "loading the users failed"; }
  echo "$wanted" >"$dir/loaded"
}

start_server() {
  ulimit -n 4096 2>/dev/null || true
  ns-slapd -D "$dir/etc" -i "$dir/ns-slapd.pid" >"$dir/log/start.log" 2>&1 || die "ns-slapd did not start; see $dir/log"
  for _ in $(seq 300); do
    ldapsearch -x -LLL -H "ldap://127.0.0.1:$port" -s base -b '' 1.1 >/dev/null 2>&1 && return
    sleep 0.1
  done
  die "no answer on port $port; see $dir/log/errors"
}

# Was $dir made by this script?
is_ours() { grep -qxF "nsslapd-rundir: $dir/run" "$dir/etc/dse.ldif" 2>/dev/null; }

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Sets $dir from "PORT or DIR or nothing".
choose_dir() {
  case "${1:-$default_port}" in
    *[!0-9]*) dir=$1 ;;
    *) dir=$home/ds389-${1:-$default_port} ;;
  esac
  case "$dir" in /*) ;; *) dir=$PWD/$dir ;; esac
}

print_use() {
  echo "ldap://127.0.0.1:$port ldaps://127.0.0.1:$((port + 1)) $base users=$count pid=$(running_pid) dir=$dir"
}

case "${1:-}" in
  start)
    count=${2:-}; port=${3:-$default_port}
    case "$count" in ''|*[!0-9]*) die "usage: ds389.sh start N [PORT] [DIR]" ;; esac
    case "$port" in ''|*[!0-9]*) die "PORT must be a number, not $port" ;; esac
    command -v ns-slapd >/dev/null || die "the package 389-ds-base is missing"
    command -v certutil >/dev/null || die "the package libnss3-tools is missing"
    choose_dir "${4:-$port}"
    wanted="$count $(generate 250 | cksum)"    # the second part changes when the generator does
    if [ "$(cat "$dir/loaded" 2>/dev/null)" != "$wanted" ] || [ "$(cat "$dir/port" 2>/dev/null)" != "$port" ]; then
      stop_server
    fi
    if ! running_pid >/dev/null; then
      if listening "$port" || listening $((port + 1)); then
        die "port $port or $((port + 1)) is taken by another program"
      fi
      is_ours || [ -z "$(ls -A "$dir" 2>/dev/null)" ] || die "$dir holds something else"
      if [ "$(cat "$dir/loaded" 2>/dev/null)" != "$wanted" ] || [ "$(cat "$dir/port" 2>/dev/null)" != "$port" ]; then
        rm -rf "$dir"
        write_config
        write_certificates
        load_data
        echo "$port" >"$dir/port"
      fi
      start_server
    fi
    print_use ;;
  stop) choose_dir "${2:-}"; stop_server ;;
  reset) choose_dir "${2:-}"; stop_server; if is_ours; then rm -rf "$dir"; fi ;;
  status)
    choose_dir "${2:-}"
    running_pid >/dev/null || { echo "not running: $dir"; exit 1; }
    port=$(cat "$dir/port"); count=$(cut -d' ' -f1 "$dir/loaded"); print_use ;;
  *) sed -n '2,/^set -euo/{/^set -euo/!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
