#!/bin/sh
# reproducible.sh [MAVEN OPTION...]: builds the committed state twice, in clones with other names, in another time zone,
# language and account name, compares what is released byte by byte, and looks for each jar of lib in the bill of materials.
# Takes as long as two builds.
set -eu
repository=$(cd "$(dirname "$0")/../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# build CLONE TZ LANGUAGE ACCOUNT MAVEN OPTION...
build() (
  clone=$folder/$1 zone=$2 language=$3 account=$4
  shift 4
  # jars keep the rights that files have in the clone
  umask 022
  git clone -q "$repository" "$clone"
  cd "$clone"
  TZ=$zone LC_ALL=C.UTF-8 mvn -B -q package -Prelease -DskipTests -Duser.name="$account" -Duser.language="$language" "$@"
  cd target
  for jar in ldap-import/lib/*.jar; do
    sum=$(sha256sum "$jar")
    case $jar in
      */ldap-import-*) ;;
      *) grep -q "${sum%% *}" ldap-import-*-sbom.json || echo "$jar is not in the bill of materials" >&2 ;;
    esac
  done
  sha256sum ldap-import-*.jar ldap-import-*.tar.gz ldap-import-*.zip ldap-import-*-sbom.json
)

build one UTC en one "$@" >"$folder/one.sums"
build another-name Asia/Kolkata de another "$@" >"$folder/other.sums"
cat "$folder/one.sums"
diff "$folder/one.sums" "$folder/other.sums"
echo "The builds are equal."
