"""Tells on which line of a TOML text each key and each list entry stands.

The standard library's parser keeps no positions. This one keeps nothing else: it walks a text that
`tomllib` has already accepted, so it only needs to know where each thing ends.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
# Up to two quotes may stand right before the three that close a multi-line string.
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})', re.DOTALL),
    re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)
_BARE = re.compile(r"[^,\]}\n#]+")
_KEY = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[^"'=\]])+""")


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of each path: `("segments", 1, "pace", "retries")`; the whole file is `()`.

    `text` must be valid TOML (ValueError and its kind otherwise).
    """
    return _Walk(text).lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of the path, or of the nearest thing around it that has a line."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _parts(key: str) -> list[str]:
    """Takes a dotted key apart; tomllib itself reads its quotes and escapes."""
    found = []
    level = tomllib.loads(f"{key} = 0")
    while isinstance(level, dict):
        ((part, level),) = level.items()
        found.append(part)
    return found


class _Walk:
    """One walk through a text; `at` is the character that comes next."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {(): 1}
        self._text = text.replace("\r\n", "\n")
        self._starts = [0, *(hit.end() for hit in re.finditer("\n", self._text))]
        self._at = 0
        self._entries: dict[Path, int] = {}
        self._file()

    def _file(self) -> None:
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            table = self._header() if self._next("[") else self._assignment(table)
            self._skip()

    def _header(self) -> Path:
        """Reads `[table]` or `[[table]]`; the keys that follow belong to the path that it returns."""
        line, many = self._line(), self._next("[[")
        self._at += 2 if many else 1
        parts = self._key()
        self._at += 2 if many else 1
        path = self._within((), parts[:-1], line)
        path = (*path, parts[-1])
        self.lines.setdefault(path, line)
        if many:
            self._entries[path] = self._entries.get(path, -1) + 1
        path = self._last_entry(path)
        self.lines[path] = line
        return path

    def _assignment(self, table: Path) -> Path:
        """Reads `key = value` and returns the table that it stands in."""
        line = self._line()
        parts = self._key()
        self._at += 1  # the equals sign
        path = (*self._within(table, parts[:-1], line), parts[-1])
        self.lines[path] = line
        self._value(path)
        return table

    def _within(self, path: Path, parts: list[str], line: int) -> Path:
        """Goes down through tables; in a list of tables the last entry is meant."""
        for part in parts:
            path = (*path, part)
            self.lines.setdefault(path, line)
            path = self._last_entry(path)
        return path

    def _last_entry(self, path: Path) -> Path:
        return (*path, self._entries[path]) if path in self._entries else path

    def _key(self) -> list[str]:
        return _parts(self._take(_KEY).strip())

    def _value(self, path: Path) -> None:
        self._skip()
        if self._next("["):
            self._list(path)
        elif self._next("{"):
            self._inline_table(path)
        elif self._next('"') or self._next("'"):
            self._string()
        else:
            self._take(_BARE)

    def _list(self, path: Path) -> None:
        self._at += 1
        entry = 0
        self._skip()
        while not self._next("]"):
            self.lines[(*path, entry)] = self._line()
            self._value((*path, entry))
            entry += 1
            self._comma()
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        self._skip()
        while not self._next("}"):
            self._assignment(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        self._skip()
        self._at += self._next(",")
        self._skip()

    def _string(self) -> None:
        pattern = next(each for each in _STRINGS if each.match(self._text, self._at))
        self._take(pattern)

    def _skip(self) -> None:
        self._take(_BLANK)

    def _take(self, pattern: re.Pattern[str]) -> str:
        hit = pattern.match(self._text, self._at)
        if hit is None:
            raise ValueError(f"line {self._line()} is not TOML")
        self._at = hit.end()
        return hit.group()

    def _next(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)
