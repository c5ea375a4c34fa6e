#!/usr/bin/env bash
# Backs up a cluster in the one order that lets it be put together again: first what is made from the
# log (read models, evidence), then the log, then what the log refers to (keys, files). Nothing of the
# platform is stopped. Run where the member's folder and the shared folders can be read.
#   MONGODB_BACKUP_URL=… LOG_DATA=… STOP=… START=… GONGKAI_BLOBS=… GONGKAI_MASTER_KEY=… \
#     cluster-backup.sh /backups/gongkai
set -euo pipefail
umask 077
backups=${1:?the folder of the backups}
: "${LOG_DATA:?the folder of one member of the log}" "${GONGKAI_BLOBS:?the shared folder of files}"
: "${GONGKAI_MASTER_KEY:?the file of the master key}"
here=$(cd "$(dirname "$0")" && pwd)
lists=${SHREDDINGS:-${backups%/}.shreddings}
name=$(date -u +%Y%m%dT%H%M%SZ)
target=$backups/$name
mkdir -p "$target.part" "$backups/files" "$lists"

"$here/mongodb-backup.sh" made "$target.part/database"
# Time for the member to have whatever the leader had when that ended.
sleep "${SETTLE_SECONDS:-10}"
"$here/eventstore-backup.sh" "$LOG_DATA" "$target.part/log"
"$here/mongodb-backup.sh" keys "$target.part/database"
# Files are named by their digests and never change: one folder for all backups, what is there stays.
rsync --archive --ignore-existing "${GONGKAI_BLOBS%/}/" "$backups/files/"
# The lists of destroyed keys, apart from the backups: with them no backup brings anybody back.
for list in "$GONGKAI_MASTER_KEY.shredded" "$GONGKAI_MASTER_KEY.shreddings"; do
  if [ -e "$list" ]; then rsync --archive "$list" "$lists/"; fi
done
mv "$target.part" "$target"
echo "$target"
