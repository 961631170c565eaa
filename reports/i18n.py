"""Languages: gettext catalogues of ours and of the packs, and how numbers and dates are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from gettext import GNUTranslations, NullTranslations
from importlib.metadata import entry_points
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, format_percent

from reports.format import ReportError
from reports.grammar import TOUCHES
from reports.phrases import DOMAIN, Phrases
from reports.shown import LIST_LIMIT, PROSE_LIMIT, WIRE_LIMIT, shortened
from reports.uzbek import CODE as UZBEK
from reports.uzbek import spelled
from scanner.model import Text

SOURCE = "en"
"""The language that templates are written in: it needs no catalogue."""

OURS = Path(__file__).parent / "locales"

PHRASES = {"reason", "problem"}
"""Holes of a sentence that a phrase of the program fills."""
DAYS = {"day", "until", "extended", "newest"}
"""Holes of a sentence that a day fills, as data write it (YYYY-MM-DD)."""

Value = str | int | float


@dataclass(frozen=True)
class Language:
    """One language: its words, its numbers, its dates."""

    code: str
    catalogue: NullTranslations
    templates: frozenset[str] = frozenset()
    """What the sensor and the agent can say; see reports.phrases."""

    @property
    def tag(self) -> str:
        """The language tag of HTML and JSON (BCP 47), such as uz-Latn."""
        return self.code.replace("_", "-")

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.code)

    @cached_property
    def _translated(self) -> Callable[[str], str]:
        """The catalogues are a chain; a page asks for the same few hundred texts thousands of times."""
        return lru_cache(maxsize=8192)(self.catalogue.gettext)

    @cached_property
    def _number(self) -> Callable[[float], str]:
        return lru_cache(maxsize=8192)(partial(format_decimal, locale=self.locale))

    def t(self, template: str, **values: Value) -> str:
        """The sentence of an English template. Texts in `values` may come from the wire."""
        translated = self._translated(template) if template else ""
        return self._filled(translated, template, values)

    def nt(self, one: str, many: str, n: int, **values: Value) -> str:
        """The same for a sentence that depends on a number; `{n}` is that number."""
        values["n"] = self.number(n)
        return self._filled(self.catalogue.ngettext(one, many, n), one if n == 1 else many, values)

    def render(self, text: Text) -> str:
        """A sentence of a check; of a faulty translation or template as much as can be read."""
        template = text.template
        translated = self._translated(template) if template else ""
        holes = dict(text.parameters)
        # These are phrases of the program's, not of a machine's: they may have a translation.
        for name in PHRASES & holes.keys():
            holes[name] = self.phrase(str(holes[name]))
        for name in DAYS & holes.keys():
            holes[name] = self.written_day(str(holes[name]))
        return self._filled(translated, template, holes, LIST_LIMIT)

    def phrase(self, text: str) -> str:
        """What the sensor or the agent said in its own words; English where nobody translated it."""
        return self._phrases.of(text)

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self.templates, self.catalogue.gettext)

    def outline(self, text: Text) -> str:
        """The sentence with its holes left open: what several sentences of one template have in common."""
        return self.t(text.template, **dict.fromkeys(text.parameters, "…")).replace("….", "…")

    def _filled(
        self, translated: str, template: str, values: dict[str, Value], limit: int = WIRE_LIMIT
    ) -> str:
        if not values:
            return translated
        holes = {
            name: self._value(value, LIST_LIMIT if name in PHRASES else limit)
            for name, value in values.items()
        }
        for candidate in (translated, template):
            try:
                return self._touched(candidate.format_map(holes))
            except (KeyError, ValueError, IndexError, AttributeError, TypeError):
                continue
        return template

    def _touched(self, sentence: str) -> str:
        touch = TOUCHES.get(self.code)
        return touch(sentence) if touch else sentence

    def _value(self, value: Value, limit: int) -> Value:
        if isinstance(value, str):
            return self.wire(value, limit)
        if isinstance(value, float):
            return format_decimal(value, locale=self.locale)
        return value

    def wire(self, text: str, limit: int = WIRE_LIMIT) -> str:
        """A string from the wire on one line: visible, cut with an announcement. Not yet escaped."""
        return shortened(text, limit, self._more)

    def cut(self, text: str, limit: int) -> str:
        """The first characters as they are, and how many are left out."""
        return text[:limit] + self._more(len(text) - limit)

    def prose(self, text: str) -> str:
        """A text of ours or a pack's: visible, with its line breaks. Not yet escaped."""
        return shortened(text, PROSE_LIMIT, self._more, keep="\n")

    def _more(self, rest: int) -> str:
        return self.nt("… (+{n} character)", "… (+{n} characters)", rest)

    def number(self, value: float) -> str:
        return self._number(value)

    def points(self, share: float) -> str:
        """A share of 0 to 1 as points of 100. Rounded down: a proof is never made larger than it is."""
        return self.number(int(share * 100 + 1e-9))

    def percent(self, share: float) -> str:
        """A share of 0 to 1 as a percentage, rounded down."""
        return format_percent(int(share * 100 + 1e-9) / 100, locale=self.locale)

    def day(self, moment: date) -> str:
        return format_date(moment, "long", locale=self.locale)

    def written_day(self, text: str) -> str:
        """A day as data write it (YYYY-MM-DD), as people write it; any other text as it is."""
        try:
            return self.day(date.fromisoformat(text)) if len(text) == len("2026-01-01") else text
        except ValueError:
            return text

    def short_day(self, moment: date) -> str:
        return format_date(moment, "short", locale=self.locale)

    def month(self, moment: date) -> str:
        return format_skeleton("yMMMM", moment, locale=self.locale)

    @staticmethod
    def clock(moment: datetime) -> str:
        """The time of day to the second; times of a report are UTC."""
        return f"{moment:%H:%M:%S}"

    def moment(self, moment: datetime) -> str:
        """Date and time to the minute; times of a report are UTC and say so."""
        clock = moment.strftime("%H:%M")
        return f"{format_date(moment, 'long', locale=self.locale)}, {clock} UTC"


def available() -> tuple[str, ...]:
    """The codes of the languages that reports can be written in."""
    return (SOURCE, *sorted(folder.name for folder in OURS.iterdir() if folder.is_dir()))


def named(code: str, locales: Sequence[Path] = ()) -> Language:
    """The language of that code, with the catalogues of installed packs and of the folders `locales`.

    What a catalogue lacks is said in English.

    Raises ReportError, naming the languages there are.
    """
    if code not in available():
        known = ", ".join(available())
        raise ReportError(f"there is no report in the language {code!r}; choose one of {known}")
    return _loaded(code, (*map(Path, locales), *_pack_locales()))


@lru_cache(maxsize=16)
def _loaded(code: str, locales: tuple[Path, ...]) -> Language:
    catalogue: NullTranslations = NullTranslations()
    templates: set[str] = set()
    for folder in reversed((OURS, *locales)):
        for file in sorted((folder / code / "LC_MESSAGES").glob("*.po"), reverse=True):
            messages = _read(file)
            if file.name == DOMAIN:
                templates |= {one.id for one in messages if isinstance(one.id, str) and one.id}
            ahead = _compiled(messages, code)
            ahead.add_fallback(catalogue)
            catalogue = ahead
    return Language(code=code, catalogue=catalogue, templates=frozenset(templates))


def _read(file: Path) -> Catalog:
    """A catalogue as it lies in the source tree: no build step can leave it stale."""
    try:
        with file.open("rb") as source:
            return read_po(source, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise ReportError(f"the catalogue {file} can't be read: {error}") from error


def _compiled(messages: Catalog, code: str) -> GNUTranslations:
    if code == UZBEK:
        for one in messages:
            one.string = (
                spelled(one.string) if isinstance(one.string, str) else tuple(map(spelled, one.string or ()))
            )
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=1)
def _pack_locales() -> tuple[Path, ...]:
    """The `locales` folders of installed packs; no pack is imported for it."""
    found = []
    for entry in entry_points(group="vaglio.packs"):
        spec = find_spec(entry.module.partition(".")[0])
        found += [Path(place) / "locales" for place in (spec and spec.submodule_search_locations) or ()]
    return tuple(found)
