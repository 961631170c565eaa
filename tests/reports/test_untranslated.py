"""Every visible word of a report goes through translation: a pseudo-locale leaves no plain English behind."""

from gettext import NullTranslations

import pytest

from reports.form import QuestionForm
from reports.html import page
from reports.i18n import Language
from reports.json import JsonReport, document
from reports.markdown import MarkdownReport
from reports.portfolio import Portfolio
from scanner.model import AnswerGiven, Audit
from tests.reports.pseudo import ATTRIBUTES, PSEUDO, left_in_english, speaking, widened
from tests.reports.reading import Page, read
from tests.reports.samples import empty_factory, factory
from tests.reports.test_form import questions
from tests.reports.told import told_factory

AUDITS = {
    "empty": empty_factory(),
    "small": speaking(factory()),
    "large": speaking(factory(120)),
    "with its history": speaking(told_factory()),
    "whole": speaking(told_factory()).model_copy(update={"complete": True, "reason": ""}),
}


def _seen(shown: Page) -> list[str]:
    """All that a page says to eyes and to screen readers."""
    attributes = (text for _, known in shown.elements for name, text in known.items() if name in ATTRIBUTES)
    return [*shown.texts, *attributes]


@pytest.mark.parametrize("audience", ["owner", "technician", "auditor"])
@pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS.keys())
def test_no_text_of_a_page_bypasses_the_catalogues(audit: Audit, audience: str) -> None:
    shown = read(page(widened(audit), PSEUDO, audience))
    assert left_in_english(_seen(shown)) == []


@pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS.keys())
def test_no_sentence_of_the_json_report_bypasses_the_catalogues(audit: Audit) -> None:
    told = document(widened(audit), PSEUDO).model_dump(mode="json")
    texts = [told["scan"]["reason"], *told["scan"]["notes"], *told["good"]]
    texts += [one["reason"] for one in told["not_checked"]]
    texts += [one[name] for one in told["findings"] for name in ("title", "why", "severity_why") if one[name]]
    words = ("title", "why", "what_to_do", "recheck", "message")
    texts += [one[name] for one in told["actions"] for name in words]
    texts += [one[name] for one in told["requirements"] for name in ("title", "theme")]
    assert left_in_english(texts) == []


def test_a_forgotten_text_would_be_found() -> None:
    assert left_in_english(["⟨Å⟩", "Forgotten", "R5 ŧĥē"]) == ["Forgotten"]
    plain = Language(code="ja", catalogue=NullTranslations())
    assert "How well are we protected?" in left_in_english(read(page(factory(), plain)).texts)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is in the pseudo-locale, whatever language it is asked for."""
    for module in ("form", "portfolio", "markdown"):
        monkeypatch.setattr(f"reports.{module}.named", lambda *_: PSEUDO)


@pytest.mark.usefixtures("pseudo")
def test_no_text_of_the_questions_bypasses_the_catalogues() -> None:
    given = AnswerGiven(question="training", title="", answer="yes", by="7", proof="8")
    shown = _seen(read(QuestionForm().render(questions(), [given], "en")))
    script = [text for text in shown if text.startswith('"use strict"')]
    assert len(script) == 1
    assert left_in_english([text for text in shown if text not in script]) == []


@pytest.mark.usefixtures("pseudo")
def test_no_text_of_the_portfolio_bypasses_the_catalogues() -> None:
    reports = {f"{at}/{at}/report.json": JsonReport().render(widened(factory()), "en") for at in range(3)}
    reports["4/report.json"] = b"{}"
    made, unreadable = Portfolio().render(reports, "en")
    assert unreadable == ["4/report.json"]
    assert left_in_english(_seen(read(made))) == []


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS.keys())
def test_no_text_of_the_summary_for_mails_bypasses_the_catalogues(audit: Audit) -> None:
    assert left_in_english(MarkdownReport().render(widened(audit), "en").decode().splitlines()) == []
