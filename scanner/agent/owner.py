"""What the owner says beside the scan: answers to questions, and risks that somebody answers for."""

from collections.abc import Sequence
from datetime import date

from scanner.assess import stale, weighed_against
from scanner.model import AcceptedRisk, AnswerGiven, Asset, Finding, Outcome
from scanner.packs import Catalogue as Checks
from scanner.requirements import Catalogue, Questions, load_questions

FILE = "questions.toml"


def questions_of(checks: Checks, catalogue: Catalogue) -> Questions | None:
    """The questions that the packs bring: of the newest date. None: no pack brings any. Raises CatalogueError."""
    files = [folder / FILE for folder in checks.folders if (folder / FILE).is_file()]
    found = [load_questions(file, catalogue) for file in files]
    return max(found, key=lambda one: (one.date, one.version), default=None)


def answers_of(
    stored: Sequence[AnswerGiven], questions: Questions | None, findings: Sequence[Finding], today: date
) -> tuple[AnswerGiven, ...]:
    """The stored answers to the questions of today, with the gaps that speak against them."""
    weighed = weighed_against(stored, questions, findings) if questions else ()
    # A "no" stays a gap however old it is.
    return tuple(
        one.model_copy(update={"outdated": one.answer != "no" and stale(one, today)}) for one in weighed
    )


def accepted_of(
    rules: Sequence[AcceptedRisk], findings: Sequence[Finding], assets: Sequence[Asset], today: date
) -> tuple[AcceptedRisk, ...]:
    """The accepted risks with the gaps that they are about. A gap stays a gap: only its label changes."""
    names = {asset.id: _names(asset) for asset in assets}
    return tuple(
        rule.model_copy(update={
            "expired": rule.until < today,
            "findings": tuple(one.key for one in findings if _about(rule, one, names.get(one.asset or "", set()))),
        })
        for rule in rules
    )  # fmt: skip


def _about(rule: AcceptedRisk, finding: Finding, names: set[str]) -> bool:
    if finding.outcome is not Outcome.NOT_MET or finding.check != rule.check:
        return False
    return not rule.asset or rule.asset.lower() in names


def _names(asset: Asset) -> set[str]:
    """Everything that a person may call a machine by."""
    return {name.lower() for name in (asset.id, asset.mac, *asset.addresses, *asset.names) if name}
