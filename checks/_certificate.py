"""What several questions ask of a certificate: how strong its key and its signature are."""

from scanner.evidence import Certificate

BROKEN_HASHES = frozenset({"md2", "md4", "md5", "sha1"})
SMALLEST_KEY = {"rsa": 2048, "dsa": 2048, "ec": 224}
"""Bits. Source: NIST SP 800-131A Rev. 2, section 3 (acceptable for signatures)."""


def short_key(certificate: Certificate) -> bool:
    return 0 < certificate.key_bits < SMALLEST_KEY.get(certificate.key_type, 0)


def broken_signature(certificate: Certificate) -> bool:
    return certificate.signature_hash.lower() in BROKEN_HASHES
