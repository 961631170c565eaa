"""What a result rests on is shown: answers, accepted risks, the age of the knowledge, the evidence."""

import pytest

from reports.basis import Basis
from reports.html import HtmlReport
from reports.i18n import named
from reports.lookup import Lookup
from scanner.model import Audit, Identification, Outcome
from tests.reports.reading import read
from tests.reports.samples import factory
from tests.reports.told import told_factory


def _text(audit: Audit, audience: str = "technician", language: str = "en") -> str:
    return " ".join(read(HtmlReport(audience).render(audit, language)).text.split())


def _requirement(text: str, name: str) -> str:
    """What stands in the part of the requirements about one of them."""
    part = text.rsplit("What is expected of us?", maxsplit=1)[-1]
    return part.split(f"{name} ")[1].split("R" + str(int(name[1:]) + 1) + " ")[0]


def test_an_answer_stands_at_its_requirement_with_its_day_its_giver_and_its_proof() -> None:
    told = _requirement(_text(told_factory()), "R2")
    assert "Do you keep a register of the personal data that you process? Yes" in told
    assert "October 2, 2026 · Maria Rossi · Proof: Register of 1 September 2026" in told


def test_an_answer_that_the_scan_contradicts_says_what_speaks_against_it() -> None:
    told = _requirement(_text(told_factory()), "R5")
    assert "What we saw speaks against it: “A controller answers anyone”." in told


def test_an_outdated_answer_says_that_it_does_not_count() -> None:
    assert "This answer is too old, or has no date" in _requirement(_text(told_factory()), "R3")
    assert "This answer is too old" not in _requirement(_text(told_factory()), "R2")


def test_a_doubtful_yes_is_not_shown_green() -> None:
    page = read(HtmlReport().render(told_factory(), "en"))
    places = [at for at, text in enumerate(page.texts) if "second factor" in text]
    assert places
    badges = [
        given["class"] for tag, given in page.elements if tag == "span" and "badge" in given.get("class", "")
    ]
    assert (
        badges.count("badge good")
        == sum(text.strip() in ("Well covered", "Better", "Yes") for text in page.texts) - 1
    )  # the contradicted "Yes"


def test_questions_without_an_answer_are_counted() -> None:
    assert "1 question to you is still without an answer." in _requirement(_text(told_factory()), "R8")


def test_an_answer_to_a_question_that_no_requirement_asks_is_shown_with_its_reason() -> None:
    other = _text(told_factory()).split("Other answers of yours")[1]
    assert "Does not apply" in other.split("Which risks")[0]
    assert "Nothing of ours is in a cloud." in other.split("Which risks")[0]


def test_a_requirement_says_how_many_weak_points_speak_against_it() -> None:
    audit = told_factory()
    plain = [one for one in audit.findings if one.outcome is Outcome.NOT_MET and "R5" in one.requirements]
    assert f"{len(plain)} weak points." in _requirement(_text(audit), "R5")
    assert "weak point" not in _requirement(_text(audit), "R1")


def test_an_accepted_risk_says_who_why_and_until_when() -> None:
    part = _text(told_factory()).split("Which risks did somebody accept?")[-1]
    assert "Maria Rossi, managing director : The builder replaces the panel at the next planned stop." in part
    assert "until March 31, 2027" in part
    assert "It is about 1 weak point of this audit." in part


def test_an_accepted_risk_that_has_run_out_says_so_and_comes_first() -> None:
    part = _text(told_factory()).split("Which risks did somebody accept?")[-1]
    assert "It was accepted until June 30, 2026. Decide again." in part
    assert part.index("Has run out") < part.index("until March 31, 2027")


def test_an_accepted_gap_stays_a_gap_and_names_who_answers_for_it() -> None:
    text = _text(told_factory()).split("Which machines did we find?")[-1]
    assert "Maria Rossi, managing director answers for it until March 31, 2027." in text
    assert "answers for it until" not in _text(factory())


def test_nobody_answers_for_a_risk_that_has_run_out() -> None:
    audit = told_factory()
    over = tuple(one.model_copy(update={"expired": True}) for one in audit.accepted)
    assert "answers for it until" not in _text(audit.model_copy(update={"accepted": over}))


@pytest.mark.parametrize("audience", ["owner", "technician", "auditor"])
def test_page_one_tells_the_age_of_each_source_the_oldest_first(audience: str) -> None:
    page = (
        _text(told_factory(), audience)
        .split("How old is our knowledge of weak points?")[1]
        .split("Audit of ")[0]
    )
    assert "Siemens: 264 days old too old" in page
    assert "CVE list: its age is not known could not be read" in page
    assert page.index("CVE list") < page.index("Siemens") < page.index("CERT@VDE") < page.index("EPSS")
    assert "and 1 more" in page


def test_without_any_knowledge_page_one_says_that_the_question_is_open() -> None:
    audit = told_factory().model_copy(update={"sources": (), "knowledge": ""})
    assert "No list of known vulnerabilities was used, so that question is open." in _text(audit, "owner")


def test_a_machine_tells_what_it_said_how_sure_it_is_and_which_evidence_says_so() -> None:
    text = _text(told_factory()).split("Which machines did we find?")[-1]
    assert "What it told, and how sure that is: Maker: Schneider Electric · 95% · vendor-0" in text
    assert "Kind of machine: Controller (PLC) · 70% · role-012" in text


def test_only_the_auditor_sees_which_evidence_each_finding_rests_on() -> None:
    auditor, technician = (_text(told_factory(), name) for name in ("auditor", "technician"))
    assert "Needs work: “A controller answers anyone” · 07:52:00 · e-modbus" in auditor
    assert "What each finding rests on:" not in technician


def test_with_very_many_machines_the_evidence_is_left_to_the_document_and_that_is_said() -> None:
    text = _text(told_factory(120))
    assert "With so many machines, the evidence of each is in the JSON report." in text
    assert "What it told, and how sure that is:" not in text


def test_a_contradicted_answer_is_traced_to_the_weak_point_that_speaks_against_it() -> None:
    audit = told_factory()
    basis = Basis(Lookup(audit, named("en")))
    answer = next(one for one in audit.answers if one.contradicted_by)
    assert [one.check for one in audit.findings if one.key in answer.contradicted_by] == ["modbus-open"]
    assert basis.against(answer) == ["A controller answers anyone"]


def test_findings_of_a_machine_are_listed_whole() -> None:
    audit = told_factory()
    basis = Basis(Lookup(audit, named("en")))
    first = audit.assets[0]
    held = [one for one in audit.findings if one.asset == first.id]
    assert {one.key for one in basis.rests_on(first)} == {one.key for one in held}
    assert {one.outcome for one in held} == set(Outcome)


def test_a_machine_tells_each_thing_once_with_all_that_says_so() -> None:
    audit = factory()
    same = [
        Identification(field="role", value="server", evidence=f"{at}-0123456789", confidence=at / 10)
        for at in (3, 6)
    ]
    other = Identification(field="role", value="computer", evidence="", confidence=0.2)
    asset = audit.assets[0].model_copy(update={"identifications": (*same, other)})
    told = Basis(Lookup(audit, named("en"))).said(asset)
    assert [(one.value, one.confidence, one.evidence) for one in told] == [
        ("Server", 0.6, "6-012345, 3-012345"), ("Computer", 0.2, ""),
    ]  # fmt: skip
