"""Certificates: what is told about good ones, odd ones and no certificates at all."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from scanner.plugin import Garbled
from scanner.sensor.probes.x509 import certificate_of

START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)
PANEL, MAKER = (
    x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]) for name in ("panel", "maker")
)
EC_KEY, OTHER_KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
NAMES = x509.SubjectAlternativeName(
    [
        x509.DNSName("panel.lab"), x509.IPAddress(ip_address("10.0.0.5")),
        x509.UniformResourceIdentifier("urn:panel:opcua"), x509.RFC822Name("nobody@panel.lab"),
    ]
)  # fmt: skip

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def builder(key: Key, issuer: x509.Name = PANEL) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(PANEL).issuer_name(issuer).public_key(key.public_key())
    return made.serial_number(7).not_valid_before(START).not_valid_after(END)


def der(made: x509.CertificateBuilder, key: Key, hashed: hashes.SHA256 | None = hashes.SHA256()) -> bytes:  # noqa: B008
    return made.sign(key, hashed).public_bytes(serialization.Encoding.DER)


GOOD = der(builder(RSA_KEY).add_extension(NAMES, critical=False), RSA_KEY)


def test_a_certificate_tells_names_dates_key_and_hash() -> None:
    told = certificate_of(GOOD)
    assert (told.subject, told.issuer) == ("CN=panel", "CN=panel")
    assert told.names == ("panel.lab", "10.0.0.5", "urn:panel:opcua")
    assert (told.not_before, told.not_after) == (START, END)
    assert (told.key_type, told.key_bits, told.signature_hash) == ("rsa", 2048, "sha256")
    assert told.sha256 == x509.load_der_x509_certificate(GOOD).fingerprint(hashes.SHA256()).hex()


def test_curve_keys_are_told_by_kind() -> None:
    edwards = ed25519.Ed25519PrivateKey.generate()
    assert certificate_of(der(builder(EC_KEY), EC_KEY)).key_type == "ec"
    told = certificate_of(der(builder(edwards), edwards, None))
    assert (told.key_type, told.key_bits, told.signature_hash) == ("ed25519", 256, "")


def test_self_signed_is_what_its_own_key_signed() -> None:
    assert certificate_of(GOOD).self_signed
    assert not certificate_of(der(builder(EC_KEY, issuer=MAKER), OTHER_KEY)).self_signed
    assert not certificate_of(der(builder(EC_KEY), OTHER_KEY)).self_signed


def test_a_certificate_of_any_hostile_length_is_no_certificate() -> None:
    for odd in (b"", b"\x30\x82\xff\xff", bytes(65_536), GOOD + bytes(1)):
        with pytest.raises(Garbled):
            certificate_of(odd)


def test_a_certificate_cut_anywhere_is_garbled() -> None:
    for end in range(len(GOOD)):
        with pytest.raises(Garbled):
            certificate_of(GOOD[:end])


def test_a_certificate_with_thousands_of_names_keeps_a_few() -> None:
    many = x509.SubjectAlternativeName([x509.DNSName(f"host-{number}.lab") for number in range(2000)])
    made = der(builder(EC_KEY).add_extension(many, critical=False), EC_KEY)
    assert len(certificate_of(made).names) == 64


def test_an_escape_in_a_name_does_not_get_through() -> None:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pan\x1b[31mel")])
    other = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(EC_KEY.public_key())
    other = other.serial_number(7).not_valid_before(START).not_valid_after(END + timedelta(1))
    assert "\x1b" not in certificate_of(der(other, EC_KEY)).subject


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_certificate_never_crashes(damage: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for at, byte in damage:
        damaged[at] = byte
    try:
        assert certificate_of(bytes(damaged)).not_after
    except Garbled:
        return
