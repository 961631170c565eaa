"""config.toml, read and checked: every error names the line, the key and what is allowed."""

from scanner.config.load import config_file, defaults, load, parse
from scanner.config.models import Config, Language, Report
from scanner.config.order import pace_of, to_order
from scanner.config.segment import ExpectedAsset, Segment
from scanner.config.sentences import ConfigError

__all__ = [
    "Config",
    "ConfigError",
    "ExpectedAsset",
    "Language",
    "Report",
    "Segment",
    "config_file",
    "defaults",
    "load",
    "pace_of",
    "parse",
    "to_order",
]
