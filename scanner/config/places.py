"""Where the config file, the database and the reports are when nobody says otherwise."""

import os
from pathlib import Path

from platformdirs import user_config_path, user_state_path


def default_file() -> Path:
    """`/etc/vaglio/config.toml` for root, else in the user's config folder."""
    folder = Path("/etc/vaglio") if os.geteuid() == 0 else user_config_path("vaglio")
    return folder / "config.toml"


def state_folder() -> Path:
    """`/var/lib/vaglio` for root, else the user's state folder."""
    return Path("/var/lib/vaglio") if os.geteuid() == 0 else user_state_path("vaglio")


def default_store() -> str:
    """The URL of the database in the state folder."""
    return f"sqlite:///{state_folder() / 'vaglio.db'}"


def default_reports() -> Path:
    """The folder of reports in the state folder."""
    return state_folder() / "reports"


def default_feeds() -> Path:
    """The folder of downloaded knowledge in the state folder."""
    return state_folder() / "feeds"
