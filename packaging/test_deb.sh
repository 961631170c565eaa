#!/usr/bin/env bash
# Installs a package into a clean Debian, examines the lab from inside, upgrades, boots it with systemd, purges; prints
# "ok: …" for each claim and stops at the first that does not hold. Needs root and debootstrap.
# usage: packaging/test_deb.sh SUITE PACKAGE NEWER-PACKAGE      (the base system is kept in TREES, default /tmp)
set -euo pipefail
cd "$(dirname "$0")/.."
suite=$1 package=$(realpath "$2") newer=$(realpath "$3")
base=${TREES:-/tmp}/vaglio-tree-$suite.tar
work=$(mktemp -d) tree=
lab_was_down=

cleanup() {
    for place in proc dev/null dev/urandom; do
        mountpoint -q "$work/tree/$place" && umount "$work/tree/$place"
    done
    [ -z "$lab_was_down" ] || .venv/bin/python -m tests.lab down > /dev/null
    rm -rf "$work"
}
trap cleanup EXIT

ok() { printf 'ok: %s\n' "$*"; }
fail() { printf 'not ok: %s\n' "$*"; exit 1; }
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/tmp DEBIAN_FRONTEND=noninteractive chroot "$tree" "$@"; }
# What the package manager itself keeps, and caches, are no leftovers of the package. It removes /opt when that is
# empty (base-files makes it without owning it).
files() { (cd "$tree" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./var/lib/dpkg -o -path ./var/cache -o -path ./var/log/dpkg.log -o -path ./run -o -path ./tmp \) -prune -o ! -path ./opt -print | sort); }

prepare() {
    if [ ! -e "$base" ]; then
        debootstrap --variant=minbase --include=python3,adduser,ca-certificates,systemd,systemd-sysv,nmap,iproute2 \
            "$suite" "$work/base" > "$work/log" 2>&1 || { tail -3 "$work/log"; fail "no clean $suite could be made"; }
        tar -C "$work/base" -cf "$base.part" . && mv "$base.part" "$base"
        rm -rf "$work/base"
    fi
    tree=$work/tree
    mkdir "$tree"
    tar -C "$tree" -xf "$base"
    mount -t proc proc "$tree/proc"
    for device in null urandom; do
        mount --bind "/dev/$device" "$tree/dev/$device"
    done
    ok "a clean $suite, $(($(stat -c %s "$base") / 1000000)) MB"
}

installs() {
    files > "$work/before"
    inside ls -A /etc /var/lib > /dev/null
    cp "$package" "$tree/tmp/one.deb"
    unshare --net env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
        chroot "$tree" dpkg -i /tmp/one.deb > "$work/log" 2>&1 || { tail -5 "$work/log"; fail "dpkg -i"; }
    ok "installed without a network"
    [ "$(inside vaglio --version)" = "vaglio $(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)" ] || fail "the version"
    ok "vaglio --version"
    [ "$(inside stat -c '%U %a' /var/lib/vaglio)" = "vaglio 700" ] || fail "the folder of the data"
    [ ! -e "$tree/etc/systemd/system/vaglio.service" ] || fail "a service that nobody asked for"
    ok "its data is for its own user; no service before there is a configuration"
    ! grep -rqE "$PWD|$HOME/|$(dirname "$work")/tmp\." "$tree/opt/vaglio" --include=RECORD --include=*.cfg --include=METADATA \
        || fail "a folder of the build is named"
    ok "no folder of the build is named"
}

examines() {  # the lab, or this machine's loopback alone where WITHOUT_LAB is set
    local network=10.83.0.8/29 around=(ip netns exec vgl-scanner) what="the lab"
    if [ -n "${WITHOUT_LAB:-}" ]; then
        network=127.0.0.1 around=(unshare --net sh -c 'ip link set lo up; exec "$@"' -) what="the loopback"
    elif ! .venv/bin/python -m tests.lab status --json 2> /dev/null | grep -q '"running": true'; then
        lab_was_down=yes
        # What has an address in that network; the whole lab takes a minute longer.
        .venv/bin/python -m tests.lab up --only press-plc,line-plc,packer-plc,robot-cell > /dev/null
    fi
    sed "s#^networks = .*#networks = [\"$network\"]#; /^exclusions/d" tests/lab/vaglio.toml > "$tree/etc/vaglio/config.toml"
    "${around[@]}" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/tmp chroot "$tree" \
        vaglio audit lab --yes > "$work/log" 2>&1 || { tail -5 "$work/log"; fail "the audit of $what"; }
    ok "$what was examined from inside: $(grep -o '^[0-9]* machine.*points\?' "$work/log")"
    if [ -n "$lab_was_down" ]; then .venv/bin/python -m tests.lab down > /dev/null; lab_was_down=; fi
    inside vaglio service install > "$work/log" 2>&1 || { tail -5 "$work/log"; fail "service install"; }
    [ "$(inside stat -c %U /var/lib/vaglio/vaglio.db)" = vaglio ] || fail "the database belongs to somebody else"
    [ "$network" = 127.0.0.1 ] || grep -q "IPAddressAllow=$network" "$tree/etc/systemd/system/vaglio.service" || fail "the scope in the unit"
    ok "the service is installed; what root had written belongs to it"
}

upgrades() {
    local scans head
    scans=$(inside vaglio scans list --json)
    # As an older version would have left it: the tables of one step before.
    inside runuser -u vaglio -- /opt/vaglio/bin/python -I - <<'PYTHON' > "$work/log" 2>&1 || { tail -5 "$work/log"; fail "an older database"; }
import sqlite3
import sys
from pathlib import Path
from scanner.store import Store, migrate
with Store.open("sqlite:////var/lib/vaglio/old.db"):
    pass
file = sqlite3.connect("/var/lib/vaglio/old.db")
first = migrate.REVISIONS[0]
for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'").fetchall():
    file.execute(f'DROP TABLE "{name}"')
file.commit(); file.close()
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
engine = create_engine("sqlite:////var/lib/vaglio/old.db")
with engine.begin() as connection:
    config = Config()
    config.set_main_option("script_location", migrate.SCRIPTS)
    config.attributes["connection"] = connection
    command.upgrade(config, first)
PYTHON
    sed -i '1i store = "sqlite:////var/lib/vaglio/old.db"' "$tree/etc/vaglio/config.toml"
    echo '# a line of the owner' >> "$tree/etc/vaglio/config.toml"
    cp "$newer" "$tree/tmp/two.deb"
    inside dpkg -i /tmp/two.deb > "$work/log" 2>&1 || { tail -5 "$work/log"; fail "the upgrade"; }
    ! grep -q 'was not' "$work/log" || { grep 'was not' "$work/log"; fail "the upgrade"; }
    ls "$tree"/var/lib/vaglio/old.db.before-* > /dev/null || fail "no copy of the database was made"
    head=$(inside /opt/vaglio/bin/python -I -c 'import sqlite3; from scanner.store.migrate import REVISIONS as r
print(r[-1] == sqlite3.connect("/var/lib/vaglio/old.db").execute("SELECT version_num FROM alembic_version").fetchone()[0])')
    [ "$head" = True ] || fail "the database was not brought up"
    ok "an older database was copied, then brought to the present tables"
    sed -i 1d "$tree/etc/vaglio/config.toml"
    [ "$(inside vaglio scans list --json)" = "$scans" ] || fail "the results after the upgrade"
    grep -q '# a line of the owner' "$tree/etc/vaglio/config.toml" || fail "the configuration after the upgrade"
    ok "upgraded to $(inside dpkg-query -W -f '${Version}' vaglio); results and configuration are as they were"
    inside dpkg --verify vaglio | grep . && fail "files that differ from the package"
    ok "every file is as the package has it"
}

removes() {
    inside dpkg -r vaglio > "$work/log" 2>&1 || { tail -5 "$work/log"; fail "removal"; }
    [ -s "$tree/var/lib/vaglio/vaglio.db" ] && [ -e "$tree/etc/vaglio/config.toml" ] || fail "removal took data away"
    [ ! -e "$tree/etc/systemd/system/vaglio.service" ] && [ ! -e "$tree/opt/vaglio" ] || fail "removal left the program"
    ok "removed: the program is gone, the data is there"
    inside dpkg -P vaglio > "$work/log" 2>&1 || { tail -5 "$work/log"; fail "purge"; }
    files > "$work/after"
    diff "$work/before" "$work/after" > "$work/diff" || { cat "$work/diff"; fail "purge left something, or took too much"; }
    ! inside getent passwd vaglio > /dev/null || fail "the user is still there"
    ok "purged: not a file more or less than before, and no user"
}

prepare
installs
examines
upgrades
removes
