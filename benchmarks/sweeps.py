"""The claims about a bridged /24 with 50 live addresses and 180 open ports."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from statistics import median

from benchmarks.frames import busiest_second
from benchmarks.sensor import RATE, Run, nmap, vaglio
from benchmarks.table import Claim, Row, at_least, at_most
from scanner.sensor.guard.scope import NEVER_TCP
from tests.lab.bench import PORTS
from tests.lab.factory import BENCH_LIVE, BENCH_OPEN

DISCOVERY_FRAMES = 260
MOST_FRAMES = {40: 3_310, 1000: 65_101}
"""By number of ports: what nmap -sT --max-rate 200 took when the goal was set; its figure of this run stands beside."""
SEED = 1000
NOTE_SENSOR = "Vaglio: its sensor process (doors, guard, ledger on; no probes; no listening), office pace."
NOTE_DISCOVERY = "nmap -sn. Vaglio's discovery ends with the first question to a machine that it found."
NOTE_PORTS = f"nmap -sT --max-rate {RATE}. Both find the machines first, and that is counted."
NOTE_CANARY = (
    "The canary asks each machine with one frame whether it is still well; nmap asks nothing like it."
)


def discovery(repeats: int = 3) -> Claim:
    """Who is there."""
    ours, theirs = _in_turn(repeats, lambda: vaglio(()), lambda: nmap("-sn"))
    rows = (
        at_least("addresses found", _found(ours), len(BENCH_LIVE), f"{len(BENCH_LIVE)}", _found(theirs)),
        at_most("frames", _frames(ours), DISCOVERY_FRAMES, f"≤ {DISCOVERY_FRAMES}", _frames(theirs)),
        Row("busiest second", _busiest(ours), _busiest(theirs)),
        Row("seconds", _seconds(ours), _seconds(theirs)),
        Row("frames in the ledger", median(run.charged for run in ours)),
    )
    title = f"Discovery: /24, {len(BENCH_LIVE)} live (medians of {repeats} runs)"
    return Claim("discovery", title, rows, (NOTE_SENSOR, NOTE_DISCOVERY))


def ports(repeats: int = 3) -> Claim:
    """The open ones of 40 ports."""
    return _ports("ports", PORTS, repeats)


def many_ports() -> Claim:
    """The open ones of 1,000 ports; takes about five minutes a tool."""
    chance = random.Random(SEED)
    others = [port for port in range(1, 65536) if port not in PORTS and port not in NEVER_TCP]
    return _ports("long", (*PORTS, *chance.sample(others, 1000 - len(PORTS))), 1)


def _ports(id: str, wanted: Sequence[int], repeats: int) -> Claim:
    listed = ",".join(map(str, sorted(wanted)))
    arguments = ("-sT", "--max-rate", str(RATE), "-p", listed)
    ours, theirs = _in_turn(repeats, lambda: vaglio(wanted), lambda: nmap(*arguments))
    most = MOST_FRAMES[len(wanted)]
    rows = (
        at_least("open ports found", _open(ours), len(BENCH_OPEN), f"{len(BENCH_OPEN)}", _open(theirs)),
        at_most("frames", _frames(ours), most, f"≤ {most:,}", _frames(theirs)),
        Row("of them, the canary's", median(run.canary for run in ours)),
        at_most("busiest second (worst run)", _busiest(ours), RATE, f"≤ {RATE}", _busiest(theirs)),
        Row("seconds", _seconds(ours), _seconds(theirs)),
        Row("frames in the ledger", median(run.charged for run in ours)),
    )
    runs = f"medians of {repeats} runs" if repeats > 1 else "one run"
    title = f"{len(wanted)} ports at {RATE} frames/s: {len(BENCH_LIVE)} live, {len(BENCH_OPEN)} open ({runs})"
    return Claim(id, title, rows, (NOTE_SENSOR, NOTE_PORTS, NOTE_CANARY))


def _in_turn(repeats: int, *tools: Callable[[], Run]) -> tuple[list[Run], list[Run]]:
    """Each tool `repeats` times, taking turns, so that a busy minute of the machine hits both."""
    rounds = [[tool() for tool in tools] for _ in range(repeats)]
    return [first for first, _ in rounds], [second for _, second in rounds]


def _found(runs: Sequence[Run]) -> int:
    """Of the worst run; an address that is not there counts for nothing."""
    return min(len(run.live & set(BENCH_LIVE)) for run in runs)


def _open(runs: Sequence[Run]) -> int:
    return min(len(run.open & BENCH_OPEN) for run in runs)


def _frames(runs: Sequence[Run]) -> float:
    return median(len(run.sent) for run in runs)


def _busiest(runs: Sequence[Run]) -> int:
    """Of the worst run: a budget that is kept two times of three is not kept."""
    return max(busiest_second(run.sent) for run in runs)


def _seconds(runs: Sequence[Run]) -> float:
    return median(run.seconds for run in runs)
