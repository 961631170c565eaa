"""The peer for version orders: univers, where an interpreter that has it is named (it is no dependency)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence

NAMED_BY = "VAGLIO_BENCH_UNIVERS"  # a Python that has univers; else the one that runs this
_PROGRAM = """
import json, sys
from univers import versions

kinds = {"ot": versions.GenericVersion, "dpkg": versions.DebianVersion}

def order(kind, first, second):
    try:
        one, other = kind(first), kind(second)
        return (one > other) - (one < other)
    except Exception:
        return None

scheme, pairs = json.load(sys.stdin)
json.dump([order(kinds[scheme], *pair) for pair in pairs], sys.stdout)
"""


def orders(scheme: str, pairs: Sequence[tuple[str, str]]) -> list[int | None] | None:
    """-1, 0 or 1 a pair, None where it refuses one; None for all where univers is not there."""
    python = os.environ.get(NAMED_BY, sys.executable)
    asked = json.dumps([scheme, pairs])
    try:
        done = subprocess.run(
            [python, "-c", _PROGRAM], input=asked, capture_output=True, text=True, check=True, timeout=120
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found: list[int | None] = json.loads(done.stdout)
    return found
