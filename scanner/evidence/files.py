"""Doors for files: SMB and FTP."""

from scanner.model import Fact


class SmbServer(Fact):
    """SMB negotiation (MS-SMB2 2.2.4, MS-CIFS 2.2.4.52). None: not asked or not told.

    `windows_build` comes from the NTLM challenge (MS-NLMP 2.2.2.10) and is the server's own word;
    Samba sends 6.1.0.
    """

    smb1: bool | None = None
    dialect: str = ""  # the highest that was agreed: 2.0.2 … 3.1.1
    signing_required: bool | None = None
    computer_name: str = ""
    domain: str = ""
    windows_build: str = ""  # 10.0.17763


class FtpGreeting(Fact):
    """The greeting of an FTP server; `auth_tls` tells whether FEAT lists AUTH TLS (None: not told)."""

    banner: str
    product: str = ""
    version: str = ""
    auth_tls: bool | None = None


class FtpAnonymous(Fact):
    """Whether FTP lets the user "anonymous" in. One attempt; nothing was listed or fetched."""

    allowed: bool
    code: int  # of the last reply
    answer: str = ""
