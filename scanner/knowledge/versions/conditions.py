"""What else must be true: the part of a source's text that tells of modules, settings and editions."""

import re

_EDGE = r"including|inclusive|included|excluding|exclusive|excluded"
_CONDITION = re.compile(
    rf"\((?!(?:[0-9]+|{_EDGE})\))([^()]*)\)"
    r"|(?<!\S)((?:with|without|when|where|if|only|running|using|on|in|installed|for|based on)\b.*$)"
    r"|(?<!\S)and ((?:function state|fs)\b.*$)",
    re.IGNORECASE | re.DOTALL,
)
_COMPONENT = re.compile(r"(?<!\S)(BIOS|U-Boot|bootloader)(?!\S)", re.IGNORECASE)
_WITHOUT_WEIGHT = re.compile(
    r"(?:including|incl\.?|formerly|all editions|end[- ]of[- ]life|eol)\b", re.IGNORECASE
)
_SPEAKS_OF_VERSIONS = re.compile(
    r"\b(?:not affected|unaffected|exclud\w*|except|unless|remov\w*|fixed|prior|earlier|later|newer|older|also"
    r"|possibly)\b|\binclud\w*\s(?:versions?\s)?v?[0-9]",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"(?<=[<>=])\s*\(([^()]*)\)")


def split(text: str) -> tuple[str, str] | None:
    """The text without its conditions, and these. None where a note may change the range itself.

    A condition is kept as the source wrote it, for a person to read. What only widens ("including the entry
    class") or tells of the product's life is left out. The name of another component (BIOS) is a condition.
    """
    plain = _WRAPPED.sub(r" \1", text)
    notes = [_note(found) for found in _CONDITION.finditer(plain)]
    notes += [found[1] for found in _COMPONENT.finditer(_CONDITION.sub(" ", plain))]
    if any(map(_SPEAKS_OF_VERSIONS.search, notes)):
        return None
    rest = _COMPONENT.sub(" ", _CONDITION.sub(" ", plain))
    return rest.strip(), "; ".join(note for note in notes if note and not _WITHOUT_WEIGHT.match(note))


def _note(found: re.Match[str]) -> str:
    return next(part for part in found.groups() if part is not None).strip()
