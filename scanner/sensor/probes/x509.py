"""Certificates as servers offer them: DER bytes in, a `Certificate` out."""

from contextlib import suppress
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa

from scanner.evidence.web import Certificate
from scanner.plugin import Garbled
from scanner.sensor.probes.text import clean

MOST_BYTES = 65_535
MOST_NAMES = 64
# What the library raises for a part that is malformed, or that it does not know.
ODD = (
    ValueError, TypeError, UnsupportedAlgorithm,
    x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType,
)  # fmt: skip


def certificate_of(der: bytes) -> Certificate:
    """The certificate in `der` (RFC 5280, section 4.1).

    Names, key and signature are left empty where they are malformed or of an unknown kind. Raises
    Garbled when the bytes are no certificate or carry no valid dates.
    """
    if not 0 < len(der) <= MOST_BYTES:
        raise Garbled(f"a certificate of {len(der)} bytes")
    try:
        parsed = x509.load_der_x509_certificate(der)
        not_before, not_after = parsed.not_valid_before_utc, parsed.not_valid_after_utc
    except (*ODD, OverflowError) as error:
        raise Garbled("the certificate is malformed") from error
    key_type, key_bits = _key(parsed)
    return Certificate(
        subject=_subject(parsed), issuer=_issuer(parsed), names=_names(parsed),
        not_before=not_before, not_after=not_after,
        key_type=key_type, key_bits=key_bits, signature_hash=_signature_hash(parsed),
        self_signed=_signed_itself(parsed), sha256=sha256(der).hexdigest(),
    )  # fmt: skip


def _subject(parsed: x509.Certificate) -> str:
    with suppress(*ODD):
        return _text(parsed.subject.rfc4514_string())
    return ""


def _issuer(parsed: x509.Certificate) -> str:
    with suppress(*ODD):
        return _text(parsed.issuer.rfc4514_string())
    return ""


def _names(parsed: x509.Certificate) -> tuple[str, ...]:
    """DNS names, addresses and URIs of the subject (RFC 5280, section 4.2.1.6)."""
    with suppress(*ODD, x509.ExtensionNotFound):
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        kinds = (x509.DNSName, x509.IPAddress, x509.UniformResourceIdentifier)
        found = [_text(str(name.value)) for name in names if isinstance(name, kinds)]
        return tuple(found[:MOST_NAMES])
    return ()


def _key(parsed: x509.Certificate) -> tuple[str, int]:
    """Kind and size in bits of the public key."""
    with suppress(*ODD):
        key = parsed.public_key()
        if isinstance(key, rsa.RSAPublicKey):
            return "rsa", key.key_size
        if isinstance(key, ec.EllipticCurvePublicKey):
            return "ec", key.key_size
        if isinstance(key, dsa.DSAPublicKey):
            return "dsa", key.key_size
        if isinstance(key, ed25519.Ed25519PublicKey):
            return "ed25519", 256
    return "other", 0


def _signature_hash(parsed: x509.Certificate) -> str:
    with suppress(*ODD):
        algorithm = parsed.signature_hash_algorithm
        return algorithm.name if algorithm else ""
    return ""


def _signed_itself(parsed: x509.Certificate) -> bool:
    """Issuer and subject are the same, and the signature (where it can be checked) is its own key's."""
    with suppress(*ODD):
        return parsed.issuer == parsed.subject and _own_signature(parsed)
    return False


def _own_signature(parsed: x509.Certificate) -> bool:
    try:
        parsed.verify_directly_issued_by(parsed)
    except InvalidSignature:
        return False
    except ODD:
        # Old hashes such as MD5 can't be verified here; equal names are then all there is.
        return True
    return True


def _text(name: str) -> str:
    return clean(name.encode(), 512)
