"""Where the service stands: installed, enabled, running, as whom, and how tightly it is shut in."""

import re
from dataclasses import dataclass
from pathlib import Path

from scanner.agent.unit import programs
from scanner.agent.unit.render import UNIT
from scanner.config import Config

_SCORE = re.compile(r"exposure level for \S+: (\d+\.\d+)")


@dataclass(frozen=True)
class Standing:
    """`enabled` and `running` are systemd's own words, or why they are not known. `exposure`: 0 (tight) to 10."""

    installed: bool
    unit: str
    enabled: str = ""
    running: str = ""
    user: str = ""
    exposure: float | None = None
    stale: tuple[str, ...] = ()


def standing(system: Path = Path("/"), config: Config | None = None) -> Standing:
    """Asks systemd; starts and changes nothing. `stale` needs the configuration."""
    from scanner.agent.unit.render import stale

    unit = system / UNIT
    try:
        text = unit.read_text("utf-8", errors="replace")
    except OSError:
        return Standing(installed=False, unit=str(unit))
    user = re.search(r"^User=(\S+)$", text, re.MULTILINE)
    return Standing(
        installed=True, unit=str(unit), enabled=_word("is-enabled"), running=_word("is-active"),
        user=user[1] if user else "", exposure=exposure(unit),
        stale=(config and stale(config, system)) or (),
    )  # fmt: skip


def exposure(unit: Path) -> float | None:
    """What `systemd-analyze security` gives the unit; None where that program is missing or too old."""
    ran = programs.run("systemd-analyze", "security", "--offline=true", "--no-pager", str(unit))
    found = _SCORE.search(ran.out)
    return float(found[1]) if found else None


def _word(question: str) -> str:
    ran = programs.run("systemctl", question, "vaglio.service")
    last = ran.out.splitlines()[-1] if ran.out else ""
    return last if last.replace("-", "").isalpha() else "not known: systemd does not run here"
