"""Builds the lab's segments out of network namespaces, without ever touching the machine's own network."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NETNS = Path("/run/netns")

# IPv6 would announce every interface by itself; the lab is IPv4 only, so a capture shows what was asked for.
QUIET = (
    "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6"
)


class NetworkError(Exception):
    """The kernel or iproute2 refused a step; the text says which."""


@dataclass(frozen=True)
class Member:
    """One namespace on a segment."""

    namespace: str
    address: str
    mac: str
    interface: str = "eth0"
    routes: tuple[str, ...] = ()


def ip(*arguments: str, script: str | None = None) -> str:
    """Runs iproute2; with a script, as one batch that stops at the first error."""
    batch = [] if script is None else ["-batch", "-"]
    done = subprocess.run(
        ["ip", *arguments, *batch], input=script, capture_output=True, text=True, timeout=180, check=False
    )
    if done.returncode:
        raise NetworkError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def existing(prefix: str = "vgl-") -> list[str]:
    """Names of the namespaces that exist now."""
    if not NETNS.is_dir():
        return []
    return sorted(entry.name for entry in NETNS.iterdir() if entry.name.startswith(prefix))


def inode(namespace: str) -> int | None:
    """Tells namespaces apart in /proc; None if there is none of that name."""
    try:
        return (NETNS / namespace).stat().st_ino
    except FileNotFoundError:
        return None


def processes(namespaces: Iterable[str]) -> list[int]:
    """Every process that lives in one of these namespaces, whoever started it."""
    wanted = {inode(name) for name in namespaces} - {None}
    return [pid for pid in _all_processes() if _inode_of(pid) in wanted]


def _all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _inode_of(pid: int) -> int | None:
    try:
        return Path(f"/proc/{pid}/ns/net").stat().st_ino
    except OSError:
        return None


def lives_in(pid: int, namespace: str) -> bool:
    inside = inode(namespace)
    return inside is not None and _inode_of(pid) == inside


def create(namespaces: Iterable[str]) -> None:
    """Makes namespaces with loopback up and IPv6 off; those that exist are left as they are."""
    fresh = [name for name in namespaces if inode(name) is None]
    if not fresh:
        return
    ip(script="".join(f"netns add {name}\n" for name in fresh))
    for name in fresh:
        run = ["ip", "netns", "exec", name, "sh", "-c", f"{QUIET}; ip link set lo up"]
        subprocess.run(run, capture_output=True, timeout=120, check=False)


def make_switch(namespace: str) -> None:
    """A bridge alone in its namespace, without an address of its own."""
    if inode(namespace) is not None:
        return
    create([namespace])
    ip("-n", namespace, script="link add br0 type bridge stp_state 0 mcast_snooping 0\nlink set br0 up\n")


def attach(switch: str, members: Iterable[Member]) -> None:
    """Makes each member's namespace (if need be) and plugs it into the switch."""
    members = list(members)
    create([member.namespace for member in members])
    ip("-n", switch, script="".join(_plug(member) for member in members))
    for member in members:
        ip("-n", member.namespace, script=_configure(member))


def _plug(member: Member) -> str:
    # Both ends are born inside the lab; at no moment does one exist in the machine's own namespace.
    port = "p" + "-".join(member.address.split("/")[0].split(".")[2:])
    return (
        f"link add {port} type veth peer name {member.interface}"
        f" netns {member.namespace} address {member.mac}\n"
        f"link set {port} master br0\nlink set {port} up\n"
    )


def _configure(member: Member) -> str:
    lines = [f"addr add {member.address} dev {member.interface}", f"link set {member.interface} up"]
    lines += [f"route add {route}" for route in member.routes]
    return "\n".join(lines) + "\n"


def delete(namespaces: Iterable[str]) -> None:
    """Removes namespaces, and with them their interfaces."""
    there = [name for name in namespaces if inode(name) is not None]
    if there:
        ip(script="".join(f"netns del {name}\n" for name in there))


def write(namespace: str, setting: str, value: str) -> None:
    """Sets a kernel parameter (a path under /proc/sys) inside a namespace."""
    command = ["ip", "netns", "exec", namespace, "sh", "-c", f"echo {value} > /proc/sys/{setting}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise NetworkError(f"{namespace}: {setting} can't be set: {done.stderr.strip()}")


def why_no_namespaces() -> str | None:
    """Why this kernel or container doesn't let us make network namespaces; None if it does."""
    done = subprocess.run(
        ["unshare", "--net", "true"], capture_output=True, text=True, timeout=120, check=False
    )
    return None if done.returncode == 0 else f"No network namespace can be made here: {done.stderr.strip()}"
