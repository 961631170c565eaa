"""Why a weakness weighs more here than usual is told beside it, in the reader's language."""

import json

from reports.html import HtmlReport
from reports.json import JsonReport
from scanner.agent.severity import weigh
from scanner.model import Audit, Outcome, Severity, Text, Zone
from tests.reports.reading import read
from tests.reports.samples import factory

RAISED, WHY = weigh(Severity.HIGH, "plc", Zone.OT, Zone.IT)


def _audit(why: Text | None) -> Audit:
    """The small factory, with the first gap raised for that reason."""
    audit = factory()
    gap = next(one for one in audit.findings if one.outcome is Outcome.NOT_MET)
    raised = gap.model_copy(update={"severity": RAISED, "severity_why": why})
    findings = tuple(raised if one is gap else one for one in audit.findings)
    return audit.model_copy(update={"findings": findings})


def test_the_page_says_why_and_only_where_there_is_a_reason() -> None:
    assert WHY is not None
    assert read(HtmlReport().render(_audit(WHY), "en")).text.count(str(WHY)) == 1
    assert str(WHY) not in read(HtmlReport().render(_audit(None), "en")).text


def test_the_json_report_says_why_in_its_language_and_null_elsewhere() -> None:
    told = [one["severity_why"] for one in json.loads(JsonReport().render(_audit(WHY), "it"))["findings"]]
    (said,) = [why for why in told if why is not None]
    assert said.startswith("Un grado più grave del solito: ")
    assert len(told) > 1


def test_a_reason_from_a_machine_is_text_on_the_page_and_not_markup() -> None:
    page = read(HtmlReport().render(_audit(Text.of("{name}", name="<b>x</b>")), "en"))
    assert "<b>x</b>" in page.text
