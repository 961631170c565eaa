"""A configuration and what is wanted for it, below a folder that stands for the whole system."""

from pathlib import Path
from typing import Any

from scanner.agent.unit.render import Wanted
from scanner.config import Config

STATE = "/var/lib/vaglio"
LOGIN = {"assets": ["10.0.0.7"], "kind": "ssh", "user": "v", "host_keys": ["SHA256:" + "A" * 43]}


def segment(**more: Any) -> dict[str, Any]:
    authorised = {"who": "Anna", "when": "2026-01-01"}
    fields = {"name": "hall", "networks": ["10.0.0.0/24"], "zone": "it", "authorisation": authorised}
    return fields | more


def config(*segments: dict[str, Any], **more: Any) -> Config:
    places = {
        "store": f"sqlite:///{STATE}/vaglio.db", "report": {"folder": f"{STATE}/reports"},
        "feeds": {"folder": f"{STATE}/feeds"}, "engagements": f"{STATE}/engagements",
    }  # fmt: skip
    return Config.model_validate(places | {"segments": segments or (segment(),)} | more)


def wanted(system: Path, of: Config | None = None, **more: Any) -> Wanted:
    given: dict[str, Any] = {"file": Path("/etc/vaglio/config.toml"), "program": Path("/usr/bin/true")}
    return Wanted(of or config(), system=system, **(given | more))
