"""Paths in a config: a relative one starts at the folder of the file."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo


def _beside_config(value: Path, info: ValidationInfo) -> Path:
    """A relative path starts at the folder of the config file, wherever the program was started."""
    return Path((info.context or {}).get("folder", ".")) / value.expanduser()


FromConfig = Annotated[Path, AfterValidator(_beside_config)]
