#!/usr/bin/env bash
# `make deb`: a Debian package with its own environment inside; nothing is downloaded when it is installed.
# It fits one Python (PYTHON=python3.13 make deb), the one of Debian 12 when none is named on Debian 12.
# The same sources, lock file and SOURCE_DATE_EPOCH give the same package, bit by bit.
# usage: packaging/deb.sh FOLDER [VERSION]    (VERSION: for tests of the upgrade; WHEELS: what packaging/wheels.sh filled)
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "$1")
PYTHON=${PYTHON:-python3}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
maintainer="${DEBFULLNAME:-Vaglio} <${DEBEMAIL:-vaglio@debian.invalid}>"
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

wheels=${WHEELS:-$work/wheels}
[ -n "${WHEELS:-}" ] || PYTHON=$PYTHON packaging/wheels.sh "$wheels"
tools=$wheels.tools/bin
minor=$("$tools/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
plain=$("$tools/python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
version=${2:-$plain}+py$minor
machine=$(dpkg --print-architecture)

root=$work/root home=$work/root/opt/vaglio
packages=$home/lib/python$minor/site-packages
share=$root/usr/share

environment() {  # by hand, so that it names no folder of this machine
    mkdir -p "$home/bin" "$packages"
    ln -s "/usr/bin/python$minor" "$home/bin/python"
    printf 'home = /usr/bin\ninclude-system-site-packages = false\nversion = %s\n' "$minor" > "$home/pyvenv.cfg"
    "$tools/pip" install -q --no-index --find-links "$wheels" --require-hashes --no-deps --no-compile \
        --target "$packages" -r "$wheels/requirements.txt"
    rm -rf "$packages/bin" "$packages/share" "$packages/include"
    "$tools/python" packaging/pack.py clean "$packages" > "$work/cleaned"
    printf '#!/opt/vaglio/bin/python -IP\nimport sys\n\nfrom scanner.cli import main\n\nsys.exit(main())\n' \
        > "$home/bin/vaglio"
    chmod 755 "$home/bin/vaglio"
    # Debian strips what it installs; Python's modules keep what is needed to load them.
    find "$packages" -name '*.so*' -type f -exec strip --strip-unneeded --preserve-dates {} + 2>/dev/null || true
    find "$packages" -type f ! -name '*.so*' -exec chmod 644 {} +
    find "$packages" -type f -name '*.so*' -exec chmod 644 {} +
}

documents() {
    local doc=$share/doc/vaglio
    mkdir -p "$doc" "$share/man/man1" "$share/bash-completion/completions" "$share/lintian/overrides" "$root/usr/bin"
    ln -s /opt/vaglio/bin/vaglio "$root/usr/bin/vaglio"
    cp README.md config.example.toml "$doc/"
    gzip -9n < CHANGELOG.md > "$doc/NEWS.md.gz"
    { cat packaging/deb/copyright; "$tools/python" packaging/pack.py licences "$packages"; } > "$doc/copyright"
    {
        printf 'vaglio (%s) stable; urgency=medium\n\n  * What has changed is told in NEWS.md.\n\n' "$version"
        printf ' -- %s  %s\n' "$maintainer" "$(date -uR -d "@$SOURCE_DATE_EPOCH")"
    } | gzip -9n > "$doc/changelog.gz"
    sed "s/@VERSION@/$plain/" packaging/deb/vaglio.1 | gzip -9n > "$share/man/man1/vaglio.1.gz"
    cp packaging/deb/completion "$share/bash-completion/completions/vaglio"
    cp packaging/deb/lintian-overrides "$share/lintian/overrides/vaglio"
}

control() {
    mkdir -p "$root/DEBIAN"
    sed -e "s/@VERSION@/$version/" -e "s/@MACHINE@/$machine/" -e "s/@MINOR@/$minor/" \
        -e "s/@MAINTAINER@/$maintainer/" -e "s/@SIZE@/$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)/" \
        -e "s/@LIBC@/$("$tools/python" packaging/pack.py libc "$wheels")/" \
        packaging/deb/control > "$root/DEBIAN/control"
    for script in postinst prerm postrm; do
        install -m 755 "packaging/deb/$script" "$root/DEBIAN/$script"
    done
    (cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) \
        > "$root/DEBIAN/md5sums"
    chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/md5sums"
}

environment
documents
control
chmod -R u+rwX,go+rX,go-w "$root"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz "-z${DEB_LEVEL:-6}" --build "$root" "$out/vaglio_${version}_$machine.deb" >&2
echo "$out/vaglio_${version}_$machine.deb"
