"""An SSH server with one account that a login is made to; its list of packages is that of the machine it runs on.

The account exists only inside the server's own view of the file system. Each command that comes is written down before
it is run. With `mended`, a copy of the list says that one package has a newer version: the good twin. On its disk lies
the kernel that runs; on that of the other a newer one as well, which waits for a restart.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab import servers
from tests.lab.servers import ssh

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("sshd", "ssh-keygen", "unshare", "mount", "dpkg-query")

USER = "vaglio"
PACKAGE = "bash"
"""A package that each Debian and Ubuntu has, with a source of its own name."""
NEWER = "+vgl1"

ACCOUNTS = """\
root:x:0:0:root:/root:/bin/sh
sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
{user}:*:64999:65534::/:/bin/sh
"""
WRITE_DOWN = """\
#!/bin/sh
printf '%s\\n' "$SSH_ORIGINAL_COMMAND" >> {folder}/commands.txt
{lists}
exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
"""
STATUS = Path("/var/lib/dpkg/status")


def installed() -> str:
    """The version of the source of PACKAGE on this machine."""
    asked = ["dpkg-query", "-W", "-f", "${source:Version}", PACKAGE]
    return subprocess.run(asked, check=True, capture_output=True, text=True, timeout=20).stdout


def mended() -> str:
    """The version that the good twin has, and that the knowledge of a test calls the fix."""
    return installed() + NEWER


def _mended_list(folder: Path) -> str:
    """A copy of the machine's list in which PACKAGE has its newer version."""
    place = folder / "dpkg"
    (place / "updates").mkdir(parents=True, exist_ok=True)
    (place / "info").mkdir(exist_ok=True)
    blocks = STATUS.read_text().split("\n\n")
    (place / "status").write_text("\n\n".join(map(_newer, blocks)))
    return str(place)


def _newer(block: str) -> str:
    if not block.startswith(f"Package: {PACKAGE}\n"):
        return block
    lines = [line for line in block.split("\n") if not line.startswith("Source: ")]
    return "\n".join(f"Version: {mended()}" if line.startswith("Version: ") else line for line in lines)


def kernels(*, mended: bool) -> tuple[str, ...]:
    """What lies on the disk, in the notation of `uname -r`: the kernel that runs, and perhaps one of the next major."""
    runs = os.uname().release
    major, rest = runs.split(".", 1)
    return (runs,) if mended else (runs, f"{int(major) + 1}.{rest}")


def _boot(folder: Path, *, mended: bool) -> Path:
    """What the server sees as /boot: images with nothing in them."""
    place = folder / "boot"
    place.mkdir(exist_ok=True)
    for kernel in kernels(mended=mended):
        (place / f"vmlinuz-{kernel}").touch()
    return place


def _key(path: Path) -> Path:
    if not path.exists():
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", path.name, "-f", str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path


def programs(site: servers.Site) -> list[Program]:
    folder = site.folder
    host, login = _key(folder / "host_key"), _key(folder / "login_key")
    shutil.copy(login.with_suffix(".pub"), folder / "authorized_keys")
    lists = f"export DPKG_ADMINDIR={_mended_list(folder)}" if site.options.get("mended") else ""
    site.write("commands.txt", "", 0o666)
    write_down = site.write("write_down", WRITE_DOWN.format(folder=folder, lists=lists), 0o755)
    accounts = site.write("passwd", ACCOUNTS.format(user=USER))
    modern = {name: value for name, value in ssh.MODERN.items() if name != "kind"}
    settings = ssh.CONFIG.format(key=host, folder=folder, **modern)
    settings = settings.replace("PasswordAuthentication yes", "PasswordAuthentication no")
    settings = settings.replace("AuthorizedKeysFile none", f"AuthorizedKeysFile {folder}/authorized_keys")
    config = site.write("sshd_config", f"{settings}AllowUsers {USER}\nForceCommand {write_down}\n")
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    boot = _boot(folder, mended=bool(site.options.get("mended")))
    view = f"mount --bind {accounts} /etc/passwd && mount --bind {boot} /boot"
    start = f"{view} && exec {sshd} -D -e -f {config}"
    return [site.run("unshare", "--mount", "sh", "-c", start)]
