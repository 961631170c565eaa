#!/usr/bin/env bash
# `make audit`: examines a real segment, or the lab factory when none is named, and leaves a report.
set -euo pipefail
cd "$(dirname "$0")/.."
segment=$1 zone=$2 out=$3

say() { printf '%s\n' "$*" >&2; }

if [ -n "$segment" ]; then
    [ "$(id -u)" = 0 ] || say "Not root: no link layer (ARP, listening); machines are found with echo requests and knocks."
    exec .venv/bin/vaglio audit "$segment" --zone "$zone" --output "$out"
fi
if [ "$(id -u)" != 0 ] && ! { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; then
    say "Not root and no sudo: the lab factory (network namespaces) can't be built, and the link layer stays shut."
    say "This machine is examined instead, over its own loopback. For a real segment: make audit SEGMENT=192.168.10.0/24"
    exec .venv/bin/vaglio audit 127.0.0.1 --zone it --listen 0 --yes --output "$out"
fi
packaging/setup.sh system
run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
was_up=$(run .venv/bin/python -m tests.lab status --json 2>/dev/null | grep -c '"running": true' || true)
run .venv/bin/python -m tests.lab up
[ "$was_up" -gt 0 ] || trap 'run .venv/bin/python -m tests.lab down' EXIT
mkdir -p "$out"
status=0
run ip netns exec vgl-scanner .venv/bin/vaglio audit lab --config tests/lab/vaglio.toml --yes \
    --output "$out" --store "sqlite:///$PWD/out/lab.db" --lang "${AUDIT_LANG:-en}" || status=$?
[ "$(id -u)" = 0 ] || sudo chown -R "$(id -u):$(id -g)" "$out" out
exit "$status"
