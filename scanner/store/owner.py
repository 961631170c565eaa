"""Tells whether the process that began a scan is still that process."""

import os
from pathlib import Path

_START_FIELD = 19  # field 22 of /proc/PID/stat, counted behind the name in brackets (proc(5))
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_HIDDEN = "?"


def host() -> str:
    """The name of this machine."""
    return os.uname().nodename


def mark(pid: int) -> str:
    """What tells this process from any other that ever had its pid; empty when there is none.

    Boot and start time since boot: a pid is used again, and after a boot so is a start time. A service may
    be kept from seeing the boot, or the processes of others (ProcSubset and ProtectProc in systemd.exec(5));
    what it can't see is a question mark.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return f"{_boot()}:{_HIDDEN}" if _is_there(pid) else ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else f"{_boot()}:{fields[_START_FIELD]}"


def is_same(pid: int, written: str) -> bool:
    """Whether the process `pid` is the one whose mark was written down, as far as anybody can see."""
    now = mark(pid)
    if not now or not written:
        return False
    pairs = zip(now.split(":"), written.split(":"), strict=False)
    return all(_HIDDEN in pair or pair[0] == pair[1] for pair in pairs)


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return _HIDDEN


def _is_there(pid: int) -> bool:
    """Whether there is such a process, also one that we may not look at."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
