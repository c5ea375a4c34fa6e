#!/usr/bin/env bash
# Puts both parts of a backup back, over what is there. All services must be stopped.
#   MONGODB_BACKUP_URL=… mongodb-restore.sh /backups/database
set -euo pipefail
umask 077
source=${1:?the folder of the backup}
: "${MONGODB_BACKUP_URL:?the database, with the user backup}"
settings=$(mktemp)
trap 'rm -f "$settings"' EXIT
printf 'uri: "%s"\n' "$MONGODB_BACKUP_URL" >"$settings"
for part in made keys; do
  [ -e "$source/$part.archive.gz" ] || { echo "$source is not a whole backup" >&2; exit 1; }
done

mongorestore --config="$settings" --quiet --drop --oplogReplay --gzip --archive="$source/made.archive.gz"
mongorestore --config="$settings" --quiet --drop --gzip --archive="$source/keys.archive.gz"
echo 'restored; the services bring the read models to the end of the log by themselves'
