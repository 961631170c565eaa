"""The questions as a page that is filled in without a network; it saves the answers into a file.

It is the one page of ours with a script: a page can't save a file otherwise. The script is short, its
hash stands in the page's policy, and the policy lets it reach nothing.
"""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from reports.html import environment, style_sheet
from reports.i18n import named
from reports.words import ANSWERS, N_
from scanner.model import AnswerGiven
from scanner.requirements import Questions

_HERE = Path(__file__).parent

TERMINAL = {
    "question": N_("Question"),
    "answer": N_("Answer"),
    "on": N_("On"),
    "old": N_("too old to count"),
    "proof": N_("Proof (optional)"),
    "why": N_("Why it does not apply"),
    "stop": N_("Ctrl-C stops; what was answered is kept."),
    "done": N_("All questions are answered. --all asks them again."),
    "kept": N_("Answers kept: {n} of {all}. `vaglio judge` counts them in the last audit."),
}
"""What the terminal says where it asks the questions."""


class QuestionForm:
    """The form, found through the entry points of the group `vaglio.pages`."""

    name = "questions"

    def render(
        self,
        questions: Questions,
        answers: Sequence[AnswerGiven],
        language: str,
        locales: Sequence[Path] = (),
    ) -> bytes:
        """The whole page in UTF-8, with the answers that there are. Raises ReportError on an unknown language."""
        speak = named(language, locales)
        style = style_sheet() + (_HERE / "form.css").read_text("utf-8")
        script = (_HERE / "form.js").read_text("utf-8")
        page = environment().get_template("form.html.j2").render(
            language=speak, t=speak.t, questions=questions, known={one.question: one for one in answers},
            choices=ANSWERS, policy=policy(style, script), style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
        )  # fmt: skip
        return page.encode("utf-8")

    def spoken(
        self, questions: Questions, language: str, locales: Sequence[Path] = ()
    ) -> tuple[Questions, dict[str, str]]:
        """The questions in a language, and the words of the terminal around them. Raises ReportError as above."""
        speak = named(language, locales)
        told = tuple(
            one.model_copy(update={"text": speak.t(one.text), "help": speak.t(one.help)})
            for one in questions.questions
        )
        words = {key: speak.t(text) for key, text in (TERMINAL | ANSWERS).items()}
        return questions.model_copy(update={"questions": told}), words


def policy(style: str, script: str) -> str:
    """The content security policy: this style, this script, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
