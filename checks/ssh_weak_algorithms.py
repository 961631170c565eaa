"""Does an SSH server still offer methods that are weak in practice?

Not counted: hmac-sha1 and umac-64. No attack on them as a message check is practical, and current
servers offer them as delivered (OpenSSH 9, Debian 12). Counted though RFC 9142 still tolerates it:
diffie-hellman-group14-sha1, which current servers have dropped. Sources: RFC 9142 (key exchange), RFC 8758
(arcfour), RFC 8332 section 1 (ssh-rsa means SHA-1).
"""

from collections.abc import Iterable

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SshServer

KEY_EXCHANGES = {
    "diffie-hellman-group1-sha1",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group-exchange-sha1",
    "rsa1024-sha1",
}
HOST_KEYS = {"ssh-dss", "ssh-rsa", "ssh-dss-cert-v01@openssh.com", "ssh-rsa-cert-v01@openssh.com"}
SHOWN = 8


def _weak_cipher(name: str) -> bool:
    return name.endswith("-cbc") or name.startswith(("arcfour", "3des", "des-")) or name == "none"


def _weak_mac(name: str) -> bool:
    return name.startswith(("hmac-md5", "hmac-sha1-96")) or name == "none"


def _weak(server: SshServer) -> Iterable[str]:
    yield from (name for name in server.key_exchanges if name in KEY_EXCHANGES)
    yield from (name for name in server.host_key_algorithms if name in HOST_KEYS)
    yield from filter(_weak_cipher, server.ciphers)
    yield from filter(_weak_mac, server.macs)


@check(
    id="ssh-weak-algorithms",
    title="A remote login (SSH) offers outdated encryption",
    why=(
        "SSH is the door by which experts work on a machine from afar. "
        "Its lock is old here. Someone with time could read along or take over the session."
    ),
    what_to_do="Install the updates of the system. Then turn off the old methods in the settings of SSH.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The SSH server {asset} ({address}) offers methods that are outdated. "
        "Please update its software if the maker has a newer version. "
        "Then turn off SHA-1 key exchange, ssh-dss and ssh-rsa keys, CBC and arcfour ciphers, and MD5. "
        "Keep a second way in while you change it. "
        "If the device can't do better, please tell us, and let only named computers reach its port 22."
    ),
    recheck="The next audit reads the list of methods and finds none that is outdated.",
    needs=SshServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R9": "hint"},
    references=("IEC 62443-3-3 SR 4.3",),
    praise="The remote logins (SSH) that we asked use current encryption.",
)
def ssh_weak_algorithms(server: SshServer) -> Verdict:
    if not (server.key_exchanges and server.ciphers):
        return unknown("It did not list its methods.")
    weak = [name[:64] for name in _weak(server)]
    if weak:
        return not_met("It still offers {names}.", names=", ".join(dict.fromkeys(weak[:SHOWN])))
    return met("It offers no method that is weak in practice.")
