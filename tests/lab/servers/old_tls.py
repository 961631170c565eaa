"""A TLS server that still takes a cipher of the nineties: GnuTLS's gnutls-serv, TLS 1.2 with 3DES."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("gnutls-serv", "openssl")
# Beside modern suites, or with nothing else: Debian's OpenSSL can't offer 3DES any more, so nginx can't show it.
SUITES = {
    "beside": "NORMAL:-VERS-ALL:+VERS-TLS1.2:+3DES-CBC:+RSA",
    "only": "NONE:+VERS-TLS1.2:+3DES-CBC:+RSA:+SHA1:+SIGN-ALL:+COMP-NULL:+CTYPE-X509:+GROUP-ALL",
    "none": "NORMAL:-VERS-ALL:+VERS-TLS1.2",
}


def programs(site: servers.Site) -> list[Program]:
    pair = site.certificate()
    files = ("--x509keyfile", str(pair.key), "--x509certfile", str(pair.certificate))
    return [
        site.run(
            "gnutls-serv",
            "--http",
            "--port",
            str(site.port),
            *files,
            "--priority",
            SUITES[site.options["weak"]],
        )
    ]
