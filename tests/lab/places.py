"""Where the lab keeps its files, and which interpreter runs its Python servers."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def lab_dir() -> Path:
    """State and logs of the running lab: $VGL_LAB_DIR, or /run/vgl-lab."""
    return Path(os.environ.get("VGL_LAB_DIR") or "/run/vgl-lab").absolute()


def marker() -> Path:
    """The file by which the lab knows a directory for its own; also the lock."""
    return lab_dir() / "vgl-lab.lock"


def claim() -> None:
    """Makes the lab's directory; refuses one with other things in it, for `down` deletes it as a whole."""
    lab_dir().mkdir(parents=True, exist_ok=True)
    names = {entry.name for entry in lab_dir().iterdir()}
    if names and marker().name not in names:
        raise PermissionError(f"{lab_dir()} isn't empty and isn't the lab's; set VGL_LAB_DIR to another.")


def remove() -> None:
    """Deletes the lab's directory, if it is one."""
    if marker().exists():
        # Renamed first, so that a command which begins just now never sees half a directory.
        gone = lab_dir().with_name(f"{lab_dir().name}.gone-{os.getpid()}")
        lab_dir().rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def folder(device: str) -> Path:
    """One device's configuration, keys and logs; it exists while the lab is up."""
    return lab_dir() / device


def lab_python() -> str:
    """The interpreter that has the third-party servers: $VGL_LAB_PYTHON, or .venv-lab of the checkout."""
    return os.environ.get("VGL_LAB_PYTHON") or str(CHECKOUT / ".venv-lab" / "bin" / "python")


def has_module(name: str) -> bool:
    """Whether the interpreter of the third-party servers has a package."""
    return any(Path(lab_python()).parent.parent.glob(f"lib/python*/site-packages/{name}*"))
