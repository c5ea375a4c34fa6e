#!/usr/bin/env bash
# Copies the folder of one member of the log's cluster. The member is stopped for it, so that the copy
# is of one moment; the others go on, for two of three are enough. Not the leader, to spare an election.
#   STOP='docker compose stop kurrentdb-3' START='docker compose start kurrentdb-3' \
#     eventstore-backup.sh /var/lib/docker/volumes/gongkai_kurrentdb-3/_data /backups/log
set -euo pipefail
umask 077
data=${1:?the folder of the member}
target=${2:?where the copy goes}
: "${STOP:?the command that stops the member}" "${START:?the command that starts it}"
[ -e "$data/chaser.chk" ] || { echo "$data has no chaser.chk: not the folder of a log" >&2; exit 1; }
[ ! -e "$target" ] || { echo "$target is there already" >&2; exit 1; }

start() { bash -c "$START"; }
bash -c "$STOP"
trap start EXIT
mkdir -p "$(dirname "$target")"
rm -rf "$target.part"
cp -a "$data" "$target.part"
(cd "$target.part" && find . -type f -print0 | sort -z | xargs -0 sha256sum) >"$target.sums"
mv "$target.sums" "$target.part/SHA256SUMS"
mv "$target.part" "$target"
echo "$target"
