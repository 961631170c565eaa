"""What a start page shows: its title, and whether it asks for a password.

The parser of the standard library needs most of a minute for 64 KiB of unfinished tags in some
supported Python versions, and a hostile server chooses what it sends. So this reads only the few
tags that matter, in one pass whose time grows with the length of the page and no faster.
"""

import re
from dataclasses import dataclass
from html import unescape

from scanner.sensor.probes.text import clean

MOST_TITLE = 1024
TAG = re.compile(r"<!--|<(/?(?:title|form|input|script|style))(?=[\s/>])([^<>]{0,2000})>", re.IGNORECASE)
PASSWORD = re.compile(r"""(?<![\w-])type\s{0,8}=\s{0,8}["']?\s{0,8}password(?![\w-])""", re.IGNORECASE)
# Nothing inside these is a tag; each ends at a text of its own.
SKIPPED = {"<!--": "-->", "script": "</script", "style": "</style"}


@dataclass
class Page:
    """What was found. `login_form`: the password field stands in a form."""

    title: str = ""
    password_field: bool = False
    login_form: bool = False


def read_page(body: bytes) -> Page:
    """A page from as much of it as came."""
    text = _decoded(body)
    lowered = text.lower() if text.isascii() else re.sub(r"[A-Z]", lambda found: found[0].lower(), text)
    page, in_form, at = Page(), False, 0
    while tag := TAG.search(text, at):
        at = tag.end()
        name = (tag[1] or tag[0]).lower()
        if name in SKIPPED:
            at = lowered.find(SKIPPED[name], at)
        elif name == "title" and not page.title:
            page.title = _title(text, lowered, at)
        elif name in ("form", "/form"):
            in_form = name == "form"
        elif name == "input" and PASSWORD.search(tag[2]):
            page.password_field = True
            page.login_form = page.login_form or in_form
        if at < 0:
            break
    return page


def _decoded(body: bytes) -> str:
    """UTF-8 where it is that; else Latin-1, in which every byte is a character."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _title(text: str, lowered: str, at: int) -> str:
    end = lowered.find("</title", at, at + MOST_TITLE)
    raw = text[at : end if end >= 0 else at + MOST_TITLE]
    return clean(unescape(raw).encode("utf-8", errors="replace"))
