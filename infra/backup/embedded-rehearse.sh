#!/usr/bin/env bash
# Restores the newest backup into a scratch folder, makes its read models anew and checks every record;
# ends with another code than 0 when anything differs. The installation is not touched.
#   GONGKAI_DATA=/var/lib/gongkai BACKUPS=/var/backups/gongkai embedded-rehearse.sh
set -euo pipefail
umask 077
: "${GONGKAI_DATA:?the data folder}" "${BACKUPS:?the folder of the backups}"
read -r -a gongkai <<<"${GONGKAI_COMMAND:-npm run -s gongkai --}"
export GONGKAI_MASTER_KEY=${GONGKAI_MASTER_KEY:-${GONGKAI_DATA%/}.key}

newest=$(find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -name '*Z' | sort | tail -n 1)
[ -n "$newest" ] || { echo "no backup in $BACKUPS" >&2; exit 1; }
scratch=$(mktemp -d "${SCRATCH:-${TMPDIR:-/tmp}}/gongkai-rehearsal.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

began=$SECONDS
"${gongkai[@]}" restore "$newest" --data "$scratch/data"
"${gongkai[@]}" rebuild --data "$scratch/data"
"${gongkai[@]}" rebuild --verify --data "$scratch/data"
"${gongkai[@]}" doctor --data "$scratch/data"
echo "restored, rebuilt and checked $newest in $((SECONDS - began)) s"
