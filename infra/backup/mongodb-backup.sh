#!/usr/bin/env bash
# Two parts, for the log is copied between them (cluster-backup.sh): `made` is everything as of one
# moment, for what is made from the log must not be newer than it; `keys` is the keys alone, which must
# not be older than what is sealed under them.
#   MONGODB_BACKUP_URL=mongodb://backup:…@…/?replicaSet=gongkai&authSource=admin&tls=true&tlsCAFile=… \
#     mongodb-backup.sh made|keys /backups/database
set -euo pipefail
umask 077
part=${1:?made or keys}
target=${2:?the folder of the backup}
: "${MONGODB_BACKUP_URL:?the database, with the user backup}"
database=${GONGKAI_MONGODB_DATABASE:-gongkai}
mkdir -p "$target"
# The address has a password: it goes by a file, not by the list of processes.
settings=$(mktemp)
trap 'rm -f "$settings"' EXIT
printf 'uri: "%s"\n' "$MONGODB_BACKUP_URL" >"$settings"

case $part in
  made)
    mongodump --config="$settings" --quiet --oplog --gzip --archive="$target/made.archive.gz.part"
    mv "$target/made.archive.gz.part" "$target/made.archive.gz"
    ;;
  keys)
    # What is made from the log is left out by name, so that nothing new can be forgotten.
    mongodump --config="$settings" --quiet --gzip --db="$database" \
      --excludeCollectionsWithPrefix=rows. --excludeCollectionsWithPrefix=evidence. \
      --excludeCollection=checkpoints --excludeCollection=parked \
      --excludeCollection=collections --excludeCollection=leases \
      --archive="$target/keys.archive.gz.part"
    mv "$target/keys.archive.gz.part" "$target/keys.archive.gz"
    ;;
  *)
    echo 'made or keys' >&2
    exit 2
    ;;
esac
