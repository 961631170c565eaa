"""TLS: our verdicts and those of sslyze on the same servers. Where the two may differ is written down here.

sslyze is used as a program (its licence is the AGPL), found on the path. It looks at every cipher suite of every
version, with some hundred connections; we look at what the server chooses, with five. A server with nothing but
anonymous suites is missing here: sslyze can't talk to it.
"""

import json
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.tls_certificate_expired import tls_certificate_expired
from checks.tls_certificate_soon_expires import tls_certificate_soon_expires
from checks.tls_old_version import tls_old_version
from checks.tls_self_signed import tls_self_signed
from checks.tls_weak_cipher import tls_weak_cipher
from checks.tls_weak_key import tls_weak_key
from scanner.evidence import TlsServer
from scanner.model import Outcome, now
from scanner.sensor.probes.tls import WEAK, tls
from tests.lab.servers.old_tls import SUITES
from tests.peers.servers import HERE, asked, gnutls_server, tls_server

ABSENT = [name for name in ("sslyze", "openssl") if not shutil.which(name)]
pytestmark = pytest.mark.skipif(
    bool(ABSENT), reason=f"not on the path: {', '.join(ABSENT)}; CONTRIBUTING.md says where it is to be had"
)
CHECKS = [
    tls_certificate_expired, tls_certificate_soon_expires, tls_old_version, tls_self_signed, tls_weak_cipher,
    tls_weak_key,
]  # fmt: skip
VERSIONS = {
    "ssl_3_0": "SSLv3",
    "tls_1_0": "TLSv1.0",
    "tls_1_1": "TLSv1.1",
    "tls_1_2": "TLSv1.2",
    "tls_1_3": "TLSv1.3",
}
ANY = "ALL:@SECLEVEL=0"
# Certificate, settings of the server, and the checks that must find fault.
SERVERS: dict[str, tuple[list[str], list[str], set[str]]] = {
    "modern": (["-newkey", "rsa:2048", "-days", "300"], [], {"tls-self-signed"}),
    "old-versions-only": (
        ["-newkey", "rsa:2048", "-days", "300"], ["-no_tls1_2", "-no_tls1_3", "-cipher", ANY],
        {"tls-self-signed", "tls-old-version", "tls-weak-cipher"},
    ),
    "old-and-new": (
        ["-newkey", "rsa:2048", "-days", "300"], ["-min_protocol", "TLSv1", "-cipher", ANY],
        {"tls-self-signed", "tls-old-version", "tls-weak-cipher"},
    ),
    "short-key-soon-over": (
        ["-newkey", "rsa:1024", "-days", "9"], ["-cipher", "DEFAULT:@SECLEVEL=0"],
        {"tls-self-signed", "tls-weak-key", "tls-certificate-soon-expires"},
    ),
    "sha1": (
        ["-newkey", "rsa:2048", "-days", "300", "-sha1"], ["-cipher", "DEFAULT:@SECLEVEL=0"],
        {"tls-self-signed", "tls-weak-key"},
    ),
    "elliptic": (
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "300"], [], {"tls-self-signed"},
    ),
}  # fmt: skip


def ours(port: int) -> tuple[TlsServer, set[str]]:
    server = asked(tls, port)
    assert isinstance(server, TlsServer)
    applying = [check for check in CHECKS if check.applies is None or check.applies(server)]
    return server, {check.id for check in applying if check(server).outcome is Outcome.NOT_MET}


def peer(port: int, folder: Path) -> dict[str, Any]:
    told = folder / "sslyze.json"
    wanted = ["--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--certinfo"]
    subprocess.run(
        ["sslyze", *wanted, f"--json_out={told}", f"{HERE}:{port}"],
        check=False,
        capture_output=True,
        timeout=120,
    )
    result: dict[str, Any] = json.loads(told.read_text())["server_scan_results"][0]["scan_result"]
    return result


def suites(result: dict[str, Any]) -> dict[str, list[str]]:
    """The accepted cipher suites of each version that the server speaks."""
    rows = {VERSIONS[key]: result[f"{key}_cipher_suites"]["result"] for key in VERSIONS}
    names = {
        version: [one["cipher_suite"]["openssl_name"] for one in row["accepted_cipher_suites"]]
        for version, row in rows.items()
    }
    return {version: some for version, some in names.items() if some}


def faults(result: dict[str, Any]) -> set[str]:
    """The checks that the peer's facts would fail, by the peer's words alone."""
    accepted = suites(result)
    found = {"tls-old-version"} if {"SSLv3", "TLSv1.0", "TLSv1.1"} & set(accepted) else set()
    if any(WEAK.search(name) for names in accepted.values() for name in names):
        found.add("tls-weak-cipher")
    certificates = (result["certificate_info"]["result"] or {}).get("certificate_deployments", [])
    return found | (
        _of_certificate(certificates[0]["received_certificate_chain"][0]) if certificates else set()
    )


def _of_certificate(leaf: dict[str, Any]) -> set[str]:
    left = datetime.fromisoformat(leaf["not_valid_after"].replace("Z", "+00:00")) - now()
    key = leaf["public_key"]
    short = key["key_size"] < (2048 if "RSA" in key["algorithm"].upper() else 224)
    told = {
        "tls-certificate-expired": left < timedelta(0),
        "tls-certificate-soon-expires": timedelta(0) <= left < timedelta(days=30),
        "tls-self-signed": leaf["issuer"]["rfc4514_string"] == leaf["subject"]["rfc4514_string"],
        "tls-weak-key": short or leaf["signature_hash_algorithm"]["name"] in ("md5", "sha1"),
    }
    return {name for name, bad in told.items() if bad}


@pytest.mark.parametrize("name", SERVERS)
def test_our_verdicts_are_those_of_sslyze(name: str, tmp_path: Path) -> None:
    certificate, settings, expected = SERVERS[name]
    with tls_server(tmp_path, certificate, settings) as port:
        compare(name, port, tmp_path, expected)


needs_gnutls = pytest.mark.skipif(not shutil.which("gnutls-serv"), reason="gnutls-serv is not installed")


@needs_gnutls
@pytest.mark.parametrize(("name", "weak"), [("beside", {"tls-weak-cipher"}), ("none", set())])
def test_3des_is_found_where_the_library_of_the_system_can_not_offer_it(
    name: str, weak: set[str], tmp_path: Path
) -> None:
    with gnutls_server(tmp_path, SUITES[name]) as port:
        compare(f"GnuTLS, 3DES {name}", port, tmp_path, {"tls-self-signed"} | weak)


@needs_gnutls
def test_a_server_with_nothing_but_3des_is_judged_by_that_alone(tmp_path: Path) -> None:
    # No library of ours completes that handshake, so its certificate stays unknown to us; sslyze sees it.
    with gnutls_server(tmp_path, SUITES["only"]) as port:
        server, found = ours(port)
        theirs = faults(peer(port, tmp_path))
    print(f"GnuTLS, 3DES only: ours {sorted(found)}, only theirs {sorted(theirs - found)}")
    assert (server.weak_ciphers, server.certificate, found) == (("DES-CBC3-SHA",), None, {"tls-weak-cipher"})
    assert theirs - found == {"tls-self-signed"}


def compare(name: str, port: int, folder: Path, expected: set[str]) -> None:
    """Ours must be theirs, and hold what was expected."""
    server, found = ours(port)
    result = peer(port, folder)
    theirs = faults(result)
    print(
        f"{name}: ours {sorted(found)}, only ours {sorted(found - theirs)}, only theirs {sorted(theirs - found)}"
    )
    print(f"  versions: ours {sorted(server.accepted)}, theirs {sorted(suites(result))}")
    assert expected <= found
    assert found - theirs == set()
    assert theirs - found == set()
    assert set(server.accepted) <= set(suites(result))
    assert not set(server.refused) & set(suites(result))
