"""One check in plain words, in the language of its reader."""

from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from scanner.model import CheckCard

Translate = Callable[[str], str]

# The keys of these words are those of the reports, which bring their translations.
WHO = {
    "owner": "You, the owner", "it": "Your IT person", "network-supplier": "Your network supplier",
    "machine-builder": "The machine builder",
}  # fmt: skip
EFFORT = {"hours": "A few hours", "days": "A few days", "weeks": "Some weeks"}
COST = {"none": "Only the work", "low": "Up to about 1,000 euro", "high": "More than 1,000 euro"}
STOPS = {
    "no": "No, production goes on", "short": "Yes, a short stop", "planned-stop": "Yes, keep it for a planned stop",
}  # fmt: skip
SEVERITY = {
    "critical": "Critical", "high": "High", "medium": "Medium", "low": "Low", "info": "For information",
}  # fmt: skip


def translator(language: str, folders: Sequence[Path]) -> Translate:
    """English in, `language` out; what nobody translated stays English. `folders` hold catalogues of packs."""
    from babel.messages.pofile import read_po

    known: dict[str, str] = {}
    for folder in (*folders, *_report_locales()):
        for file in sorted((folder / language / "LC_MESSAGES").glob("*.po")):
            with file.open("rb") as source:
                known |= {str(one.id): str(one.string) for one in read_po(source) if isinstance(one.id, str)}
    return lambda text: known.get(text) or text


def _report_locales() -> Iterator[Path]:
    """Where the installed reports keep their words; none of them is imported for it."""
    names = dict.fromkeys(entry.module.partition(".")[0] for entry in entry_points(group="vaglio.reports"))
    for spec in filter(None, map(find_spec, names)):
        yield from (Path(place) / "locales" for place in spec.submodule_search_locations or ())


def page(card: CheckCard, translate: Translate) -> Iterator[tuple[str, str]]:
    """Headings and texts in the order in which an owner reads them; empty ones are left out."""
    rows = (
        ("Why it matters.", card.why), ("What to do.", card.what_to_do), ("Who does it", WHO[card.who]),
        ("Work", EFFORT[card.effort]), ("Cost", COST[card.cost]),
        ("Does production stop?", STOPS[card.stops_production]), ("A message ready to send", card.message),
        ("How you see that it is done.", card.recheck),
    )  # fmt: skip
    for heading, text in rows:
        if text:
            yield translate(heading).rstrip("."), _without_machine(translate(text))


def _without_machine(text: str) -> str:
    """A message names a machine; here there is none."""
    return text.replace(" ({address})", "").replace("{address}", "…").replace("{asset}", "…")
