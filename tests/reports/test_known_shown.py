"""Known weak points stand beside their machine, and new knowledge is not called a new problem."""

import json

from reports.html import HtmlReport
from reports.json import JsonReport
from scanner.model import Audit, Outcome
from scanner.model.known import AssetKnowledge, KnowledgeSource, KnownVulnerability
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
