#!/usr/bin/env bash
# Boots a clean Debian with systemd, installs the package and its service there, and shows that the service runs and
# examines inside its sandbox, and what it can't do. Prints "ok: …" for each claim. Needs root and systemd-nspawn.
# usage: packaging/test_service.sh PACKAGE      (the base system is that of packaging/test_deb.sh)
set -euo pipefail
cd "$(dirname "$0")/.."
package=$(realpath "$1")
base=${TREES:-/tmp}/vaglio-tree-bookworm.tar
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -e "$base" ] || { echo "not ok: packaging/test_deb.sh makes the base system first"; exit 1; }
mkdir "$work/tree"
tar -C "$work/tree" -xf "$base"
cp "$package" "$work/tree/root/vaglio.deb"
sed 's#^networks = .*#networks = ["10.83.9.0/30"]#; s#^exclusions = .*#nmap = true#; s#^zone = .*#zone = "it"#; s#^listen_seconds = .*#listen_seconds = 1#; /^opt_in/d; /^\[segments.pace\]/,$d' \
    tests/lab/vaglio.toml > "$work/tree/root/config.toml"

cat > "$work/tree/root/proof.sh" <<'PROOF'
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec > /root/proof.log 2>&1
ok() { echo "ok: $*"; }
fail() { echo "not ok: $*"; journalctl --no-pager -o cat -n 15; systemctl poweroff; exit 1; }
inside_sandbox() {  # name, command: the same unit with another command
    sed -e 's/^Type=.*/Type=oneshot/' -e '/^WatchdogSec\|^Restart=\|^NotifyAccess/d' -e "s#^ExecStart=.*#ExecStart=$2#" \
        /etc/systemd/system/vaglio.service > "/etc/systemd/system/one-$1.service"
    systemctl daemon-reload
    systemctl start "one-$1.service" || fail "$1"
    journalctl -u "one-$1.service" --no-pager -o cat
}
ip netns add plant
ip link add seg0 type veth peer name seg1 netns plant
ip link set lo up; ip link set seg0 up; ip -n plant link set seg1 up
ip address add 10.83.9.1/30 dev seg0; ip address add 10.83.10.1/30 dev seg0
for address in 10.83.9.2 10.83.10.2; do
    ip -n plant address add "$address/30" dev seg1
    ip netns exec plant python3 -m http.server 8080 --bind "$address" > /dev/null 2>&1 &
done
dpkg -i /root/vaglio.deb > /dev/null || fail "dpkg -i"
cp /root/config.toml /etc/vaglio/config.toml
vaglio service install > /dev/null || fail "service install"
sleep 5
vaglio service status > /root/status || fail "it does not run"
grep -q 'Running:   active' /root/status && ok "it runs: systemd was told that it is ready"
grep -q 'Exposure:  1\.' /root/status && ok "$(grep Exposure /root/status)"
first=$(systemctl show -P MainPID vaglio)
[ "$(stat -c %U "/proc/$first")" = vaglio ] && ok "it runs as vaglio"
systemctl reload vaglio && sleep 1 && [ "$(systemctl show -P MainPID vaglio)" = "$first" ] && ok "it reloads without a restart" || fail reload
begin=$(date +%s); systemctl stop vaglio; [ $(($(date +%s) - begin)) -le 10 ] && ok "it stops within 10 seconds" || fail stop
systemctl start vaglio; kill -9 "$(systemctl show -P MainPID vaglio)"; sleep 1
[ "$(systemctl show -P ActiveState vaglio)" = activating ] && ok "after kill -9 it is started again" || fail "kill -9"
systemctl stop vaglio
inside_sandbox audit "/usr/bin/vaglio audit lab --config /etc/vaglio/config.toml --yes" > /root/audit
grep -q 'report.html' /root/audit && ok "an audit inside the sandbox: $(grep -o '^[0-9]* machine.*points\?' /root/audit)" || fail audit
inside_sandbox nmap "/usr/bin/nmap --privileged -sT -n -Pn -p 8080 10.83.9.2" > /root/nmap
grep -q '8080/tcp open' /root/nmap && ok "nmap works inside the sandbox" || fail nmap
cat > /opt/door.py <<'PYTHON'
import mmap, socket
def word(do):
    try: do()
    except OSError as error: return error.strerror or "timed out"
    return "done"
def connect(address):
    with socket.socket() as line:
        line.settimeout(3); line.connect((address, 8080))
print("scope", word(lambda: connect("10.83.9.2")))
print("outside", word(lambda: connect("10.83.10.2")))
print("link", word(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()))
print("bluetooth", word(lambda: socket.socket(31, socket.SOCK_RAW)))
print("memory", word(lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)))
print("config", word(lambda: open("/etc/vaglio/config.toml", "a")))
print("program", word(lambda: open("/opt/vaglio/new", "a")))
print("shadow", word(lambda: open("/etc/shadow")))
print("data", word(lambda: open("/var/lib/vaglio/new", "a")))
PYTHON
inside_sandbox door "/opt/vaglio/bin/python -I /opt/door.py" > /root/door
for line in "scope done" "link done" "data done"; do grep -qx "$line" /root/door && ok "allowed: $line" || fail "$line: $(cat /root/door)"; done
for what in outside bluetooth memory config program shadow; do
    grep -q "^$what .*\(permitted\|denied\|Read-only\|not supported\|timed out\)" /root/door && ok "refused: $(grep "^$what" /root/door)" || fail "$what: $(cat /root/door)"
done
vaglio service uninstall > /dev/null && [ ! -e /etc/systemd/system/vaglio.service ] && [ -s /var/lib/vaglio/vaglio.db ] &&
    ok "uninstalled: the data is there" || fail uninstall
vaglio service uninstall --purge --yes > /dev/null && [ ! -e /var/lib/vaglio ] && ! getent passwd vaglio > /dev/null &&
    ok "purged: no data, no user" || fail purge
echo "all"
sync
systemctl poweroff
PROOF
chmod 755 "$work/tree/root/proof.sh"
printf '[Unit]\nAfter=multi-user.target\n[Service]\nExecStart=/root/proof.sh\n' > "$work/tree/etc/systemd/system/proof.service"
mkdir -p "$work/tree/etc/systemd/system/multi-user.target.wants"
ln -s /etc/systemd/system/proof.service "$work/tree/etc/systemd/system/multi-user.target.wants/proof.service"
# A network of its own: nothing of this computer's is reached.
# bpf: systemd inside makes the address rules with it.
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout 400 systemd-nspawn -q --register=no --keep-unit --private-network \
    --system-call-filter=bpf --capability=CAP_BPF,CAP_PERFMON -M "vgl-service-$$" -D "$work/tree" -b \
    > "$work/boot" 2>&1 < /dev/null || true
cat "$work/tree/root/proof.log" 2> /dev/null || tail -5 "$work/boot"
grep -qx all "$work/tree/root/proof.log"
