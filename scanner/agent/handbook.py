"""The book of checks, made from the checks themselves: `python -m scanner.agent.handbook > docs/checks.md`."""

import ast
import inspect
import sys
from collections.abc import Iterator
from textwrap import dedent
from types import FunctionType
from typing import Any

from scanner.evidence import AssetView, SegmentView
from scanner.packs import Catalogue, load_checks
from scanner.plugin import Check

HEAD = """# What Vaglio looks for, check by check

Made from the checks themselves (`python -m scanner.agent.handbook > docs/checks.md`); `vaglio checks explain CHECK`
shows one of them in plain words. A check judges evidence and sends nothing; which questions bring the evidence is
in [protocols.md](protocols.md). Holes in braces are filled with what was found.

Without an answer a check is "unknown", with the reason, and never "in order". The same holds for a question that
nobody allowed: where the TCP port of a question that needs your consent is open, its check says which line of the
configuration allows it. No port is knocked at for that. Of a question over UDP that nobody allowed nothing is said:
without an answer nobody knows whether the service is there.
"""

KINDS = {"not_met": "Fails", "met": "Passes", "unknown": "Can't tell"}


def document(catalogue: Catalogue) -> str:
    """The whole page, in Markdown."""
    checks = sorted(catalogue.checks.values(), key=lambda check: check.id)
    parts = [HEAD, "| Check | What it finds | Severity | Requirements |", "|---|---|---|---|"]
    parts += [f"| [{one.id}](#{one.id}) | {one.title} | {one.severity} | {_links(one)} |" for one in checks]
    for check in checks:
        parts += ["", *_section(check)]
    return "\n".join(parts) + "\n"


def _links(check: Check[Any]) -> str:
    return ", ".join(f"{name} ({strength})" for name, strength in check.requirements.items())


def _section(check: Check[Any]) -> Iterator[str]:
    stop = "; its gap holds the whole score down" if check.stop else ""
    yield f"## {check.id}"
    yield ""
    yield f"**{check.title}.** {check.why}"
    yield ""
    yield f"- Severity: {check.severity}; weight {check.weight}{stop}."
    yield f"- Requirements: {_links(check)}."
    yield f"- Evidence: {_evidence(check)}."
    for name, heading in KINDS.items():
        if said := sentences(check, name):
            yield f"- {heading}: {' · '.join(said)}"
    yield f"- To do ({check.who}, {check.effort}): {check.what_to_do}"
    if check.recheck:
        yield f"- Checked again: {check.recheck}"
    if check.references:
        yield f"- See: {', '.join(check.references)}."


def _evidence(check: Check[Any]) -> str:
    if issubclass(check.needs, SegmentView):
        return "all that was heard in the segment"
    if issubclass(check.needs, AssetView):
        return "all that was heard of one machine"
    fields = ", ".join(f"`{name}`" for name in check.needs.model_fields)
    return f"{check.needs.kind} ({fields})" if fields else check.needs.kind


def sentences(check: Check[Any], kind: str) -> list[str]:
    """What a check says with `kind` (met, not_met, unknown): the words in its code, and in what it calls."""
    found: dict[str, None] = {}
    for function in _called(check.judge):
        for node in ast.walk(ast.parse(dedent(inspect.getsource(function)))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == kind:
                found |= dict.fromkeys(_literals(node.args[:1]))
    return list(found)


def _literals(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _called(judge: Any) -> list[FunctionType]:
    """The function and those of the same package that it calls, each once."""
    package = judge.__module__.partition(".")[0]
    waiting, found = [judge], []
    while waiting:
        function = waiting.pop(0)
        found.append(function)
        named = (function.__globals__.get(name) for name in _names(function.__code__))
        waiting += [one for one in dict.fromkeys(filter(inspect.isfunction, named))
                    if one.__module__.partition(".")[0] == package and one not in (*found, *waiting)]  # fmt: skip
    return found


def _names(code: Any) -> Iterator[str]:
    """The global names of a function, also of the expressions and functions inside it."""
    yield from code.co_names
    for inner in code.co_consts:
        if inspect.iscode(inner):
            yield from _names(inner)


if __name__ == "__main__":
    sys.stdout.write(document(load_checks()))
