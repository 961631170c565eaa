"""Laws and standards: dated, with the evidence for and against, and never a claim of conformity."""

import re
from datetime import date
from itertools import pairwise

import pytest

from reports.crosswalk import Crosswalk, Evidence
from reports.html import HtmlReport
from reports.i18n import available, named
from reports.legal_dates import DATES
from reports.lookup import Lookup
from scanner.model import Audit, Outcome, Strength
from tests.reports.reading import read
from tests.reports.samples import factory
from tests.reports.told import told_factory


def _text(audit: Audit, language: str = "en") -> str:
    return " ".join(read(HtmlReport("auditor").render(audit, language)).text.split())


def _part(audit: Audit) -> str:
    return _text(audit).split("Which laws and standards does this touch?")[-1].split("Which risks")[0]


def _crosswalk(audit: Audit) -> Crosswalk:
    return Crosswalk(Lookup(audit, named("en")))


def test_a_framework_stands_with_its_version_and_its_day() -> None:
    part = _part(told_factory())
    assert "GDPR (Regulation (EU) 2016/679) as of January 15, 2026" in part
    assert "Version 1 · https://eur-lex.europa.eu/eli/reg/2016/679/oj" in part


def test_a_reference_that_a_scan_can_only_hint_at_says_so() -> None:
    assert "32(1)(b), 5(1)(f) (hint) R5 Only the right people get in" in _part(told_factory())


def test_a_requirement_that_the_catalogue_lacks_is_passed_over() -> None:
    assert "nowhere" not in _part(told_factory())
    assert [len(mapped.rows) for mapped in _crosswalk(told_factory()).frameworks] == [2, 2]


def test_findings_and_answers_count_for_against_and_open() -> None:
    audit = told_factory()
    linked = [one for one in audit.findings if one.requirements.get("R5") is Strength.EVIDENCE]
    counts = {outcome: sum(one.outcome is outcome for one in linked) for outcome in Outcome}
    assert _crosswalk(audit).evidence["R5"] == Evidence(
        counts[Outcome.MET], counts[Outcome.NOT_MET] + 1, counts[Outcome.UNKNOWN]  # the contradicted answer
    )  # fmt: skip
    assert _crosswalk(audit).evidence["R2"] == Evidence(1, 0, 0)  # answered "yes"
    assert _crosswalk(audit).evidence["R3"] == Evidence(0, 0, 1)  # an answer that grew too old
    assert _crosswalk(audit).evidence["R8"] == Evidence(0, 1, 1)  # "no", and a question without an answer


def test_a_hint_is_no_evidence_and_the_absence_of_a_contradiction_proves_nothing() -> None:
    audit = factory(3)
    only = [
        one.model_copy(update={"requirements": {"R1": Strength.HINT, "R2": Strength.CONTRADICTION}})
        for one in audit.findings
    ]
    counted = _crosswalk(audit.model_copy(update={"findings": tuple(only)})).evidence
    assert counted["R1"] == Evidence()
    assert (counted["R2"].speaks_for, counted["R2"].open) == (0, 0)
    assert counted["R2"].speaks_against == sum(one.outcome is Outcome.NOT_MET for one in only) > 0


def test_without_frameworks_there_is_no_such_part() -> None:
    assert "Which laws and standards" not in _text(factory())


def test_days_are_shown_for_the_frameworks_that_are_there_and_the_future_is_marked() -> None:
    part = _part(told_factory())
    assert "October 2026 NIS2 in Italy" in part
    assert "January 20, 2027 still to come Machinery Regulation" in part
    assert "September 11, 2026 Cyber Resilience Act" in part
    assert "Uzbekistan" not in part
    uzbek = tuple(one.model_copy(update={"id": "uz-547"}) for one in told_factory().frameworks[:1])
    only = _part(told_factory().model_copy(update={"frameworks": uzbek}))
    assert "Law 1125" in only
    assert "NIS2 in Italy" not in only


def test_days_are_in_order() -> None:
    assert all(before.day <= after.day for before, after in pairwise(DATES))
    assert DATES[0].day >= date(2025, 1, 1)


@pytest.mark.parametrize("language", available())
def test_no_text_of_the_page_claims_conformity(language: str) -> None:
    claims = {
        "en": r"\b(compliant|conforms|certified)\b",
        "it": r"\b(a norma|siete certificati|siete conformi|è conforme)\b",
        "ru": r"\b(соответствует закону|сертифицирован\w*)\b",
        "uz_Latn": r"\b(qonunga muvofiq|sertifikatlangan)\b",
    }
    text = _text(told_factory(), language)
    assert re.search(claims[language], text, re.IGNORECASE) is None
    assert len(text) > 5000
