"""Lists of products, as data that a technician can extend: start pages, and boxes for remote access."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from scanner.evidence import AssetView, HttpPage
from scanner.model import Record


class Known(Record):
    """One product and how it shows; a pattern that is empty is never found."""

    name: str
    title: str = ""
    server: str = ""
    maker: str = ""
    mac: str = ""


@cache
def products(file: str, group: str) -> tuple[Known, ...]:
    """One group of a list in `data/`. Raises pydantic.ValidationError for a faulty row."""
    text = files("checks").joinpath("data", f"{file}.toml").read_text("utf-8")
    return tuple(Known.model_validate(row) for row in tomllib.loads(text)[group])


def _found(pattern: str, text: str) -> bool:
    return bool(pattern and text) and re.search(pattern, text, re.IGNORECASE) is not None


def by_title(group: str, title: str) -> str:
    """The product whose start page has that title; empty: none that we know."""
    return next((one.name for one in products("pages", group) if _found(one.title, title.strip())), "")


def box_by_title(group: str, view: AssetView) -> str:
    """The box for remote access that an asset's start pages or web servers name."""
    pages = view.heard(HttpPage)
    return next(
        (one.name for one in products("remote_access", group) if any(_shows(one, page) for page in pages)), ""
    )


def _shows(one: Known, page: HttpPage) -> bool:
    return _found(one.title, page.title.strip()) or _found(one.server, page.server.strip())


def box_by_maker(group: str, view: AssetView) -> str:
    """The same by the maker of its network card, which is a hint only."""
    asset = view.asset
    known = products("remote_access", group)
    return next(
        (one.name for one in known if _found(one.maker, asset.mac_vendor) or _found(one.mac, asset.mac)), ""
    )


def is_box(group: str, view: AssetView) -> bool:
    return bool(box_by_title(group, view) or box_by_maker(group, view))
