"""What happens to an audit that was published: its report is written, and it is handed on."""

import structlog

from scanner.agent.compose import locales_of
from scanner.agent.delivery import deliver
from scanner.agent.kept_reports import note
from scanner.agent.report_files import DeliveryError, write
from scanner.config import Config
from scanner.model import Audit
from scanner.packs import Catalogue
from scanner.store import Store, StoreError


def hand_on(store: Store, config: Config, checks: Catalogue, audit: Audit, previous: Audit | None) -> None:
    """Writes the report and has it delivered. What fails is told; the audit itself is stored already."""
    log = structlog.get_logger()
    folder = config.report.folder / audit.scan
    try:
        report = config.report
        note(folder, audit, write(
            audit, folder, config.report_language, report.formats, locales_of(checks), audiences=report.audience,
        ))  # fmt: skip
    except DeliveryError as error:
        log.error(
            "the report was not written; `vaglio report` writes it", segment=audit.segment, why=str(error)
        )
    try:
        outcomes = deliver(store, config, audit, previous)
    except StoreError as error:
        log.error("the audit was not handed on", segment=audit.segment, why=str(error))
        return
    for one in outcomes:
        log.info("delivered" if one.sent else "not delivered yet", target=one.target, why=one.problem)


def audit_before(store: Store, audit: Audit) -> Audit | None:
    """The audit that this one's changes are told against."""
    return store.audit_of(audit.previous) if audit.previous else None
