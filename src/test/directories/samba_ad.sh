#!/usr/bin/env bash
# A private Active Directory domain controller (Samba) on loopback, filled with made-up users.  For tests only.
#
#   samba_ad.sh start [N]   start it with N users (default 5000; nothing to do if it already runs with N;
#                           with another N the domain is thrown away and made anew)
#   samba_ad.sh stop        stop it; its data stays, a later start with the same N takes it up again
#   samba_ad.sh reset       stop it and remove its directory
#   samba_ad.sh status
#   samba_ad.sh check       whether it could start here: says what is missing
#
# Its ports are fixed: 389 LDAP and STARTTLS, 636 LDAPS, 3268 and 3269 global catalogue.  So it must run as root;
# where 127.0.0.1:389 is taken, give it an address of its own: AD_ADDRESS=127.0.0.9.
# Needs: samba with samba-dsdb-modules (which apt leaves out with --no-install-recommends), samba-ad-provision,
# ldap-utils, openssl, Debian's own python3.
# Binds: Administrator@EXAMPLE.TEST (or EXAMPLE\Administrator) with Passw0rd.admin,
#        user000001@example.test up to user000020@example.test with Passw0rd.user
#   AD_DIR        its directory        (default $DIRS_HOME/samba-ad, DIRS_HOME /tmp/dirs)
#   AD_ADDRESS    where it listens     (default 127.0.0.1)
#   AD_SERVICES   Samba's services     (default ldap; "ldap kdc" adds Kerberos)
#   AD_STRONG_AUTH  yes: refuse simple binds without TLS, as an untouched Samba does (default no)
#   AD_OWN_TLS    1: let Samba make its own certificate, as an untouched Samba does (it names no address)
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${AD_DIR:-${DIRS_HOME:-/tmp/dirs}/samba-ad}
address=${AD_ADDRESS:-127.0.0.1}
python=/usr/bin/python3                # the one that sees Debian's python3-samba
realm=EXAMPLE.TEST domain=EXAMPLE host=dc1
base=DC=example,DC=test
admin_password='Passw0rd.admin'

die() { echo "samba_ad.sh: $*" >&2; exit 1; }

# Prints the pid of the samba that serves $dir; fails when there is none.
running_pid() {
  local pid
  pid=$(cat "$dir/run/samba.pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  # its command line is no witness, samba overwrites it; but it keeps the file with its pid open
  readlink "/proc/$pid/fd/"* 2>/dev/null | grep -qxF "$(readlink -f "$dir")/run/samba.pid" || return 1
  echo "$pid"
}

stop_server() {
  local pid
  pid=$(running_pid) || return 0
  kill -TERM "$pid"                    # its children end when it does
  for _ in $(seq 300); do
    kill -0 "$pid" 2>/dev/null || listening || return 0
    sleep 0.1
  done
  die "pid $pid does not end"
}

listening() { (exec 3<>"/dev/tcp/$address/389") 2>/dev/null; }

write_config() {
  mkdir -p "$dir"/{etc,private,state,cache,lock,run,log,bind-dns}
  cat >"$dir/etc/smb.conf" <<CONF
[global]
  netbios name = $host
  realm = $realm
  workgroup = $domain
  server role = active directory domain controller
  server services = ${AD_SERVICES:-ldap}
  interfaces = $address/8
  bind interfaces only = yes
  ldap server require strong auth = ${AD_STRONG_AUTH:-no}
  private dir = $dir/private
  state directory = $dir/state
  cache directory = $dir/cache
  lock directory = $dir/lock
  pid directory = $dir/run
  binddns dir = $dir/bind-dns
  ncalrpc dir = $dir/run/ncalrpc
  winbindd socket directory = $dir/run/winbindd
  ntp signd socket directory = $dir/run/ntp_signd
  log file = $dir/log/samba.log
  logging = file
CONF
  if [ "${AD_OWN_TLS:-0}" = 1 ]; then
    rm -rf "$dir/tls"
  else
    "$here/make_tls.sh" "$dir/tls" "$host.${realm,,}" "$address"
    cat >>"$dir/etc/smb.conf" <<CONF
  tls cafile = $dir/tls/ca.crt
  tls certfile = $dir/tls/server.crt
  tls keyfile = $dir/tls/server.key
CONF
  fi
  cat >>"$dir/etc/smb.conf" <<CONF
[sysvol]
  path = $dir/state/sysvol
[netlogon]
  path = $dir/state/sysvol/${realm,,}/scripts
CONF
}

# generate N: the LDIF of N users on stdout.
generate() { "$python" "$here/gen_ldif.py" "$1" --flavour ad --base "$base"; }

make_domain() {
  [ -e "$dir/etc/smb.conf" ] || [ -z "$(ls -A "$dir" 2>/dev/null)" ] || die "$dir holds something else"
  rm -rf "$dir"
  write_config
  "$python" "$here/provision_ad.py" provision "$dir/etc/smb.conf" "$realm" "$domain" "$host" "$admin_password" \
    >"$dir/log/provision.log" 2>&1 || { tail -20 "$dir/log/provision.log" >&2; die "provisioning failed"; }
  generate "$count" |
    "$python" "$here/provision_ad.py" load "$dir/etc/smb.conf" >"$dir/log/load.log" 2>&1 || { tail -20 "$dir/log/load.log" >&2; die "loading the users failed"; }
  echo "$wanted" >"$dir/loaded"
}

start_server() {
  samba -D -s "$dir/etc/smb.conf"
  for _ in $(seq 300); do
    ldapsearch -x -LLL -H "ldap://$address" -s base -b '' 1.1 >/dev/null 2>&1 && return
    sleep 0.1
  done
  die "no answer on $address:389; see $dir/log"
}

check_machine() {
  [ "$(id -u)" = 0 ] || die "must run as root: its ports are below 1024"
  command -v samba >/dev/null || die "the package samba is missing"
  [ -d /usr/share/samba/setup ] || die "the package samba-ad-provision is missing"
  "$python" -c "import samba.provision" 2>/dev/null || die "the package python3-samba is missing"
  compgen -G "/usr/lib/*/samba/ldb/samba_secrets.so" >/dev/null || die "the package samba-dsdb-modules is missing"
}

print_use() {
  echo "ldap://$address ldaps://$address $base users=$(cut -d' ' -f1 "$dir/loaded") pid=$(running_pid) dir=$dir"
}

case "${1:-}" in
  start)
    check_machine
    count=${2:-5000}
    case "$count" in *[!0-9]*) die "N must be a number, not $count" ;; esac
    wanted="$count $(generate 250 | cksum)"      # the second part changes when the generator does
    [ "$(cat "$dir/loaded" 2>/dev/null)" = "$wanted" ] || stop_server
    if ! running_pid >/dev/null; then
      listening && die "$address:389 is taken; set AD_ADDRESS, or stop a server that listens on all addresses"
      [ "$(cat "$dir/loaded" 2>/dev/null)" = "$wanted" ] || make_domain
      write_config
      start_server
    fi
    print_use ;;
  check) check_machine ;;
  stop) stop_server ;;
  reset) stop_server; [ ! -e "$dir/etc/smb.conf" ] || rm -rf "$dir" ;;
  status) running_pid >/dev/null || { echo "not running: $dir"; exit 1; }; print_use ;;
  *) sed -n '2,/^set -euo/{/^set -euo/!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
