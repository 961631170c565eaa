#!/usr/bin/env bash
# `make offline`: one archive for computers without internet: every wheel with its checksum, and a script that installs
# them. It fits one Python and one processor (PYTHON=python3.13 make offline). usage: packaging/offline.sh FOLDER
# (WHEELS: a folder that packaging/wheels.sh has filled)
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "$1")
PYTHON=${PYTHON:-python3}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export LC_ALL=C.UTF-8
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

wheels=${WHEELS:-$work/wheels}
[ -n "${WHEELS:-}" ] || PYTHON=$PYTHON packaging/wheels.sh "$wheels"
told=$("$wheels.tools/bin/python" -c 'import sys, tomllib
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
print("%s-py%d.%d" % (project["version"], *sys.version_info[:2]))')
name=vaglio-$told-$(uname -m)
folder=$work/$name
mkdir "$folder"
cp -r "$wheels" "$folder/wheels"
mv "$folder/wheels/requirements.txt" "$folder/requirements.txt"
cp LICENSE README.md CHANGELOG.md config.example.toml "$folder/"
sed "s/@MINOR@/${told##*-py}/" packaging/offline/install.sh > "$folder/install.sh"
chmod 755 "$folder/install.sh"
(cd "$folder" && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum) > "$work/sums"
mv "$work/sums" "$folder/SHA256SUMS"
mkdir -p "$out"
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -cf - "$name" |
    gzip -6n > "$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$out/$name.tar.gz"
