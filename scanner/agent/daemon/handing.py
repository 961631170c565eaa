"""What happens to an audit that is done: its report is written, it is published, and it is handed on.

A worker may be killed after any of these steps, and nobody remembers for it how far it was. So publishing comes
last, as one transaction with all that is to be told: what is not published is judged again, and then written and
told; of what is published nothing is left to do but to carry the outbox out, which any worker can.
"""

import structlog

from scanner.agent.compose import locales_of
from scanner.agent.delivery import publish_and_put, send_due
from scanner.agent.kept_reports import NOTE, note
from scanner.agent.report_files import DeliveryError, write
from scanner.config import Config
from scanner.model import Audit, now
from scanner.packs import Catalogue
from scanner.store import Store, StoreError


def publish(
    store: Store, config: Config, checks: Catalogue, audit: Audit, previous: Audit | None = None
) -> None:
    """Writes the report; then publishes the audit and queues its news. Raises StoreError.

    `previous`: what its changes are told against; None: the audit that it compares with itself. A report that
    can't be written is told; it must not keep the audit from being stored.
    """
    try:
        _report(config, checks, audit)
    except Exception as error:  # noqa: BLE001 - also one that can't be drawn
        why = str(error) if isinstance(error, DeliveryError) else f"{type(error).__name__}: {error}"
        structlog.get_logger().error(
            "the report was not written; `vaglio report` writes it", segment=audit.segment, why=why
        )
    publish_and_put(store, config.delivery, audit, previous, now())


def make_up(store: Store, config: Config, checks: Catalogue, audit: Audit) -> None:
    """Does for a published audit what is left: who published it by hand may have been ended before that.

    A report that is there stays; news that was told is not told again. Raises StoreError.
    """
    if not (config.report.folder / audit.scan / NOTE).exists():
        publish(store, config, checks, audit)
    else:
        publish_and_put(store, config.delivery, audit, None, now())


def send(store: Store, config: Config) -> None:
    """Carries out what waits to be delivered. What fails is told, and tried again by the agent."""
    log = structlog.get_logger()
    try:
        outcomes = send_due(store, config)
    except StoreError as error:
        log.error("nothing could be delivered now", why=str(error))
        return
    for one in outcomes:
        log.info("delivered" if one.sent else "not delivered yet", target=one.target, why=one.problem)


def _report(config: Config, checks: Catalogue, audit: Audit) -> None:
    report, folder = config.report, config.report.folder / audit.scan
    note(folder, audit, write(
        audit, folder, config.report_language, report.formats, locales_of(checks), audiences=report.audience,
    ))  # fmt: skip
