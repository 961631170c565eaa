"""NFS as far as its list of folders: Debian's rpcbind and rpc.mountd, with state files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("rpcbind", "rpc.mountd", "unshare", "mount")
RULES = (
    "(ro,sync,wdelay,hide,nocrossmnt,secure,root_squash,no_all_squash,no_subtree_check,secure_locks,acl,no_pnfs,"
    "anonuid=65534,anongid=65534,sec=sys,ro,secure,root_squash,no_all_squash)"
)
# Both keep their state at fixed places of the machine: they get a view of the files in which these are their own.
RUN = """\
mount --bind {folder}/nfs /var/lib/nfs && mount -t tmpfs none /run || exit 1
rpcbind -f -w &
until [ -S /run/rpcbind.sock ]; do sleep 0.05; done
exec rpc.mountd --foreground --no-udp --port 20048 --debug all
"""


def programs(site: servers.Site) -> list[Program]:
    """`folders`: each folder's path and the machines that it is for."""
    state = site.folder / "nfs"
    (state / "sm").mkdir(parents=True, exist_ok=True)
    rows = (f"{path}\t{machines}{RULES}\n" for path, machines in site.options["folders"].items())
    site.write("nfs/etab", "".join(rows))
    for name in ("rmtab", "xtab"):
        site.write(f"nfs/{name}", "")
    return [site.run("unshare", "--mount", "sh", "-c", RUN.format(folder=site.folder))]
