"""Does a service still accept versions of TLS that were withdrawn?"""

import pytest

from checks.tls_old_version import tls_old_version
from scanner.evidence import TlsServer
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize("version", ["SSLv3", "TLSv1.0", "TLSv1.1"])
def test_a_withdrawn_version_is_a_gap_even_beside_a_new_one(version: str) -> None:
    verdict = tls_old_version(TlsServer(accepted=(version, "TLSv1.3")))
    assert verdict.outcome is NOT_MET
    assert version in str(verdict.why)


def test_a_server_that_refused_the_old_versions_is_in_order() -> None:
    assert tls_old_version(TlsServer(accepted=("TLSv1.2",), refused=("TLSv1.0", "TLSv1.1"))).outcome is MET


@pytest.mark.parametrize("refused", [(), ("TLSv1.0",), ("TLSv1.1",), ("SSLv3",)])
def test_what_was_not_tried_is_not_known(refused: tuple[str, ...]) -> None:
    assert tls_old_version(TlsServer(accepted=("TLSv1.3",), refused=refused)).outcome is UNKNOWN


def test_a_server_that_refused_everything_showed_nothing_good() -> None:
    assert tls_old_version(TlsServer(refused=("TLSv1.0", "TLSv1.1", "TLSv1.2"))).outcome is UNKNOWN
