"""Is the key by which an SSH server proves itself strong enough?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SshHostKey

SMALLEST_RSA = 2048
"""Bits. Source: NIST SP 800-131A Rev. 2, section 3. DSA keys of SSH have 1024 bits (RFC 4253, section 6.6)."""


@check(
    id="ssh-weak-host-key",
    title="A remote login (SSH) has a weak key",
    why=(
        "The key is too short. With enough computers someone could pass for this machine "
        "and collect the passwords of those who log in."
    ),
    what_to_do="Have a new key made: ed25519, or RSA with at least 3072 bits.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The SSH key of {asset} ({address}) is too short for today. "
        "Please make a new one (ed25519, or RSA with at least 3072 bits) and remove the old one. "
        "Please tell those who log in that the key has changed. "
        "If the device can't do that, tell us whether the maker has an update."
    ),
    recheck="The next audit reads a strong key.",
    needs=SshHostKey,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=("CWE-326", "IEC 62443-3-3 SR 1.9", "IEC 62443-3-3 SR 4.3"),
    praise="The SSH keys that we saw are strong.",
)
def ssh_weak_host_key(key: SshHostKey) -> Verdict:
    if key.key_type == "ssh-dss":
        return not_met("Its key is of the old kind DSA ({bits} bits).", bits=key.key_bits)
    if not key.key_bits:
        return unknown("The strength of its key could not be read.")
    if key.key_type == "ssh-rsa" and key.key_bits < SMALLEST_RSA:
        return not_met("Its RSA key has only {bits} bits.", bits=key.key_bits)
    return met("Its key is strong ({kind}, {bits} bits).", kind=key.key_type, bits=key.key_bits)
