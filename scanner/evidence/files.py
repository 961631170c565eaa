"""Doors for files: SMB, FTP, TFTP and NFS."""

from scanner.model import Fact, UtcTime


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
    date: UtcTime | None = None  # its clock at the answer (SystemTime); None: not told


class SmbGuest(Fact):
    """Whether SMB lets in the user "guest" without a password. One attempt; no share was opened.

    `status` is the server's word on the login (MS-ERREF 2.3.1), 0 for a success.
    """

    allowed: bool
    status: int


class NfsExports(Fact):
    """The folders that an NFS server offers, as its mount service lists them: how many, and the first few."""

    count: int = 0
    names: tuple[str, ...] = ()
    to_all: int = 0  # of these, how many without a list of machines that may use them


class TftpServer(Fact):
    """What TFTP said to a read request for a file that can't exist. `code` is of its error, None: it sent data."""

    code: int | None = None
    text: str = ""


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
