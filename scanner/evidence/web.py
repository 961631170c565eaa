"""What web servers and TLS servers show."""

from scanner.model import Fact, Record, UtcTime


class Certificate(Record):
    """An X.509 certificate as it was offered. `sha256` is the fingerprint in lower-case hex."""

    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    not_before: UtcTime
    not_after: UtcTime
    key_type: str = ""  # rsa, ec, ed25519, dsa, other
    key_bits: int = 0
    signature_hash: str = ""  # sha256, sha1, md5, …
    self_signed: bool = False
    sha256: str = ""


class TlsServer(Fact):
    """The TLS versions that were tried, and what came of each.

    Versions are written "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3". A version that is in
    neither list was not tried.
    """

    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    cipher: str = ""  # of the best version
    weak_ciphers: tuple[str, ...] = ()
    weak_refused: bool | None = (
        None  # a hello with weak ciphers only was refused; None: not tried or not told
    )
    certificate: Certificate | None = None


class HttpPage(Fact):
    """One GET of `/`; nothing was followed and nothing was sent but the request."""

    status: int
    server: str = ""
    title: str = ""
    login_form: bool = False
    password_field: bool = False
    asks_login: str = ""  # scheme of WWW-Authenticate: basic, digest, …
    realm: str = ""  # what it names as the place that wants the login (RFC 9110, section 11.5)
    redirect: str = ""
    powered_by: str = ""
    secured: bool = False  # it came over TLS
    date: UtcTime | None = None  # its own clock, as the Date header tells it (RFC 9110, section 6.6.1)
