"""config.toml, read and checked: every error names the line, the key and what is allowed."""

from scanner.config.feeds import Feeds
from scanner.config.languages import LANGUAGES, Language, full_code
from scanner.config.load import config_file, defaults, load, parse
from scanner.config.models import Config, Report
from scanner.config.order import pace_of, to_order
from scanner.config.questions import check_questions, fault_of, names_questions
from scanner.config.segment import ExpectedAsset, Segment
from scanner.config.sentences import ConfigError

__all__ = [
    "LANGUAGES",
    "Config",
    "ConfigError",
    "ExpectedAsset",
    "Feeds",
    "Language",
    "Report",
    "Segment",
    "check_questions",
    "config_file",
    "defaults",
    "fault_of",
    "full_code",
    "load",
    "names_questions",
    "pace_of",
    "parse",
    "to_order",
]
