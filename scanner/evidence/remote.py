"""Doors for remote work: SSH, Telnet, RDP, VNC."""

from scanner.model import Fact


class SshServer(Fact):
    """Banner and KEXINIT (RFC 4253, sections 4.2 and 7.1). No login was tried."""

    banner: str
    protocol: str = ""  # 2.0, 1.99, 1.5
    software: str = ""  # OpenSSH, dropbear, …
    version: str = ""  # 9.2p1
    comment: str = ""  # Debian-2+deb12u3
    key_exchanges: tuple[str, ...] = ()
    host_key_algorithms: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()


class TelnetGreeting(Fact):
    """What Telnet shows before a login, its negotiation removed."""

    banner: str = ""
    negotiates: bool = False


class RdpSecurity(Fact):
    """RDP negotiation (MS-RDPBCGR 2.2.1.1): what the server chose for each offer that was made.

    True: it accepted; False: it refused; None: not asked.
    """

    standard: bool | None = None  # plain RDP security
    tls: bool | None = None
    nla: bool | None = None  # CredSSP
    nla_required: bool | None = None


class VncSecurity(Fact):
    """RFB version and security types (RFC 6143, section 7.1.2). 1 none, 2 password, others as sent."""

    version: str
    types: tuple[int, ...] = ()
    refusal: str = ""


class SshHostKey(Fact):
    """The host key that the server showed in one key exchange (RFC 4253, section 8; RFC 5656, section 4).

    `sha256` is the fingerprint of the key as it was sent, in lower-case hex. `key_type` is the name in the
    key itself; `key_bits` is 0 where the kind of key is not known.
    """

    key_type: str = ""  # ssh-rsa, ssh-ed25519, ecdsa-sha2-nistp256, ssh-dss
    key_bits: int = 0
    sha256: str = ""


class RloginDoor(Fact):
    """A port that rlogin, rsh or rexec has (TCP 512 to 514) is open. Nothing was said."""

    service: str  # rexec, rlogin, rsh


class RemoteHelpDoor(Fact):
    """A port that a program for remote help has as delivered is open. Nothing was said, so it is a hint."""

    product: str
