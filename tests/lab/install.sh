#!/bin/sh
# Installs the lab's Debian packages without letting one of their services start on this machine.
# Works on Debian 12 and later and on Ubuntu 24.04 and later; does nothing when all is installed already.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
policy=/usr/sbin/policy-rc.d
export DEBIAN_FRONTEND=noninteractive

say() { printf '%s\n' "$*"; }

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

known() {
    apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

# "a | b" in the list: prints what is installed, else what this release offers, else the first name.
choose() {
    for name in $(printf '%s' "$1" | tr '|' ' '); do
        if installed "$name"; then say "$name"; return; fi
    done
    for name in $(printf '%s' "$1" | tr '|' ' '); do
        if known "$name"; then say "$name"; return; fi
    done
    say "${1%% *}"
}

wanted() {
    grep -v '^#' "$here/packages.txt" | while IFS= read -r line; do
        [ -z "$line" ] || choose "$line"
    done
}

missing() {
    for name in $(wanted); do
        installed "$name" || say "$name"
    done
}

# A masked unit can't start, neither now nor at the next boot; a service that the owner of this
# machine had before is left alone.
mask_units() {
    [ -d /run/systemd/system ] || return 0
    for pair in \
        garagemq:garagemq.service \
        influxdb:influxdb.service \
        inetutils-inetd:inetutils-inetd.service \
        knxd:knxd.service knxd:knxd.socket \
        memcached:memcached.service \
        mosquitto:mosquitto.service \
        nginx:nginx.service \
        openssh-server:ssh.service openssh-server:ssh.socket \
        redis-server:redis-server.service \
        samba:smbd.service samba:nmbd.service samba:samba-ad-dc.service samba:winbind.service \
        snmpd:snmpd.service snmpd:snmptrapd.service \
        tigervnc-standalone-server:tigervncserver@.service \
        vsftpd:vsftpd.service \
        xrdp:xrdp.service xrdp:xrdp-sesman.service
    do
        installed "${pair%%:*}" || systemctl mask "${pair#*:}" >/dev/null 2>&1 || true
    done
}

restore_policy() {
    rm -f "$policy"
    if [ -e "$policy.vgl-lab" ]; then mv "$policy.vgl-lab" "$policy"; fi
}

# Maintainer scripts ask this file before they start a service; 101 means "not allowed".
forbid_starts() {
    trap restore_policy EXIT
    trap 'exit 1' HUP INT TERM
    if [ -e "$policy" ] && [ ! -e "$policy.vgl-lab" ]; then mv "$policy" "$policy.vgl-lab"; fi
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
}

command -v apt-get >/dev/null || stop "This needs apt-get, that is, Debian or Ubuntu."
if [ -z "$(missing)" ]; then
    say "All packages of the lab are installed."
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "Installing packages needs root: run this as root, or install sudo."
    exec sudo -- "$0" "$@"
fi
mask_units
forbid_starts
apt-get update -q
# Asked again: only after the update is it known which of two names this release has.
# shellcheck disable=SC2046
apt-get install -q -y --no-install-recommends $(missing)
[ -z "$(missing)" ] || stop "Still not installed: $(missing | tr '\n' ' ')"
say "The packages of the lab are installed; none of their services was started."
