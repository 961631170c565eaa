"""The starter catalogue: facts that ship with the product, so that a first report needs no download.

The facts stand in `data/`, one a line, as JSON; README.md there says where each comes from.
"""

from scanner.knowledge.starter.origins import NEWEST, ORIGINS, VERSION, Origin
from scanner.knowledge.starter.reading import rows

__all__ = ["NEWEST", "ORIGINS", "VERSION", "Origin", "rows"]
