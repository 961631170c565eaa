#!/bin/sh
# Installs the lab's Debian packages, and those of further lists (files), without letting one of their services
# start on this machine. Works on Debian 12 and later and on Ubuntu 24.04 and later; does nothing when all is
# installed already. A package that this system does not have is named and left out.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
policy=/usr/sbin/policy-rc.d
quiet=
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

# "a | b" in a list: prints what is installed, else what this release offers, else the first name.
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
    cat "$here/packages.txt" "$@" | grep -v '^#' | while IFS= read -r line; do
        [ -z "$line" ] || choose "$line"
    done | sort -u
}

missing() {
    for name in $(wanted "$@"); do
        installed "$name" || say "$name"
    done
}

# Of what is missing: what this system has.
offered() {
    for name in $(missing "$@"); do
        if known "$name"; then say "$name"; fi
    done
}

# Nothing goes for it: MariaDB, for one, can't stand beside a MySQL that is somebody's own.
get() {
    apt-get -o DPkg::Lock::Timeout=300 -o "DPkg::Path=$quiet:/usr/sbin:/usr/bin:/sbin:/bin" \
        install -q -y --no-install-recommends --no-remove "$@"
}

# One package that can't be installed must not keep the others away.
get_each() {
    for name in "$@"; do
        get "$name" || say "$name could not be installed." >&2
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
        llmnrd:llmnrd.service \
        memcached:memcached.service \
        mosquitto:mosquitto.service \
        nginx:nginx.service \
        openssh-server:ssh.service openssh-server:ssh.socket \
        postgresql-common:postgresql.service postgresql-common:postgresql@.service \
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
    rm -rf "$quiet"
    if [ -e "$policy.vgl-lab" ]; then mv "$policy.vgl-lab" "$policy"; fi
}

# Maintainer scripts ask this file before they start a service; 101 means "not allowed". Servers that inetd
# starts would write themselves into its list, and an inetd that the owner of this machine runs would open
# their ports: the command for that does nothing here.
forbid_starts() {
    trap restore_policy EXIT
    trap 'exit 1' HUP INT TERM
    if [ -e "$policy" ] && [ ! -e "$policy.vgl-lab" ]; then mv "$policy" "$policy.vgl-lab"; fi
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    quiet=$(mktemp -d)
    chmod 755 "$quiet"
    ln -s /bin/true "$quiet/update-inetd"
}

command -v apt-get >/dev/null || stop "This needs apt-get, that is, Debian or Ubuntu."
if [ -z "$(missing "$@")" ]; then
    say "All packages of the lab are installed."
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "Installing packages needs root: run this as root, or install sudo."
    exec sudo -- "$0" "$@"
fi
mask_units
forbid_starts
apt-get -o DPkg::Lock::Timeout=300 update -q
# Asked only now: before the update it is not known which packages this release has.
names=$(offered "$@" | tr '\n' ' ')
# shellcheck disable=SC2086
[ -z "$names" ] || get $names || get_each $names
left=$(missing "$@" | tr '\n' ' ')
[ -z "$left" ] || say "This system does not have, or could not install: $left"
say "The other packages are installed; none of their services was started."
