#!/usr/bin/env bash
# Backs up the one-process installation into a new folder below $BACKUPS, also while it serves, and
# keeps the newest $KEEP. The master key is in no backup; the list of destroyed keys goes to a folder
# of its own.
#   GONGKAI_DATA=/var/lib/gongkai BACKUPS=/var/backups/gongkai embedded-backup.sh
set -euo pipefail
umask 077
: "${GONGKAI_DATA:?the data folder}" "${BACKUPS:?the folder of the backups}"
read -r -a gongkai <<<"${GONGKAI_COMMAND:-npm run -s gongkai --}"
key=${GONGKAI_MASTER_KEY:-${GONGKAI_DATA%/}.key}
lists=${SHREDDINGS:-${BACKUPS%/}.shreddings}
keep=${KEEP:-14}

mkdir -p "$BACKUPS" "$lists"
name=$(date -u +%Y%m%dT%H%M%SZ)
# Two of one second would be one.
while [ -e "$BACKUPS/$name" ]; do
  sleep 1
  name=$(date -u +%Y%m%dT%H%M%SZ)
done
# A name without .part is that of a whole backup.
"${gongkai[@]}" backup "$BACKUPS/$name.part" --data "$GONGKAI_DATA"
mv "$BACKUPS/$name.part" "$BACKUPS/$name"
# The newest list is the one that counts: it only grows.
if [ -e "$key.shredded" ]; then
  cp -p "$key.shredded" "$lists/list.part"
  mv "$lists/list.part" "$lists/$(basename "$key").shredded"
fi
echo "$BACKUPS/$name"

find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -name '*Z.part' ! -name "$name.part" -exec rm -rf {} +
find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -name '*Z' | sort | head -n "-$keep" |
  while IFS= read -r old; do rm -rf "$old"; done
