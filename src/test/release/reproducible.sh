#!/bin/sh
# reproducible.sh [MAVEN OPTION...]: builds the committed state twice, in clones with other names, under another umask, time zone,
# language and account name, compares what is released byte by byte, and looks for each jar of lib in the bill of materials.
# Takes as long as two builds.
set -eu
repository=$(cd "$(dirname "$0")/../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# build CLONE UMASK TZ LANGUAGE ACCOUNT MAVEN OPTION...
build() (
  clone=$folder/$1 mask=$2 zone=$3 language=$4 account=$5
  shift 5
  umask "$mask"
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

build one 022 UTC en one "$@" >"$folder/one.sums"
build another-name 077 Asia/Kolkata de another "$@" >"$folder/other.sums"
cat "$folder/one.sums"
diff "$folder/one.sums" "$folder/other.sums"
echo "The builds are equal."
