"""The worker process: carries one task out and ends, so that nothing of a scan stays in the agent's memory.

The task is on standard input. As long as the lifeline (a pipe whose number is the only argument) stays
open, somebody wants the result. When it ends, or on SIGTERM, the question in flight is finished and the
scan is left where it stands, to be resumed.
"""

import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from functools import partial

import structlog

from scanner import doors
from scanner.agent.daemon import handing, logs
from scanner.agent.daemon.said import interruption
from scanner.agent.daemon.task import Result, Task, may_be_gone_soon
from scanner.agent.daemon.unfinished import order_to_go_on
from scanner.agent.daemon.windows import holding
from scanner.agent.delivery import send_due
from scanner.agent.retention import by_itself
from scanner.agent.rules import RulesError
from scanner.agent.scan import LeftOff, Scan, accepted_of, expected_of
from scanner.config import Segment
from scanner.model import Audit, ScanOrder, now
from scanner.packs import PackError, load_checks
from scanner.store import Store


@dataclass
class Worker:
    """One task under way."""

    task: Task
    _scan: Scan | None = None
    _leaving: bool = field(default=False)

    def leave(self) -> None:
        """Ends between two questions. Safe in a signal handler."""
        self._leaving = True
        if self._scan:
            self._scan.leave()

    def run(self) -> Result:
        """Carries the task out. Raises what keeps it from being carried out."""
        with Store.open(self.task.config.store) as store:
            do = {"examine": self._examine, "judge": self._judge, "send": self._send, "tidy": self._tidy}
            return do[self.task.kind](store)

    def _send(self, store: Store) -> Result:
        send_due(store, self.task.config)
        return Result(outcome="done")

    def _tidy(self, store: Store) -> Result:
        by_itself(store, self.task.config)
        return Result(outcome="done")

    def _judge(self, store: Store) -> Result:
        from scanner.agent.again import outdated

        scans = outdated(store, self.task.config.feeds.database)
        found = (audit for scan in scans if not self._leaving and (audit := store.audit_of(scan)))
        return Result(outcome="done", audits=sum(self._judged_again(store, before) for before in found))

    def _judged_again(self, store: Store, before: Audit) -> bool:
        """False where it can't be judged here any more (its pack is gone): it stays, and the others have their turn."""
        from scanner.agent.again import judge_again

        try:
            judge_again(store, before, self.task.config, partial(self._publish, store, previous=before))
        except (PackError, RulesError) as error:
            structlog.get_logger().error(
                "an audit can't be judged again and stays", segment=before.segment, why=str(error)
            )
            return False
        handing.send(store, self.task.config)
        return True

    def _examine(self, store: Store) -> Result:
        segment = next(one for one in self.task.config.segments if one.name == self.task.segment)
        order, resumed, given_up = order_to_go_on(store, self.task, segment)
        if given_up:
            handing.send(store, self.task.config)
        if order is None:
            return _published(given_up[-1], may_be_repeated=not self.task.give_up)
        try:
            audit = self._carried_out(store, segment, order, resumed=resumed)
        except LeftOff as left:
            return Result(outcome="left", scan=order.scan, reason=str(left))
        handing.send(store, self.task.config)
        return _published(audit)

    def _carried_out(self, store: Store, segment: Segment, order: ScanOrder, *, resumed: bool) -> Audit:
        config = self.task.config
        packs = list(dict.fromkeys([*map(str, config.packs), *order.packs]))
        scan = Scan(
            store, order, load_checks(packs), expected_of(config, segment.name), accepted=accepted_of(config),
            knowledge=config.feeds.database, first_words=self._words(resumed),
            resumable=lambda: holding(segment, now()) is not None,
            publisher=partial(self._publish, store),
        )  # fmt: skip
        self._scan = scan
        if self._leaving:
            raise LeftOff("it was asked to stop")
        return scan.resume() if resumed else scan.begin()

    def _words(self, resumed: bool) -> tuple[str, ...]:
        return (interruption(self.task.because, now()),) if resumed else self.task.notes

    def _publish(self, store: Store, audit: Audit, previous: Audit | None = None) -> None:
        config = self.task.config
        row = store.scan(audit.scan)
        packs = [*map(str, config.packs), *(row.order.packs if row else ())]
        handing.publish(store, config, load_checks(list(dict.fromkeys(packs))), audit, previous)


def _published(audit: Audit, *, may_be_repeated: bool = True) -> Result:
    return Result(
        outcome="published", scan=audit.scan, complete=audit.complete, reason=audit.reason,
        again=may_be_repeated and may_be_gone_soon(audit.reason),
    )  # fmt: skip


def main() -> int:
    """Runs the task on standard input; its result is the only line on standard output."""
    doors.lock()
    logs.set_up()
    worker = Worker(Task.model_validate_json(sys.stdin.readline()))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the agent's to understand
    signal.signal(signal.SIGTERM, lambda *_: worker.leave())
    threading.Thread(target=_watch, args=(int(sys.argv[1]),), daemon=True).start()
    try:
        result = worker.run()
    except Exception as error:  # noqa: BLE001 - the agent lives on, whatever it was
        result = Result(outcome="failed", reason=_told(error), again=True)
    sys.stdout.write(result.model_dump_json() + "\n")
    return 0


def _watch(lifeline: int) -> None:
    """Nobody writes to it: when reading ends, the agent is gone."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _told(error: Exception) -> str:
    words = " ".join(str(error).split())[:500]
    known = type(error).__name__.endswith(("Error", "Locked")) and words
    return words if known else f"{type(error).__name__}: {words}"


if __name__ == "__main__":
    sys.exit(main())
