"""The sample audits with all that an audit says beside its findings: history, answers, accepted risks, frameworks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from scanner.model import (
    AcceptedRisk,
    AnswerGiven,
    Audit,
    Change,
    CrosswalkLink,
    Framework,
    Identification,
    Moved,
    Outcome,
    Strength,
    Text,
    TrendPoint,
)
from scanner.model.known import AssetKnowledge, KnowledgeSource, KnownVulnerability, SupportState
from tests.reports.checks_in_samples import CARDS
from tests.reports.samples import factory

BEFORE = "5a1f0c77"
KINDS: tuple[Any, ...] = (
    "fixed", "new", "new_knowledge", "not_seen", "back", "milder", "worse", "new_device", "vanished_device",
    "changed_device",
)  # fmt: skip
QUESTIONS = {
    "R2": ("data-register",), "R3": ("training",), "R8": ("restore-tested", "plc-programs"), "R5": ("second-factor",),
}  # fmt: skip


def told_factory(size: int = 12) -> Audit:
    """The factory at its fifth audit."""
    return told(factory(size))


def told(audit: Audit) -> Audit:
    """The audit with every field of its history and of its owner filled."""
    gap = next(one for one in audit.findings if one.outcome is Outcome.NOT_MET)
    return audit.model_copy(
        update={
            "previous": BEFORE,
            "changes": _changes(audit),
            "moved": _moved(),
            "trend": _trend(audit),
            "answers": _answers(gap.key),
            "accepted": _accepted(gap.check, gap.key),
            "frameworks": _frameworks(),
            "requirements": tuple(
                one.model_copy(update={"questions": QUESTIONS.get(one.id, ())}) for one in audit.requirements
            ),
            "known": _known(audit),
            "sources": _sources(),
            "knowledge": "",
            "assets": tuple(
                one.model_copy(update={"identifications": _said(one.vendor)}) for one in audit.assets
            ),
        }
    )


def _changes(audit: Audit) -> tuple[Change, ...]:
    found = []
    for at, kind in enumerate(KINDS):
        machines = audit.assets[at : at + 2]
        check = "" if kind.endswith("device") else CARDS[at % len(CARDS)].id
        found += [
            Change(kind=kind, check=check, asset=one.id, title=one.title, why=Text.of("It did not answer."))
            for one in machines
        ]
    gone = Change(kind="vanished_device", asset="gone", title="Old saw")
    return (*found, gone, Change(kind="fixed", check=CARDS[2].id))


def _moved() -> tuple[Moved, ...]:
    return (
        Moved(requirement="R5", lo_before=0.1, hi_before=0.35, checks=("modbus-open", "vnc-no-password")),
        Moved(requirement="R4", lo_before=0.7, hi_before=0.9, checks=("modbus-open",)),
        Moved(requirement="R6", lo_before=0.3, hi_before=0.9, checks=()),
        Moved(requirement="R9", lo_before=0.35, hi_before=0.5, checks=("modbus-open",)),
    )


def _trend(audit: Audit) -> tuple[TrendPoint, ...]:
    shares = [(0.2, 0.9), (0.25, 0.8), (0.31, 0.78), (0.38, 0.75)]
    earlier = [
        TrendPoint(
            scan=BEFORE if at == 3 else f"scan-{at}",
            at=datetime(2026, 5, 18, 8, tzinfo=UTC) + timedelta(days=45 * at),
            lo=lo,
            hi=hi,
            coverage=0.5 + at / 20,
            catalogue=audit.catalogue if at > 1 else "Data protection for small manufacturers 2025.2",
            complete=at != 2,
        )
        for at, (lo, hi) in enumerate(shares)
    ]
    score = audit.score
    now = TrendPoint(
        scan=audit.scan,
        at=audit.ended,
        lo=score.lo,
        hi=score.hi,
        coverage=score.coverage,
        catalogue=audit.catalogue,
    )
    return (*earlier, now)


def _answers(against: str) -> tuple[AnswerGiven, ...]:
    day = date(2026, 10, 2)
    return (
        AnswerGiven(
            question="data-register", title="Do you keep a register of the personal data that you process?",
            answer="yes", on=day, by="Maria Rossi", proof="Register of 1 September 2026",
        ),
        AnswerGiven(
            question="training", title="Were your people trained in the last 12 months?", answer="partly",
            on=date(2025, 1, 10), by="Maria Rossi", outdated=True,
        ),
        AnswerGiven(
            question="restore-tested", title="Did you test that you can restore your data?", answer="no", on=day
        ),
        AnswerGiven(
            question="second-factor", title="Do remote access and mail ask for a second factor?", answer="yes",
            on=day, by="Karim", contradicted_by=(against,),
        ),
        AnswerGiven(
            question="approved-cloud", title="Do you have a list of approved cloud services?",
            answer="not_applicable", on=day, reason="Nothing of ours is in a cloud.",
        ),
    )  # fmt: skip


def _accepted(check: str, key: str) -> tuple[AcceptedRisk, ...]:
    reason = "The builder replaces the panel at the next planned stop."
    return (
        AcceptedRisk(
            check=check, asset="10.20.0.1", owner="Maria Rossi, managing director", reason=reason,
            until=date(2027, 3, 31), findings=(key,),
        ),
        AcceptedRisk(
            check="tls-expired", owner="Karim, production", reason="The printer goes away.", until=date(2026, 6, 30),
            expired=True,
        ),
    )  # fmt: skip


def _frameworks() -> tuple[Framework, ...]:
    links = (
        CrosswalkLink(requirement="R5", reference="32(1)(b)", strength=Strength.EVIDENCE),
        CrosswalkLink(requirement="R5", reference="5(1)(f)", strength=Strength.HINT),
        CrosswalkLink(requirement="R2", reference="30", strength=Strength.HINT),
        CrosswalkLink(requirement="R99", reference="nowhere"),
    )
    return tuple(
        Framework(id=name, name=title, version="1", day=date(2026, 1, 15), href=href, links=links)
        for name, title, href in (
            ("gdpr", "GDPR (Regulation (EU) 2016/679)", "https://eur-lex.europa.eu/eli/reg/2016/679/oj"),
            ("acn-nis2", "ACN measures for NIS2 subjects", ""),
        )
    )


def _known(audit: Audit) -> tuple[AssetKnowledge, ...]:
    weak = KnownVulnerability(
        id="CVE-2022-30937", sure="confirmed", title="A login can be passed by.", subject="Modicon M340 v2.80",
        cvss=9.8, exploited="2024-03-01", fix="v3.50", href="https://www.cve.org/CVERecord?id=CVE-2022-30937",
        deadline_days=7,
    )  # fmt: skip
    state = SupportState(product="Modicon M340", state="ended", until="2025-12-31")
    return tuple(
        AssetKnowledge(asset=one.id, looked_up=(one.product,), vulnerabilities=(weak,) * 2, support=(state,))
        for one in audit.assets[:2]
    )


def _sources() -> tuple[KnowledgeSource, ...]:
    return (
        KnowledgeSource(id="kev", name="CISA KEV", licence="CC0", newest="2026-11-19", age_days=1, rows=1400),
        KnowledgeSource(
            id="siemens", name="Siemens", newest="2026-03-01", age_days=264, rows=900, stale=True
        ),
        KnowledgeSource(id="cve", name="CVE list", problem="the file could not be read"),
        KnowledgeSource(id="epss", name="EPSS", newest="2026-11-18", age_days=2, rows=250_000),
        KnowledgeSource(id="vde", name="CERT@VDE", newest="2026-11-10", age_days=10, rows=800),
    )


def _said(vendor: str) -> tuple[Identification, ...]:
    values = (("vendor", vendor, 0.95), ("role", "controller", 0.7))
    return tuple(
        Identification(field=field, value=value, evidence=f"{field}-0123456789abcdef", confidence=sure)
        for field, value, sure in values
        if value
    )
