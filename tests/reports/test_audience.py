"""One audit for three readers: the owner's two pages, the technician's whole, the auditor's evidence."""

import re
from pathlib import Path
from typing import Any

import pytest

from reports.audience import AUDIENCES, DEFAULT, sections
from reports.format import ReportError
from reports.html import HtmlReport
from reports.i18n import available, named
from reports.pdf import PdfReport
from scanner.model import Audit
from tests.reports.reading import Page, read
from tests.reports.samples import empty_factory, factory, unfinished_factory
from tests.reports.told import told_factory


def _page(audience: str, audit: Audit | None = None, language: str = "en") -> Page:
    return read(HtmlReport(audience).render(audit or told_factory(), language))


@pytest.mark.parametrize("audit", [empty_factory(), factory(), unfinished_factory(), told_factory()])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_page_for_any_reader_is_well_formed_with_whole_links(audience: str, audit: Audit) -> None:
    page = _page(audience, audit, "it")
    marks = page.values("id")
    assert page.faults == []
    assert len(marks) == len(set(marks))
    assert {link[1:] for link in page.values("href") if link.startswith("#")} <= set(marks)
    assert {mark for given in page.values("aria-labelledby") for mark in given.split()} <= set(marks)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_reader_gets_the_same_answer_first(audience: str) -> None:
    text = _page(audience).text
    assert "Proven 41 of 100, could be up to 72; we checked 63%." in text.split("What should we do first?")[0]


def test_the_owner_gets_five_steps_with_a_message_each_and_is_told_of_the_rest() -> None:
    page = _page("owner")
    assert page.text.count("A message ready to send") == 5
    assert "1 more action is in the full report." in page.text
    assert "Whoever looks after your network needs the full report" in page.text


def test_the_owner_is_spared_machines_ledger_and_laws() -> None:
    assert set(_page("owner").values("id")) & {"machines", "sent", "crosswalk", "measured", "map"} == set()


def test_the_technician_gets_everything_but_how_to_verify_it() -> None:
    parts = {
        "actions",
        "changes",
        "requirements",
        "accepted",
        "map",
        "not-checked",
        "sent",
        "machines",
        "crosswalk",
    }
    assert parts | {"scope", "glossary"} <= set(_page("technician").values("id"))


def test_the_auditor_sees_laws_evidence_ledger_authorisation_and_measure() -> None:
    page = _page("auditor")
    assert {"requirements", "crosswalk", "sent", "scope", "measured", "verify", "machines"} <= set(
        page.values("id")
    )
    text = " ".join(page.text.split())
    assert "vaglio package 8f2d6c1e --key KEY" in text
    assert "vaglio verify 8f2d6c1e-evidence.zip --trust PUBLIC-KEY" in text
    assert "This page alone carries no signature." in text
    assert "Findings: weak, open, in order 8 / 12 / 12" in text


def test_the_auditor_sees_each_check_with_its_version_and_origin() -> None:
    text = " ".join(_page("auditor").text.split())
    assert "7 checks were used" in text
    assert "A controller answers anyone modbus-open vaglio · 1 R5, R4 1" in text


@pytest.mark.parametrize("audience", ["technician", "auditor"])
def test_the_contents_lead_to_every_part_in_its_order(audience: str) -> None:
    audit = told_factory()
    page = _page(audience, audit)
    parts = [part.name for part in sections(audience, audit)]
    links = [link[1:] for link in page.values("href") if link[1:] in parts]
    assert list(dict.fromkeys(link for link in links if link in parts))[: len(parts)] != []
    headings = [mark for mark in page.values("id") if mark in parts]
    assert headings == parts
    assert set(parts) <= set(links)


def test_without_a_word_the_report_is_the_technicians() -> None:
    assert DEFAULT == "technician"
    assert HtmlReport().render(factory(), "en") == HtmlReport("technician").render(factory(), "en")


@pytest.mark.parametrize("report", [HtmlReport(), PdfReport()])
def test_an_unknown_reader_is_refused_in_one_sentence(report: Any) -> None:
    if isinstance(report, PdfReport):
        pytest.importorskip("weasyprint", reason="WeasyPrint is an extra", exc_type=ImportError)
    with pytest.raises(
        ReportError, match=r"^there is no report for 'boss'; choose one of owner, technician, auditor$"
    ):
        report.for_audience("boss").render(factory(), "en")


LOCALES = (Path(__file__).parents[2] / "checks" / "locales",)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", available())
def test_no_sentence_of_page_one_has_more_than_25_words(language: str, audience: str) -> None:
    audit = told_factory().model_copy(update={"complete": False, "reason": "The sensor was stopped."})
    texts = read(HtmlReport(audience).render(audit, language, LOCALES)).texts
    first = next(
        at for at, text in enumerate(texts) if text == named(language).t("How well are we protected?")
    )
    follows = named(language).t("What do we do, and how?" if audience == "owner" else "In this report")
    until = texts.index(follows, first)
    said = texts[first:until]
    assert len(said) > 20
    assert [part for text in said for part in re.split(r"[.!?;:]\s", text) if len(part.split()) > 25] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_five_hundred_machines_stay_under_a_megabyte_for_every_reader(audience: str) -> None:
    assert len(HtmlReport(audience).render(told_factory(500), "it")) <= 1_000_000
