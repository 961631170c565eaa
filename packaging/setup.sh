#!/usr/bin/env bash
# Makes the environments: `run` (the product), `dev` (its tests), `system` (nmap, the lab's servers).
# Each leaves a stamp; make calls it again only when a lock file has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .stamps
PYTHON=${PYTHON:-python3}
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

apt_install() {  # packages...
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return 0
    command -v apt-get >/dev/null || return 1
    say "Installing ${missing[*]}"
    # wireshark-common asks whether users may capture; the answer stays no.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq update >/dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y \
            --no-install-recommends "${missing[@]}" >/dev/null
}

need_python() {
    command -v "$PYTHON" >/dev/null || { [ "$PYTHON" = python3 ] && apt_install python3 python3-venv; } || {
        say "There is no $PYTHON here. Install the package python3, or name another: make PYTHON=python3.12 …"
        exit 2
    }
    "$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || {
        say "Vaglio needs Python 3.11, 3.12 or 3.13; $PYTHON is $("$PYTHON" -V 2>&1). Name another: make PYTHON=python3.12 …"
        exit 2
    }
    "$PYTHON" -c 'import ensurepip' 2>/dev/null || apt_install python3-venv || {
        say "Python's venv module is missing: install the package python3-venv."
        exit 2
    }
}

environment() {  # folder, lock file
    need_python
    [ -x "$1/bin/python" ] || "$PYTHON" -m venv "$1"
    say "Filling $1 from $2"
    "$1/bin/pip" install -q --require-hashes -r "$2"
}

product() {  # lock file
    environment .venv "$1"
    .venv/bin/pip install -q --require-hashes -r requirements/build.txt
    .venv/bin/pip install -q --no-deps --no-build-isolation -e .
}

case "${1:-}" in
    run)
        # The larger lock file holds everything of the smaller one.
        [ -e .stamps/dev ] || product requirements/run.txt
        touch .stamps/run
        ;;
    dev)
        product requirements/dev.txt
        touch .stamps/dev .stamps/run
        ;;
    system)
        if as_root tests/lab/install.sh packaging/packages.txt >&2; then
            environment .venv-lab requirements/lab.txt
            PYTHONPATH=. "$PYTHON" -m tests.lab absent >&2
            touch .stamps/system
        else
            say "Without root, sudo or apt: nmap and the lab's servers are not installed; their tests are skipped."
        fi
        ;;
    *)
        say "usage: packaging/setup.sh run|dev|system"
        exit 2
        ;;
esac
