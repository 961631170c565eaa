"""The sensor process: one scan order on standard input, messages on standard output.

The order is the first line; as long as the input stays open, somebody wants the answers. When it
ends, or on SIGTERM or SIGINT, the question in flight is finished and nothing more is sent.
"""

import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import IO, Any

import scanner.evidence  # noqa: F401  makes the kinds of facts known that an order may hold
from scanner import doors
from scanner.model import Done, Message, Note, ScanOrder


def main() -> int:
    """Serves one order; 0 when it was carried out whole, 3 when not, 2 when it can't be read."""
    doors.lock()  # before any plug-in is imported
    try:
        order = ScanOrder.model_validate_json(sys.stdin.readline())
    except ValueError as error:
        sys.stderr.write(f"This is not a scan order: {str(error).splitlines()[0]}\n")
        return 2
    return serve(order, sys.stdout, sys.stdin)


class Mouth:
    """Says messages, one JSON object a line, from any thread."""

    def __init__(self, stream: IO[str], stop: Callable[[str], None]) -> None:
        self._stream, self._stop = stream, stop
        self._lock = threading.Lock()

    def __call__(self, message: Message) -> None:
        try:
            with self._lock:
                self._stream.write(message.model_dump_json() + "\n")
                self._stream.flush()
        except (OSError, ValueError):
            self._stop("nobody listens to the sensor any more")


def serve(order: ScanOrder, out: IO[str], lifeline: IO[str] | None = None) -> int:
    """Carries out `order`; says everything to `out`."""
    # Here and not above: these imports bring in scapy and every plug-in.
    from scanner.packs import PackError, load_probes
    from scanner.plugin import Refused
    from scanner.sensor.guard.guard import Guard
    from scanner.sensor.guard.ledger import LedgerFile
    from scanner.sensor.profile import wanted, withheld

    reasons: list[str] = []
    mouth = Mouth(out, reasons.append)
    ledger = LedgerFile(order.ledger, mouth)
    try:
        found = load_probes("scanner.sensor.probes", order.packs)
        probes, waiting = wanted(found, order), withheld(found, order)
        guard = Guard(order, ledger)
    except (PackError, Refused) as error:
        mouth(Note(level="error", text=str(error)))
        mouth(Done(complete=False, reason=str(error)))
        return 3
    mouth = Mouth(out, guard.stop)
    ledger.tell = mouth
    _mind(guard.stop, lifeline)
    if order.dry_run:
        return _dry_run(guard, probes, mouth)
    return _carry_out(guard, probes, waiting, mouth)


def _mind(stop: Callable[[str], None], lifeline: IO[str] | None) -> None:
    """Stops on signals, and when whoever gave the order is gone."""

    def watch(stream: IO[str]) -> None:
        while stream.readline():
            pass
        stop("the program that gave the order has ended")

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop("it was asked to stop"))
    if lifeline:
        threading.Thread(target=watch, args=(lifeline,), daemon=True).start()


def _dry_run(guard: Any, probes: Sequence[Any], mouth: Mouth) -> int:
    from scanner.sensor.plan import plan

    for planned in plan(guard, probes):
        mouth(planned)
    mouth(Done(complete=True))
    return 0


def _carry_out(guard: Any, probes: Sequence[Any], withheld: Sequence[Any], mouth: Mouth) -> int:
    from scanner.plugin import Refused
    from scanner.sensor.discover import Roll, discover
    from scanner.sensor.survey import Survey
    from scanner.sensor.way_out import try_way_out
    from scanner.sensor.wire.link import maker_of

    roll = Roll(guard, mouth)
    with ExitStack() as stack:
        try:
            round_trip = _open(stack, roll, mouth)
            discover(roll, pause=guard.pause)
            _stations(roll, mouth)
            _names(roll)
            try_way_out(guard, mouth)
            survey = Survey(guard, probes, mouth, maker_of, round_trip, withheld, roll.sayings)
            survey.run([(address, roll.macs[address]) for address in roll.assets()])
        except Refused as refusal:
            guard.stop(str(refusal))
        except OSError as error:
            guard.stop(f"the network is out of reach ({error.strerror or error})")
    mouth(Done(
        complete=not guard.stopped, reason=guard.stopped, assets=len(roll.macs),
        touches=guard.ledger.touches, frames=guard.ledger.frames,
    ))  # fmt: skip
    return 3 if guard.stopped else 0


def _names(roll: Any) -> None:
    """Reverse DNS, where the order asks for it: one look-up an asset."""
    from scanner.sensor.wire.names import name_of

    for address in roll.assets() if roll.guard.order.reverse_dns else ():
        roll.guard.pause(roll.guard.budget.take(1))
        if name := name_of(address):
            roll.add(address, roll.macs[address], "dns", (name,))


def _stations(roll: Any, mouth: Mouth) -> None:
    """The one opt-in question of the link layer."""
    from scanner.sensor.discover import listening_interface
    from scanner.sensor.stations import PROBE, ask_stations

    order = roll.guard.order
    if PROBE not in order.opt_in or order.discovered:
        return
    interface = listening_interface(roll.guard)
    if interface:
        ask_stations(roll, interface)
    else:
        mouth(Note(level="warning", text="PROFINET stations were not asked: the link layer is out of reach."))


def _open(stack: ExitStack, roll: Any, mouth: Mouth) -> Callable[[str, str], float | None]:
    """Starts listening; returns what measures an asset's round trip."""
    from scanner.sensor.discover import Listener, listening_interface
    from scanner.sensor.wire.pulse import Pulse

    guard = roll.guard
    interface = listening_interface(guard)
    if interface:
        stack.enter_context(Listener(roll, interface, guard.order.sensor))
    elif guard.order.listen_seconds:
        mouth(
            Note(
                level="info",
                text="Nothing was listened to: the segment is not on a local link that we may open.",
            )
        )
    return stack.enter_context(Pulse(guard, roll.routed))


if __name__ == "__main__":
    sys.exit(main())
