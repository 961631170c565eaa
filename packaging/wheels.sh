#!/usr/bin/env bash
# Fills a folder with everything that an installation needs: wheels of the lock file (checked by their hashes), the
# program's own wheel, pip, and requirements.txt with the hash of each. Leaves an environment with the tools beside it.
# usage: packaging/wheels.sh FOLDER    (PYTHON names the interpreter that the wheels are for)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
PYTHON=${PYTHON:-python3}
export PIP_DISABLE_PIP_VERSION_CHECK=1 SOURCE_DATE_EPOCH PYTHONHASHSEED=0

"$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || {
    echo "Vaglio needs Python 3.11, 3.12 or 3.13; name one: PYTHON=python3.12" >&2
    exit 2
}
mkdir -p "$folder"
"$PYTHON" -m venv "$folder.tools"
tools=$folder.tools/bin
"$tools/pip" install -q --require-hashes -r requirements/pip.txt
"$tools/pip" install -q --require-hashes -r requirements/build.txt
"$tools/pip" wheel -q --require-hashes --no-deps -w "$folder" -r requirements/pip.txt
"$tools/pip" wheel -q --require-hashes --no-deps -w "$folder" -r requirements/package.txt
"$tools/pip" wheel -q --no-deps --no-build-isolation -w "$folder" .
"$tools/python" packaging/pack.py requirements "$folder" > "$folder/requirements.txt"
