#!/usr/bin/env bash
# Puts a cluster together again from one backup: the log into every member named, the database, the
# files. Services and members of the log must be stopped, the database up and empty, the master key and
# its lists in place. Start the members after it, then projector, watcher and api.
#   MONGODB_BACKUP_URL=… GONGKAI_BLOBS=… GONGKAI_MASTER_KEY=… \
#     cluster-restore.sh /backups/gongkai/20261122T023000Z MEMBER-FOLDER…
set -euo pipefail
umask 077
source=${1:?the backup}
shift
: "${GONGKAI_BLOBS:?the shared folder of files}" "${GONGKAI_MASTER_KEY:?the file of the master key}"
[ $# -gt 0 ] || { echo 'name the folder of each member of the log' >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
[ -e "$GONGKAI_MASTER_KEY" ] || { echo "no master key at $GONGKAI_MASTER_KEY: nothing sealed could be read" >&2; exit 3; }
# Without the lists, who was erased after the backup would be back.
if [ ! -e "$GONGKAI_MASTER_KEY.shreddings" ] && [ "${WITHOUT_SHREDDINGS:-}" != 1 ]; then
  echo "no $GONGKAI_MASTER_KEY.shreddings: bring it, or WITHOUT_SHREDDINGS=1 if nobody was ever erased" >&2
  exit 3
fi

for member in "$@"; do "$here/eventstore-restore.sh" "$source/log" "$member"; done
"$here/mongodb-restore.sh" "$source/database"
rsync --archive --ignore-existing "$(dirname "$source")/files/" "${GONGKAI_BLOBS%/}/"
echo 'Now empty the data folder of every service (the replica in it is of another log), start the' \
  'members of the log, then projector, watcher and api.'
