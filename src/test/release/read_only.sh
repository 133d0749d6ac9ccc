#!/bin/sh
# read_only.sh FOLDER COMMAND...: runs a command as a container would: in FOLDER, as an account without a name and without
# rights, on a machine where nothing can be written but FOLDER/data and /tmp. As root, and with a kernel that has namespaces.
set -eu
if [ "${READ_ONLY:-}" != inside ]; then
  READ_ONLY=inside exec unshare --mount --pid --fork --kill-child --mount-proc sh "$0" "$@"
fi
unset READ_ONLY
folder=$1
shift
mount --make-rprivate /
mount --bind "$folder/data" "$folder/data"
mount -o remount,ro,bind /
# as "podman run --read-only" and "docker run --tmpfs /tmp" have it; only if FOLDER is not below it
case $folder in
  /tmp/*) ;;
  *) mount -t tmpfs tmpfs /tmp ;;
esac
cd "$folder"
exec setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
