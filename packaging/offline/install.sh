#!/bin/sh
# Installs Vaglio from this folder, without internet. usage: ./install.sh [FOLDER]    (default: /opt/vaglio)
# Run it again with a newer bundle to upgrade; results and configuration are not touched.
# PYTHON names the interpreter, when `python3` is not the one that this bundle is for.
set -eu
cd "$(dirname "$0")"
target=${1:-/opt/vaglio}
wanted=@MINOR@
PYTHON=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

found=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])') || {
    say "There is no $PYTHON: install Python $wanted."
    exit 2
}
[ "$found" = "$wanted" ] || {
    say "This bundle is for Python $wanted; $PYTHON is $found. Name another (PYTHON=python$wanted) or take the bundle for $found."
    exit 2
}
sha256sum --quiet --strict -c SHA256SUMS >&2 || {
    say "This bundle was damaged or altered: copy it again, and compare its checksum."
    exit 2
}
case $target in
    /*) ;;
    *) target=$PWD/$target ;;
esac
if [ -e "$target" ] && [ ! -e "$target/pyvenv.cfg" ]; then
    say "$target is there and is not Vaglio; name another folder."
    exit 2
fi
mkdir -p "$(dirname "$target")" 2> /dev/null && [ -w "$(dirname "$target")" ] || {
    say "$(dirname "$target") can't be written to: run this as root, or name a folder of yours."
    exit 2
}

# The old one stays until the new one is whole.
old=$target.old
rm -rf "$old"
[ ! -e "$target" ] || mv "$target" "$old"
back() {
    rm -rf "$target"
    [ ! -e "$old" ] || mv "$old" "$target"
    say "Not installed; what was there before is there again."
}
trap back EXIT
# pip comes from its wheel, so that no package of the system is needed for it.
"$PYTHON" -m venv --without-pip "$target"
set -- wheels/pip-*.whl
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -I "$1/pip" install -q --disable-pip-version-check \
    --no-index --find-links wheels --no-deps --require-hashes -r requirements.txt
"$target/bin/vaglio" --version > /dev/null
trap - EXIT
rm -rf "$old"

if [ "$target" = /opt/vaglio ] && [ -w /usr/local/bin ]; then
    ln -sf /opt/vaglio/bin/vaglio /usr/local/bin/vaglio
fi
say "Installed: $target/bin/vaglio"
if [ -e /etc/systemd/system/vaglio.service ] && [ "$target" = /opt/vaglio ]; then
    say "Now renew the service: $target/bin/vaglio service install"
else
    say "Next: $target/bin/vaglio config init, then $target/bin/vaglio service install"
fi
