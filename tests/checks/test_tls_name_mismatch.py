"""Is a certificate made out to the machine that shows it?"""

import pytest

from checks.tls_name_mismatch import tls_name_mismatch
from scanner.evidence import AssetView, HttpPage, TlsServer
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, certificate, view

MACHINE = asset("10.0.0.7", names=("ORDERS",))


def shown(*names: str) -> AssetView:
    return view(MACHINE, TlsServer(certificate=certificate(names=names)))


@pytest.mark.parametrize(
    ("names", "outcome"),
    [
        (("orders.factory.lan",), MET),
        (("Orders.",), MET),
        (("elsewhere.lan", "10.0.0.7"), MET),
        (("192.168.1.1",), NOT_MET),
        (("localhost", "127.0.0.1"), NOT_MET),
        ((), NOT_MET),
        (("press.factory.lan",), UNKNOWN),
        (("10.0.0.70",), NOT_MET),
    ],
)
def test_names_are_compared_with_those_of_the_machine(names: tuple[str, ...], outcome: Outcome) -> None:
    assert tls_name_mismatch(shown(*names)).outcome is outcome


def test_the_worst_of_several_certificates_counts() -> None:
    good, bad = certificate(names=("10.0.0.7",)), certificate(names=("localhost",))
    several = view(MACHINE, TlsServer(certificate=good), TlsServer(certificate=bad))
    assert tls_name_mismatch(several).outcome is NOT_MET


def test_a_machine_without_a_certificate_is_not_judged() -> None:
    assert tls_name_mismatch.applies
    assert not tls_name_mismatch.applies(view(MACHINE, HttpPage(status=200), TlsServer()))
    assert tls_name_mismatch.applies(shown("a"))
