"""Do several OPC UA servers show one and the same certificate?"""

from checks.opcua_shared_certificate import SHOWN, opcua_shared_certificate
from scanner.evidence import SegmentView
from scanner.model import Asset, Evidence, Service
from tests.checks.facts import MET, NOT_MET, asset, certificate, endpoint, opcua, segment


def _server(address: str, sha256: str, port: int = 4840) -> Evidence:
    fact = opcua(endpoint(), certificate=certificate(sha256=sha256) if sha256 else None)
    service = Service(transport="tcp", port=port)
    return Evidence(asset=address, service=service, probe="opcua", wanted=fact.kind, fact=fact)


def _view(*servers: Evidence, assets: tuple[Asset, ...] | None = None) -> SegmentView:
    known = assets or tuple(asset(address) for address in sorted({one.asset for one in servers}))
    return segment(*known, evidence=servers)


def _applies(view: SegmentView) -> bool:
    assert opcua_shared_certificate.applies is not None
    return opcua_shared_certificate.applies(view)


def test_two_machines_with_one_certificate_are_a_gap_that_names_them() -> None:
    view = _view(_server("10.0.0.1", "aa"), _server("10.0.0.2", "aa"), _server("10.0.0.3", "bb"))
    verdict = opcua_shared_certificate(view)
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "Servers with the same certificate as another: 2 (10.0.0.1, 10.0.0.2)."


def test_a_certificate_of_its_own_for_each_machine_is_in_order() -> None:
    view = _view(_server("10.0.0.1", "aa"), _server("10.0.0.2", "bb"))
    assert _applies(view)
    assert opcua_shared_certificate(view).outcome is MET


def test_one_machine_with_two_ports_or_two_addresses_shares_with_nobody() -> None:
    ports = _view(_server("10.0.0.1", "aa"), _server("10.0.0.1", "aa", 4841), _server("10.0.0.2", "bb"))
    both = Asset(id="one", addresses=("10.0.0.1", "10.0.0.2"))
    addresses = _view(_server("10.0.0.1", "aa"), _server("10.0.0.2", "aa"), assets=(both,))
    assert opcua_shared_certificate(ports).outcome is MET
    assert opcua_shared_certificate(addresses).outcome is MET
    assert not _applies(addresses)


def test_with_fewer_than_two_certificates_there_is_nothing_to_compare() -> None:
    assert not _applies(_view(_server("10.0.0.1", "aa"), _server("10.0.0.2", "")))
    assert not _applies(segment())


def test_a_long_list_is_cut_and_the_whole_number_is_told() -> None:
    many = [_server(f"10.0.0.{number}", "aa") for number in range(1, SHOWN + 4)]
    said = str(opcua_shared_certificate(_view(*many)).why)
    assert f"another: {SHOWN + 3} (" in said
    assert said.endswith(", …).")
