#!/usr/bin/env bash
# Shows that a backup of a cluster is one: restores it into scratch stores, which are not those in use,
# copies what they hold into a data folder with proof by count and by hash of every stream, and checks
# every record there. Ends with another code than 0 when anything differs.
#   set -a; . ./scratch.env; set +a      # GONGKAI_EVENTSTORE_URL, GONGKAI_MONGODB_URL, GONGKAI_BLOBS,
#                                        # MONGODB_BACKUP_URL: all of the scratch stores
#   START='docker compose -p scratch up -d --wait kurrentdb-1 kurrentdb-2 kurrentdb-3' \
#     GONGKAI_MASTER_KEY=… cluster-rehearse.sh /backups/gongkai/20261122T023000Z MEMBER-FOLDER…
set -euo pipefail
umask 077
source=${1:?the backup}
: "${GONGKAI_EVENTSTORE_URL:?the scratch log}" "${GONGKAI_MONGODB_URL:?the scratch database}"
: "${START:?the command that starts the members of the scratch log}"
read -r -a gongkai <<<"${GONGKAI_COMMAND:-npm run -s gongkai --}"
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d "${SCRATCH:-${TMPDIR:-/tmp}}/gongkai-rehearsal.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

began=$SECONDS
"$here/cluster-restore.sh" "$@"
bash -c "$START"
"${gongkai[@]}" migrate --from cluster --to "$scratch/data"
"${gongkai[@]}" doctor --data "$scratch/data"
echo "restored, copied and checked $source in $((SECONDS - began)) s"
