"""Devices as they name themselves lead to the sentences of the catalogue that mean them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from scanner.knowledge.library import Library, library
from scanner.knowledge.match import Identity

# Who it is, and the document and the certainty with which the catalogue speaks of it; read beside the catalogue.
SAID = [
    (Identity("Unitronics", "V130-33-T38", order_number="V130-33-T38", version="3.9 (41)"), "KEV", "possible"),
    (Identity("Unitronics", "V570-57-T20B", order_number="V570-57-T20B"), "KEV", "possible"),
    (Identity("Phoenix Contact", "ILC 330 ETH", order_number="2737193"), "ICSA-22-172-03", "no fix exists"),
    (Identity("Phoenix Contact", "ILC 390 PN 2TX-IB"), "ICSA-22-172-03", "no fix exists"),
    (Identity("Phoenix Contact", "ProConOS", version="3.0.1040"), "ICSA-22-172-04", "no fix exists"),
    (Identity("Mitsubishi Electric", "Q03UDECPU"), "ICSA-22-090-04", "no fix exists"),
    (
        Identity("3S-Smart Software Solutions GmbH", "CODESYS Control for Linux SL", version="3.5.14.20"),
        "ICSA-19-255-05", "likely",
    ),
]  # fmt: skip
NOT_MEANT = [
    (Identity("Unitronics", "UG-R1234", order_number="UG-R1234"), "KEV"),
    (Identity("Phoenix Contact", "ILC 2050 BI"), "ICSA-22-172-03"),
    (Identity("Phoenix Contact", "AXC F 2152"), "ICSA-22-172-03"),
    (
        Identity("3S-Smart Software Solutions GmbH", "CODESYS Control for Linux SL", version="3.5.15.0"),
        "ICSA-19-255-05",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Iterator[Library]:
    with library(Path("/nonexistent"), date(2026, 11, 22)) as found:
        yield found


@pytest.mark.parametrize(("device", "document", "sure"), SAID)
def test_a_device_is_found_by_its_own_name(
    device: Identity, document: str, sure: str, catalogue: Library
) -> None:
    found, _ = catalogue.look_up(device)
    assert {one.sure for one in found.matches if one.advisory == document} == {sure}


@pytest.mark.parametrize(("device", "document"), NOT_MEANT)
def test_a_neighbour_is_not_meant(device: Identity, document: str, catalogue: Library) -> None:
    found, _ = catalogue.look_up(device)
    assert [one for one in found.matches if one.advisory == document] == []
