"""Prints a dry run: who would be asked what, and what it comes to."""

from typing import IO

from scanner.agent.sensor_process import Sensor, SensorError
from scanner.cli.faults import InputError
from scanner.cli.one_off import Given, check_names, segments, settings
from scanner.cli.table import visible
from scanner.cli.watch import counted, duration
from scanner.config import Segment, to_order
from scanner.model import Note, Planned


def show_plan(given: Given, out: IO[str]) -> None:
    """Asks a sensor for a dry run of each segment and prints it."""
    config = settings(given)
    wanted = segments(config, given)
    check_names(config, given)
    for segment in wanted:
        order = to_order(config, segment, "plan", dry_run=True)
        order = order.model_copy(update={"packs": (*order.packs, *given["pack"])})
        with Sensor(order) as sensor:
            rows = _rows(sensor)
        if given["as_json"]:
            out.writelines(row.model_dump_json() + "\n" for row in rows)
        else:
            _print(segment, rows, out)
    if not given["as_json"]:
        out.write("\nNothing was sent.\n")


def _rows(sensor: Sensor) -> list[Planned]:
    rows = []
    for message in sensor.messages():
        if isinstance(message, Note):
            raise InputError(message.text)
        if isinstance(message, Planned):
            rows.append(message)
    if sensor.ended is None:
        raise SensorError(f"the sensor ended before its time: {sensor.last_words()}")
    return rows


def _print(segment: Segment, rows: list[Planned], out: IO[str]) -> None:
    out.write(f"{segment.name}, zone {segment.zone}\n")
    by_asset: dict[str, list[Planned]] = {}
    for row in rows:
        by_asset.setdefault(row.asset, []).append(row)
    for asset, its in by_asset.items():
        out.write(f"\n{visible(asset)}\n")
        for row in its:
            out.write(f"  {visible(row.what)}: {_cost(row.frames, row.seconds)}\n")
        if len(its) > 1:
            cost = _cost(sum(row.frames for row in its), sum(row.seconds for row in its))
            out.write(f"  In all, if every door is open: {cost}\n")


def _cost(frames: int, seconds: float) -> str:
    time = duration(seconds) if seconds >= 1 else "under 1 s"
    return f"at most {counted(frames, 'frame')}, {time}"
