"""The knowledge file: build it, swap it in, look things up."""

from scanner.knowledge.database.build import build
from scanner.knowledge.database.state import KnowledgeError, Progress, SourceState, Summary
from scanner.knowledge.database.swap import checked, previous_of, swap

__all__ = [
    "KnowledgeError",
    "Progress",
    "SourceState",
    "Summary",
    "build",
    "checked",
    "previous_of",
    "swap",
]
