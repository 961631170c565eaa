"""Makes the drawings of a page ready for paper: there a drawing sees no style but its own, and no other drawing."""

import re
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent
_SYMBOL = re.compile(r'<symbol id="i-([a-z-]+)" viewBox="([\d ]+)">(.*?)</symbol>')
_STORE = re.compile(r'<svg class="store".*?</svg>', re.DOTALL)
_ICON = re.compile(r'<svg class="icon ?([a-z-]*)" aria-hidden="true"><use href="#i-([a-z-]+)"/></svg>')
_USE = re.compile(r'<use class="icon ?(?:severity )?([a-z-]*)" href="#i-([a-z-]+)"([^>]*)/>')
_DRAWING = re.compile(r'(<svg class="(?:gauge|interval|meter|over-time|map)[^>]*>)')
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*(?:\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}))*[^{}]*\}")
_COLOUR = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})")
_OF_DRAWINGS = re.compile(
    r"^\.(?:track|possible|proven|looked|gauge|interval|over-time|band-between|dot|cut-short|map|lane|node|cable)\b"
)
_DRAWS = {
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "color",
    "font-size", "font-weight",
}  # fmt: skip
_LEVELS = {"critical": "weak", "high": "weak", "medium": "partly", "low": "open", "info": "open"}
"""Which colour a severity has; a level is its own."""


def for_paper(page: str, style: str) -> str:
    """The page with icons drawn where they stand, and each drawing with the rules of `style` that are about it."""
    colours = dict(_COLOUR.findall(style.partition("}")[0]))
    own = f"<style>{_rules(style, colours)}</style>"
    page = _STORE.sub("", page)
    page = _DRAWING.sub(lambda found: found[1] + own, page)
    page = _ICON.sub(lambda found: _drawn(found[2], found[1], colours, 'aria-hidden="true"'), page)
    return _USE.sub(lambda found: _drawn(found[2], found[1], colours, found[3].strip()), page)


def _rules(style: str, colours: dict[str, str]) -> str:
    """The rules for drawings outside of media queries, with their colours filled in."""
    plain = _MEDIA.sub("", _COMMENT.sub("", style))
    kept = []
    for selectors, body in _RULE.findall(plain):
        about = [one.strip() for one in selectors.split(",") if _OF_DRAWINGS.match(one.strip())]
        drawn = _filled(body, colours) if about else ""
        if drawn:
            kept.append(f"{','.join(about)}{{{drawn}}}")
    return "".join(kept)


def _filled(body: str, colours: dict[str, str]) -> str:
    """What draws, with its colours; where a drawing stands is the page's matter, and it may be hidden there."""
    kept = ";".join(one.strip() for one in body.split(";") if one.partition(":")[0].strip() in _DRAWS)
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: colours.get(found[1], "inherit"), kept)


def _drawn(name: str, level: str, colours: dict[str, str], attributes: str) -> str:
    """An icon with its lines and colours written out."""
    view, lines = _symbols()[name]
    colour = colours.get(_LEVELS.get(level, level), colours["quiet"])
    stroke = (
        f'fill="none" stroke="{colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'
    )
    for kind, written in {
        'class="fill"': f'fill="{colour}"',
        'class="line dashes"': f'{stroke} stroke-dasharray="2.4 2.4"',
        'class="line"': stroke,
        'class="cut"': 'fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"',
    }.items():
        lines = lines.replace(kind, written)
    return f'<svg class="icon" viewBox="{view}" {attributes}>{lines}</svg>'


@lru_cache(maxsize=1)
def _symbols() -> dict[str, tuple[str, str]]:
    """Each icon's view box and lines, by its name."""
    text = (_HERE / "templates" / "icons.html.j2").read_text(encoding="utf-8")
    return {name: (view, lines) for name, view, lines in _SYMBOL.findall(text)}
