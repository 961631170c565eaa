"""Tells whether the process that began a scan is still that process."""

import os
from pathlib import Path

_START_FIELD = 19  # field 22 of /proc/PID/stat, counted behind the name in brackets (proc(5))


def host() -> str:
    """The name of this machine."""
    return os.uname().nodename


def mark(pid: int) -> str:
    """What tells this process from any other that ever had its pid; empty when there is none.

    Boot and start time since boot: a pid is used again, and after a boot so is a start time.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else f"{boot}:{fields[_START_FIELD]}"
