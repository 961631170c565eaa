"""Whose certificates are believed: the system's, and those of a file that the owner names."""

import ssl
from pathlib import Path

from scanner.agent.delivery.letter import UndeliveredError


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """TLS 1.2 or newer, name and certificate checked. Raises UndeliveredError for a file without certificates."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(ca_file))
        except (OSError, ssl.SSLError):
            sentence = f"ca_file {ca_file} cannot be used: it must hold certificates in PEM form"
            raise UndeliveredError(sentence) from None
        # From Python 3.13 on, small companies' own certificates would be refused for form only: no key identifier.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
