"""Every phrase that the sensor and the agent can say to a person, read from their source.

A phrase with holes is an f-string there; here its holes are numbered: `no end of line in {0} bytes`.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_ENGINE = Path(__file__).parents[1] / "scanner"

ENDINGS = {"Refused", "Closed", "Silence", "Garbled", "SecretError", "KnowledgeError", "FeedError", "FetchError",
           "UnreadableError"}  # fmt: skip
"""How a question ends without an answer: the first argument says why."""
SAYING = {"stop", "of", "missed", "_flush"}
"""Functions that are told what a report will say."""
SAID_AS = {"reason", "what", "text", "title"}
"""Keywords of what is said: a reason, what was sent, a note, what a probe wants to know."""
NAMED = {"sentence", "reason"}
"""Names that a text is given before it is said."""
PLACES = (
    "sensor/*.py", "sensor/guard/*.py", "sensor/wire/*.py", "sensor/probes/*.py", "framing.py", "agent/compose.py",
    "agent/judge.py", "agent/knowing.py", "agent/scan.py", "agent/sensor_process.py", "agent/severity.py",
    "assess/*.py", "login/*.py", "secret.py", "store/store.py", "model/evidence.py",
    "knowledge/library.py", "knowledge/feeds/refresh.py", "knowledge/feeds/web/sentences.py",
    "agent/daemon/said.py", "agent/daemon/choose.py", "agent/daemon/windows.py", "agent/daemon/run.py",
    "agent/daemon/unfinished.py", "agent/interruptions.py",
)  # fmt: skip
BY_CALL = (
    "sensor/catalogue.py", "sensor/plan.py", "sensor/roster.py", "sensor/probes/cip_names.py",
    "sensor/probes/knxip.py", "sensor/probes/http_messages.py", "knowledge/database/swap.py",
    "knowledge/database/reader.py",
    "knowledge/feeds/*.py", "knowledge/feeds/*/*.py",
)  # fmt: skip
"""Their longer texts are pages, names of devices or messages of a protocol; only what is said by a call counts."""
NOT_SAID = {
    "This is not a scan order: {0}\n", "Windows build {0}", "packages of {0}", "public address", "check failed",
    "that of ProConOS", "no fact of kind {0} is known here",
    "There is no scan {0}; `vaglio scans list` shows which there are.",
    "evidence holds a fact exactly when an answer was heard", "managing node", "controlled node", "issued type",
    "more connections were ended than begun", "The scan {0} is still running, or is finished.",
    "alert.protocol.version|unsupported.protocol|closed by the other side|econnreset",
    "This audit was interrupted",
    "open ports", "Series {0}", "Niagara {0}", "application/xml, text/xml", "Accept: {0}", "You Know, for Search",
    "Accept: application/ipp\r\nContent-Type: application/ipp\r\nContent-Length: {0}",
    "tried again at {0}: {1}", "the process {0} on {1} examines it", "the configuration has no such segment",
    "the sensor can't be started ({0})", "no CAP_NET_RAW (user {0}): no ARP, no listening, no echo requests",
}  # fmt: skip
"""They go to a terminal, to a log or to a developer, or are facts about a machine."""
UNHEARD = {"Progress", "Planned"}
"""Messages for the terminal alone."""

_FORMATTED = re.compile(r"\{\w+:\w+\}")
_PHRASE = re.compile(r"[a-z]{3,},? [a-z]{2,}|[a-z]{3,},?:? \(?\{\d")
"""A sentence or a part of one: words in small letters beside each other, or beside a hole."""


def phrases() -> dict[str, str]:
    """Each phrase and the file where it stands (`sensor/guard/scope.py`), sorted by both."""
    found = dict(_requests())
    named = _files(place for place in PLACES if "*" not in place)
    by_call = _files(BY_CALL) - named
    for file in sorted(_files(PLACES) | by_call):
        for text in _texts(ast.parse(file.read_text("utf-8")), whole=file not in by_call):
            found.setdefault(text, file.relative_to(_ENGINE).as_posix())
    return dict(sorted(found.items(), key=lambda entry: (entry[1], entry[0])))


def _files(patterns: Iterable[str]) -> set[Path]:
    return {file for pattern in patterns for file in _ENGINE.glob(pattern)}


def _requests() -> Iterator[tuple[str, str]]:
    for file in sorted((_ENGINE / "sensor/guard/readonly").glob("*.toml")):
        for rule in tomllib.loads(file.read_text("utf-8")).get("allow", ()):
            yield rule["name"], file.relative_to(_ENGINE).as_posix()


def _texts(tree: ast.Module, whole: bool) -> Iterator[str]:
    """What is said: by the call that says it, and (`whole`) by looking like a sentence."""
    named = dict(_constants(tree))
    passed = {id(part) for node in ast.walk(tree) for part in _unsaid(node)}
    for node in ast.walk(tree):
        said = {template(part, named) for part in _said(node)}
        if whole and id(node) not in passed and _PHRASE.search(text := template(node, named)):
            said.add(text)
        yield from said - NOT_SAID - {"", "{0}"}


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Texts that stand in a name of their own and are put into f-strings by it."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, template(node.value, {})


def _said(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in NAMED:
        yield node.value
    if not isinstance(node, ast.Call) or (name := _name(node)) in UNHEARD:
        return
    parts = [keyword.value for keyword in node.keywords if keyword.arg in SAID_AS]
    parts += node.args[:1] if name in ENDINGS else node.args if name in SAYING else []
    for part in parts:
        # `reason or "no reason"`
        yield from part.values if isinstance(part, ast.BoolOp) else (part,)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _unsaid(node: ast.AST) -> Iterator[ast.AST]:
    """Parts that are no phrases: docstrings, pieces of f-strings, what is looked for, errors of a developer."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    if isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    if isinstance(node, ast.Call) and _name(node).endswith(("Error", "startswith", "endswith")):
        yield from node.args


def template(node: ast.AST, named: Mapping[str, str]) -> str:
    """The text of a string or an f-string with its holes numbered; empty for anything else.

    `named` are the texts of the module's constants: they are filled in.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        # What `format` fills with a number later: "did not answer within {connect:g} seconds".
        return _FORMATTED.sub("{0}", node.value)
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts, holes = [], 0
    for part in node.values:
        text = _piece(part, named)
        parts.append(text or f"{{{holes}}}")
        holes += not text
    return "".join(parts)


def _piece(part: ast.expr, named: Mapping[str, str]) -> str:
    if isinstance(part, ast.FormattedValue):
        return named.get(ast.unparse(part.value), "")
    return template(part, named)
