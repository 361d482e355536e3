#!/usr/bin/env bash
# Certificates for a city's broker, its central and its halls, from an authority of its own.
#
#   certificates.sh FOLDER authority "石家庄市税务局"     once; keep FOLDER/ca.key away from every network
#   certificates.sh FOLDER broker mqtt.example.org        for the broker, by the name that halls connect to
#   certificates.sh FOLDER central                        for central and its workers
#   certificates.sh FOLDER hall h1                        for a hall, by its id of hall.toml
#   certificates.sh FOLDER revoke h1                      writes FOLDER/revoked.crl anew, for the broker
#
# Keys are readable by whoever runs this alone. Nothing that exists is written over.
set -euo pipefail
umask 077

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
refuse() { echo "$1" >&2; exit 1; }

[ $# -ge 2 ] || usage
command -v openssl >/dev/null || refuse "openssl is missing: apt install openssl"
folder=$1 what=$2 name=${3:-}
mkdir -p "$folder"
cd "$folder"

days_authority=3650
days=825
settings=$(mktemp)
trap 'rm -f "$settings"' EXIT

config() {
    cat <<CONFIG
[req]
distinguished_name = subject
prompt = no
utf8 = yes
string_mask = utf8only
[subject]
CN = $1
[ca]
default_ca = city
[city]
database = index.txt
serial = serial
new_certs_dir = issued
certificate = ca.crt
private_key = ca.key
default_md = sha256
default_days = $days
policy = any
unique_subject = no
rand_serial = yes
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = ${2:-clientAuth}
authorityKeyIdentifier = keyid
${3:-}
CONFIG
}

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

# issue FILE COMMON-NAME USAGE EXTRA
issue() {
    [ -f ca.key ] || refuse "There is no authority in this folder yet: certificates.sh $folder authority \"NAME\""
    [ ! -e "$1.crt" ] || refuse "$folder/$1.crt is there already; revoke it, or take it away, first."
    config "$2" "$3" "${4:-}" >"$settings"
    new_key "$1.key"
    openssl req -new -key "$1.key" -config "$settings" -out "$1.csr"
    openssl ca -batch -notext -config "$settings" -extensions leaf -in "$1.csr" -out "$1.crt" 2>/dev/null
    rm -f "$1.csr"
    chmod 644 "$1.crt"
    echo "$folder/$1.crt and $1.key, for $2, $days days"
}

# A broker with a list that has ended lets nobody in, so this one ends with the authority.
revoked_list() {
    local ends
    ends=$(openssl x509 -in ca.crt -noout -enddate)
    config authority >"$settings"
    openssl ca -config "$settings" -gencrl -crl_nextupdate "$(date -u -d "${ends#*=}" +%Y%m%d%H%M%SZ)" \
        -out revoked.crl 2>/dev/null
    chmod 644 revoked.crl  # the broker runs as another user
}

case $what in
authority)
    [ -n "$name" ] || usage
    [ ! -e ca.key ] || refuse "$folder/ca.key is there already; a new authority would shut every hall out."
    config "$name" >"$settings"
    new_key ca.key
    openssl req -x509 -new -key ca.key -config "$settings" -extensions authority -days $days_authority -out ca.crt
    mkdir -p issued
    : >index.txt
    revoked_list
    chmod 644 ca.crt
    echo "$folder/ca.crt, for every program; $folder/ca.key, for nobody but this script"
    ;;
broker)
    [ -n "$name" ] || usage
    kind=DNS
    [[ $name =~ ^[0-9.]+$|: ]] && kind=IP
    issue broker "$name" serverAuth "subjectAltName = $kind:$name"
    ;;
central)
    issue central taxhall-central clientAuth
    ;;
hall)
    [[ $name =~ ^[A-Za-z0-9_-]{1,64}$ && $name != central && $name != taxhall-central ]] ||
        refuse "A hall's id has 1 to 64 letters, digits, - and _; central and taxhall-central are taken."
    issue "hall-$name" "$name" clientAuth
    ;;
revoke)
    [ -f "hall-$name.crt" ] || refuse "There is no $folder/hall-$name.crt."
    config "$name" >"$settings"
    openssl ca -config "$settings" -revoke "hall-$name.crt" 2>/dev/null
    revoked_list
    mkdir -p gone
    mv "hall-$name.crt" "gone/hall-$name-$(date +%s).crt"
    rm -f "hall-$name.key"
    echo "$folder/revoked.crl names the certificate of $name: give it to the broker and restart that"
    ;;
*)
    usage
    ;;
esac
