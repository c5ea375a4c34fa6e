#!/usr/bin/env bash
# Puts a copy of the log into the folder of a member that is stopped and empty. When all members are
# lost, do it for each of them, with the same copy, before any is started.
#   eventstore-restore.sh /backups/log /var/lib/docker/volumes/gongkai_kurrentdb-1/_data
set -euo pipefail
umask 077
copy=${1:?the copy}
data=${2:?the folder of the member}
(cd "$copy" && sha256sum --quiet --check SHA256SUMS)
mkdir -p "$data"
[ -z "$(ls -A "$data")" ] || { echo "$data is not empty" >&2; exit 1; }
cp -a "$copy/." "$data/"
rm "$data/SHA256SUMS"
# The server cuts the log off at what had been processed, as after a crash.
cp -p "$data/chaser.chk" "$data/truncate.chk"
echo "$data"
