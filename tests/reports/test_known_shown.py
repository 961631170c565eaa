"""Known weak points stand beside their machine, and new knowledge is not called a new problem."""

import json

import pytest

from reports.html import HtmlReport
from reports.json import JsonReport
from scanner.model import Audit, Outcome
from scanner.model.known import AssetKnowledge, KnowledgeSource, KnownVulnerability, Life, SupportState
from tests.reports.reading import read
from tests.reports.samples import factory

LABEL = "New knowledge, no new problem"
SOURCE = KnowledgeSource(id="kev", name="KEV", age_days=3, rows=10)


def _audit(*, news: bool = False, name: str = "CVE-2020-0001") -> Audit:
    audit = factory()
    gap = next(one for one in audit.findings if one.outcome is Outcome.NOT_MET and one.asset)
    told = gap.model_copy(update={"news": "new knowledge" if news else "", "knowledge": "2026-11-02-abc"})
    findings = tuple(told if one is gap else one for one in audit.findings)
    weak = KnownVulnerability(
        id=name, sure="confirmed", cvss=9.8, fix="V2.6", exploited="2024-05-01", deadline_days=30
    )
    known = (AssetKnowledge(asset=str(gap.asset), vulnerabilities=(weak,)),)
    return audit.model_copy(update={"findings": findings, "known": known, "sources": (SOURCE,)})


def test_the_page_names_the_weak_point_with_its_cure_and_its_day() -> None:
    text = read(HtmlReport().render(_audit(), "en")).text
    assert (
        "CVE-2020-0001 confirmed · used by attackers · CVSS 9.8 · mended by V2.6 · within 30 days"
        in " ".join(text.split())
    )


def test_a_source_that_differs_is_told_beside_it() -> None:
    audit = _audit()
    (known,) = audit.known
    weak = known.vulnerabilities[0].model_copy(update={"disagree": "ADV-2: affected is only < V2"})
    both = known.model_copy(update={"vulnerabilities": (weak,)})
    page = HtmlReport().render(audit.model_copy(update={"known": (both,)}), "en")
    assert "another source differs (ADV-2: affected is only < V2)" in read(page).text


def test_the_page_calls_new_knowledge_so_and_only_there() -> None:
    assert read(HtmlReport().render(_audit(news=True), "en")).text.count(LABEL) == 1
    assert LABEL not in read(HtmlReport().render(_audit(), "en")).text


def test_the_json_report_has_the_label_the_list_and_the_sources() -> None:
    document = json.loads(JsonReport().render(_audit(news=True), "it"))
    assert [one["news"] for one in document["findings"] if one["news"]] == ["new knowledge"]
    assert document["known"][0]["vulnerabilities"][0]["id"] == "CVE-2020-0001"
    assert document["sources"][0]["age_days"] == 3


def test_a_name_from_a_source_is_text_and_not_markup() -> None:
    assert "<b>x</b>" in read(HtmlReport().render(_audit(name="<b>x</b>"), "en")).text


def _supported(*states: SupportState, looked_up: tuple[str, ...] = ("M340",)) -> Audit:
    audit = factory()
    known = AssetKnowledge(asset=audit.assets[0].id, looked_up=looked_up, support=states)
    return audit.model_copy(update={"known": (known,)})


def _support(audit: Audit, language: str = "en") -> str:
    """What the page says behind the name of the field."""
    title = {"en": "Support by the maker", "it": "Assistenza del produttore"}[language]
    text = " ".join(read(HtmlReport().render(audit, language)).text.split())
    return text.partition(title)[2][:120].strip() if title in text else ""


@pytest.mark.parametrize(
    ("state", "until", "extended", "told"),
    [
        ("ended", "2025-12-31", "", "Support has ended M340 · since December 31, 2025"),
        ("supported", "2028-06-30", "2030-06-30", "Supported M340 · until June 30, 2028"),
        ("extended only", "2024-06-30", "2029-06-30", "Paid support only M340 · until June 30, 2029"),
        ("depends on the edition", "2027-01-01", "", "Depends on the edition M340"),
        ("ended", "", "", "Support has ended M340"),
        ("supported", "soon", "", "Supported M340 · until soon"),
    ],
)
def test_the_page_says_beside_the_machine_until_when_its_maker_mends_it(
    state: Life, until: str, extended: str, told: str
) -> None:
    found = SupportState(product="M340", state=state, until=until, extended=extended)
    said = _support(_supported(found))
    assert said.startswith(told)
    assert ("·" in said[: len(told) + 2]) == ("·" in told)


def test_what_was_looked_up_in_vain_is_not_known_and_what_was_not_looked_up_is_not_named() -> None:
    assert _support(_supported()).startswith("Not known")
    assert _support(_supported(looked_up=())) == ""
    assert _support(factory()) == ""


def test_the_end_of_support_is_said_with_a_word_and_never_by_colour_alone() -> None:
    ended = SupportState(product="<b>M340", state="ended", until="2025-12-31")
    html = HtmlReport().render(_supported(ended, ended), "it").decode()
    assert html.count("Assistenza finita</span>") == 1
    assert "&lt;b&gt;M340 · dal 31 dicembre 2025" in html
