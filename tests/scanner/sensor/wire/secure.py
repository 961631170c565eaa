"""TLS servers on the loopback interface."""

import datetime
import socket
import ssl
import tempfile
import warnings
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanner.sensor.wire.tls import VERSIONS
from tests.scanner.sensor.servers import Behaviour


@cache
def pair() -> tuple[bytes, str]:
    """A certificate as DER, and a file that holds it with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test.example")])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(begin).not_valid_after(begin + datetime.timedelta(days=9))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = Path(tempfile.mkdtemp(prefix="vaglio-test-")) / "pair.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return made.public_bytes(serialization.Encoding.DER), str(file)


def secured(lowest: str, highest: str, inside: Behaviour) -> Behaviour:
    """`inside` behind TLS; how it ended is appended to `inside.ends` where there is one."""

    def behave(peer: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair()[1])
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = VERSIONS[lowest], VERSIONS[highest]
        peer.settimeout(10)
        wrapped = context.wrap_socket(peer.dup(), server_side=True, suppress_ragged_eofs=False)
        with wrapped:
            inside(wrapped)

    return behave
