"""Where the config file, the database and the reports are when nobody says otherwise."""

import os
from pathlib import Path

from platformdirs import user_config_path, user_state_path

STATE = Path("/var/lib/vaglio")


def _for_all() -> bool:
    """Whether root asks, or the user that the service runs as: both mean the same files."""
    try:
        return os.geteuid() in (0, STATE.stat().st_uid)
    except OSError:
        return os.geteuid() == 0


def default_file() -> Path:
    """`/etc/vaglio/config.toml` for root and the service, else in the user's config folder."""
    folder = Path("/etc/vaglio") if _for_all() else user_config_path("vaglio")
    return folder / "config.toml"


def state_folder() -> Path:
    """`/var/lib/vaglio` for root and the service, else the user's state folder."""
    return STATE if _for_all() else user_state_path("vaglio")


def default_store() -> str:
    """The URL of the database in the state folder."""
    return f"sqlite:///{state_folder() / 'vaglio.db'}"


def default_reports() -> Path:
    """The folder of reports in the state folder."""
    return state_folder() / "reports"


def default_feeds() -> Path:
    """The folder of downloaded knowledge in the state folder."""
    return state_folder() / "feeds"


def default_engagements() -> Path:
    """The folder with a folder for each client of a consultant, in the state folder."""
    return state_folder() / "engagements"
