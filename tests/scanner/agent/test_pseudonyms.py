"""A pseudonymised audit: nobody's name is left in it, and the same machine has the same name everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.csv import AssetsCsv
from reports.html import HtmlReport
from reports.json import JsonReport
from scanner.agent.pseudonyms import pseudonymised
from scanner.model import Audit, Text
from tests.reports.hostile import hostile_factory
from tests.reports.samples import factory

KEY = b"k" * 32


def named(audit: Audit) -> set[str]:
    """Whatever names a machine, a person or a place of the audit."""
    found = {audit.segment, audit.authorisation.who, *audit.networks}
    for asset in audit.assets:
        found |= {asset.id, asset.mac, asset.serial, *asset.addresses, *asset.names}
    return {name for name in found if len(name) > 2}


@pytest.mark.parametrize("format", [HtmlReport(), JsonReport(), AssetsCsv()], ids=lambda one: one.name)
def test_no_report_of_it_names_anybody(format: HtmlReport | JsonReport | AssetsCsv) -> None:
    audit = factory()
    text = format.render(pseudonymised(audit, KEY), "en").decode()
    assert [name for name in sorted(named(audit)) if name in text] == []


def test_a_machine_has_one_name_in_findings_ledger_and_inventory() -> None:
    audit, hidden = factory(), pseudonymised(factory(), KEY)
    ids = {asset.id for asset in hidden.assets}
    assert len(ids) == len(audit.assets)
    assert {one.asset for one in hidden.findings if one.asset} <= ids
    assert {row.asset for row in hidden.ledger.assets} <= ids
    addresses = {address for asset in hidden.assets for address in asset.addresses}
    assert {row.address for row in hidden.ledger.assets} <= addresses


def test_what_is_to_be_judged_stays() -> None:
    audit, hidden = factory(), pseudonymised(factory(), KEY)
    for was, now in zip(audit.assets, hidden.assets, strict=True):
        assert (now.vendor, now.product, now.version, now.role) == (
            was.vendor,
            was.product,
            was.version,
            was.role,
        )
    assert hidden.score == audit.score


def test_one_key_gives_the_same_names_and_another_key_others() -> None:
    first, again, other = (pseudonymised(factory(), key) for key in (KEY, KEY, b"o" * 32))
    assert first == again
    assert first.assets[0].id != other.assets[0].id


def test_an_address_in_a_sentence_is_replaced_and_a_version_is_not() -> None:
    why = Text.of("{who} answers for 10.9.9.9 in version 2.9.10.1.", who="10.8.8.8 (00:1b:1b:aa:bb:cc)")
    audit = factory()
    changed = audit.model_copy(update={"findings": (audit.findings[0].model_copy(update={"why": why}),)})
    text = str(pseudonymised(changed, KEY).findings[0].why)
    assert "10.9.9.9" in text  # our own template is never changed
    assert "10.8.8.8" not in text
    assert "00:1b:1b" not in text
    assert "2.9.10.1" in text


@pytest.mark.parametrize("over", ["SSH", "WinRM"])
def test_the_account_of_a_login_is_replaced_in_the_ledger_and_its_word_stays_elsewhere(over: str) -> None:
    audit = factory()
    row = audit.ledger.assets[0].model_copy(
        update={"what": ((f"login as admin over {over}, read-only commands", 1), ("GET /admin", 1))}
    )
    ledger = audit.ledger.model_copy(update={"assets": (row, *audit.ledger.assets[1:])})
    told = pseudonymised(audit.model_copy(update={"ledger": ledger}), KEY).ledger.assets[0].what
    assert re.fullmatch(rf"login as account-[0-9a-f]{{10}} over {over}, read-only commands", told[0][0])
    assert told[1] == ("GET /admin", 1)


@pytest.mark.parametrize("name", ["critical", "confirmed", "met", "mixed", "evidence", "supported", "tcp"])
def test_a_machine_may_bear_a_name_that_is_a_word_of_the_program(name: str) -> None:
    audit = factory()
    named_so = audit.assets[0].model_copy(update={"names": (name,)})
    hidden = pseudonymised(audit.model_copy(update={"assets": (named_so, *audit.assets[1:])}), KEY)
    assert hidden.assets[0].names != (name,)
    assert [one.severity for one in hidden.findings] == [one.severity for one in audit.findings]
    assert hidden.zone == audit.zone


def test_a_hostile_audit_is_still_an_audit() -> None:
    assert len(pseudonymised(hostile_factory(), KEY).assets) == len(hostile_factory().assets)


@given(st.text(min_size=3, max_size=20).filter(lambda text: not text.isspace()))
def test_no_name_survives_as_a_name(name: str) -> None:
    audit = factory(1)
    renamed = audit.model_copy(update={"assets": (audit.assets[0].model_copy(update={"names": (name,)}),)})
    assert pseudonymised(renamed, KEY).assets[0].names != (name,)
