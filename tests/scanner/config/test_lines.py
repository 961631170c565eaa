"""Each key's line, also where a simpler reading of TOML would stumble."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.config.lines import Path, line_of, lines_of

TRICKY = '''# first line
title = "a # is no comment"
"quoted key" = 1
'single.dot' = 2
"esc\\u0061ped" = 3
a.b . "c d" = 4
many = """
[[segments]] in a text = 1
"quotes" and \\""" escaped""""
raw = \'\'\'
x = 'y' ''\'\'\'
[[segments]]   # the first
name = 'one'
[segments.pace]
retries = 0
[[segments]]
networks = [
  "10.0.0.0/8", # a comment with ] and "
  "10.1.0.0/16"
  ,
]
pace = {retries = 1, deep = {list = [1, {x = 2}]}, "odd, }" = "}"}
[[segments.expected]]
name = "a"
[[segments.expected]]
name = "b"
[segments.authorisation]
when = 2026-01-15
[ report ]
folder = "C:\\\\x\\\\"
'''
LINES: dict[Path, int] = {
    ("title",): 2,
    ("quoted key",): 3,
    ("single.dot",): 4,
    ("escaped",): 5,
    ("a", "b", "c d"): 6,
    ("many",): 7,
    ("raw",): 10,
    ("segments",): 12,
    ("segments", 0): 12,
    ("segments", 0, "pace", "retries"): 15,
    ("segments", 1): 16,
    ("segments", 1, "networks", 0): 18,
    ("segments", 1, "networks", 1): 19,
    ("segments", 1, "pace", "retries"): 22,
    ("segments", 1, "pace", "deep", "list", 1, "x"): 22,
    ("segments", 1, "pace", "odd, }"): 22,
    ("segments", 1, "expected", 0, "name"): 24,
    ("segments", 1, "expected", 1, "name"): 26,
    ("segments", 1, "authorisation", "when"): 28,
    ("report",): 29,
    ("report", "folder"): 30,
}


def test_the_tricky_text_is_toml() -> None:
    assert tomllib.loads(TRICKY)["report"]["folder"] == "C:\\x\\"


@pytest.mark.parametrize("path", LINES)
def test_each_key_has_its_line(path: Path) -> None:
    assert lines_of(TRICKY)[path] == LINES[path]


def test_windows_line_ends_count_as_one() -> None:
    assert lines_of(TRICKY.replace("\n", "\r\n")) == lines_of(TRICKY)


def test_what_has_no_line_gets_the_line_of_what_is_around_it() -> None:
    assert line_of(lines_of(TRICKY), ("segments", 0, "pace", "missing", 3)) == 14
    assert line_of(lines_of(""), ("anything",)) == 1


def _paths(value: Any, path: Path = ()) -> set[Path]:
    found = {path}
    if isinstance(value, dict):
        return found.union(*(_paths(below, (*path, key)) for key, below in value.items()))
    if isinstance(value, list):
        return found.union(*(_paths(below, (*path, at)) for at, below in enumerate(value)))
    return found


def test_exactly_the_paths_of_the_parser_are_found() -> None:
    assert set(lines_of(TRICKY)) == _paths(tomllib.loads(TRICKY))


_TEXT = st.text(alphabet="ab\"'#=[]{},.\\ \n", max_size=8)
_STRING = st.one_of(
    _TEXT.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'),
    _TEXT.map(lambda text: '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'),
    _TEXT.map(lambda text: "'" + text.replace("'", "").replace("\n", "") + "'"),
    _TEXT.map(lambda text: "'''\n" + text.replace("'", "") + "'''"),
)
_VALUE = st.recursive(
    st.one_of(_STRING, st.sampled_from(["1", "true", "1979-05-27T07:32:00Z", "0xff", "-inf", "07:32:00"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: "[ " + ", # note ]\n".join([*each, ""]) + "]"),
        st.lists(inner.filter(lambda each: "\n" not in each), max_size=3).map(
            lambda each: "{" + ", ".join(f'"k{at}".x = {value}' for at, value in enumerate(each)) + "}"
        ),
    ),
    max_leaves=6,
)


@given(st.lists(_VALUE, max_size=5))
def test_no_value_hides_the_keys_behind_it(values: list[str]) -> None:
    text = "".join(f"key{at} = {value} # note\n" for at, value in enumerate(values))
    lines = lines_of(text)
    assert set(lines) == _paths(tomllib.loads(text))
    for at in range(len(values)):
        assert text.split("\n")[lines[f"key{at}",] - 1].startswith(f"key{at} =")
