"""The form: it reaches nothing, escapes what it shows, and saves what was filled in."""

import json
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import checks
from reports.form import QuestionForm
from scanner.agent.questionnaire import read_answers
from scanner.model import AnswerGiven
from scanner.requirements import Questions, latest, load_questions
from tests.reports.chromium import NEEDED, barriers
from tests.reports.reading import read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PACK = Path(checks.__file__).parent
EVIL = '"><script>alert(1)</script>'


def questions() -> Questions:
    return load_questions(PACK / "questions.toml", latest(PACK / "requirements"))


def test_it_may_load_nothing_and_send_nothing() -> None:
    page = unescape(QuestionForm().render(questions(), [], "en").decode())
    assert "default-src 'none'" in page
    assert "form-action 'none'" in page
    assert "http://" not in page
    assert "https://" not in page


def test_given_answers_stand_in_it_escaped() -> None:
    given = AnswerGiven(question="training", title="", answer="yes", on=date(2026, 1, 1), proof=EVIL)
    page = QuestionForm().render(questions(), [given], "en")
    checked = [one for one in read(page).all("input") if "checked" in one]
    assert [(one["name"], one["value"]) for one in checked] == [("training/answer", "yes")]
    assert EVIL.encode() not in page


class TestInABrowser:
    pytestmark = NEEDED

    def test_what_is_filled_in_is_saved_and_can_be_imported(self, browser: "Browser", tmp_path: Path) -> None:
        form = tmp_path / "form.html"
        form.write_bytes(QuestionForm().render(questions(), [], "it"))
        page, said, asked = browser.new_page(), [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(form.as_uri())
        page.check('[name="training/answer"][value="yes"]')
        page.fill('[name="training/proof"]', 'lista "3 maggio"')
        page.fill('[name="leavers/by"]', "Anna")
        with page.expect_download() as download:
            page.click("#save")
        saved = tmp_path / "saved.json"
        download.value.save_as(saved)
        page.close()
        assert said == []
        assert {url.split(":")[0] for url in asked} <= {"file", "blob"}
        assert json.loads(saved.read_text("utf-8")) == {
            "answers": {"training": {"answer": "yes", "proof": 'lista "3 maggio"'}}
        }
        (given,) = read_answers(saved, questions(), date(2026, 11, 22))
        assert (given.answer, given.on) == ("yes", date(2026, 11, 22))

    def test_it_has_no_barriers(self, browser: "Browser", tmp_path: Path) -> None:
        form = tmp_path / "form.html"
        form.write_bytes(QuestionForm().render(questions(), [], "en"))
        page = browser.new_page()
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(form.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.close()
        found, passes = barriers(browser, form.as_uri())
        assert found == []
        assert passes > 10
