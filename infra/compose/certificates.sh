#!/usr/bin/env bash
# Makes an authority of one's own and from it the certificates of the stores and of the proxy, for a
# trial or a closed network. An office with an authority of its own puts that one's files in place.
#   ./certificates.sh gongkai.county.example
set -euo pipefail
umask 077
name=${1:?the host name that people call}
cd "$(dirname "$0")"
[ ! -e certificates ] || { echo 'certificates/ is there already; move it away first' >&2; exit 1; }
mkdir certificates
cd certificates
days=825

openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj '/CN=Gongkai stores' \
  -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
  -keyout ca.key -out ca.crt 2>/dev/null

# certificate FOLDER COMMON-NAME HOST: node.crt and node.key, for serving and for calling other members.
certificate() {
  mkdir -p "$1"
  openssl req -newkey rsa:3072 -nodes -subj "/CN=$2" -keyout "$1/node.key" -out "$1/node.csr" 2>/dev/null
  openssl x509 -req -in "$1/node.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" \
    -extfile <(printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n' "$3") \
    -out "$1/node.crt" 2>/dev/null
  rm "$1/node.csr"
}

# Members know each other by one common name.
for member in kurrentdb-1 kurrentdb-2 kurrentdb-3; do
  certificate "$member" kurrentdb-node "$member"
  mkdir "$member/ca"
  cp ca.crt "$member/ca/ca.crt"
done
openssl rand -base64 756 >members.key
for member in mongodb-1 mongodb-2 mongodb-3; do
  certificate "$member" "$member" "$member"
  cat "$member/node.crt" "$member/node.key" >"$member/member.pem"
  rm "$member/node.crt" "$member/node.key"
  cp ca.crt members.key "$member/"
done
certificate server "$name" "$name"
cat server/node.crt ca.crt >server.crt
mv server/node.key server.key
rm -r server members.key ca.srl
chmod 644 ca.crt

# The accounts that the images run under; only root can give files away.
if [ "$(id -u)" = 0 ]; then
  chown -R 1000:1000 kurrentdb-*
  chown -R 999:999 mongodb-*
  chown 10001:10001 server.crt server.key
else
  echo 'not root: give kurrentdb-* to 1000, mongodb-* to 999, server.* to 10001 before the start' >&2
fi
echo 'keep certificates/ca.key elsewhere: who has it can make certificates the stores believe' >&2
