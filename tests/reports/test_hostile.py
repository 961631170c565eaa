"""Strings from the wire are shown, and do nothing."""

import json

import pytest

from reports.html import HtmlReport
from reports.json import JsonReport
from reports.shown import safe_link, visible
from tests.reports.hostile import HOSTILE, LONG, hostile_factory
from tests.reports.reading import read
from tests.reports.samples import factory

INVISIBLE = "\u202e\u2066\u200b\ufeff\x00\x07\x1b\u2028\r"


@pytest.mark.parametrize(
    "text", [HOSTILE, LONG, "{{ 7*7 }}", "{asset}", "%(n)s", "\udc80", " ", "\u0301" * 500]
)
@pytest.mark.parametrize(("language", "audience"), [("en", "technician"), ("it", "auditor"), ("en", "owner")])
def test_hostile_text_adds_no_element_and_no_attribute(text: str, language: str, audience: str) -> None:
    page = read(HtmlReport(audience).render(hostile_factory(text), language))
    harmless = read(HtmlReport(audience).render(hostile_factory("harmless"), language))
    assert page.faults == []
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless.elements}
    assert {key for _, given in page.elements for key in given} <= {
        key for _, given in harmless.elements for key in given
    }


def test_hostile_text_is_seen_as_it_was_sent() -> None:
    text = read(HtmlReport().render(hostile_factory(HOSTILE), "en")).text
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    assert "49" not in text.split("{{ 7*7 }}")[0][-20:]


def test_no_invisible_character_reaches_the_page() -> None:
    html = HtmlReport().render(hostile_factory("x" + INVISIBLE + "y"), "it").decode()
    assert not set(INVISIBLE) & set(html)
    assert "x⟨U+202E⟩⟨U+2066⟩⟨U+200B⟩⟨U+FEFF⟩⟨U+0000⟩⟨U+0007⟩⟨U+001B⟩" in html


def test_a_long_name_is_cut_and_the_cut_is_announced() -> None:
    html = HtmlReport().render(hostile_factory("A" * 65_536), "en").decode()
    assert "A" * 601 not in html
    assert "… (+65,416 characters)" in html
    assert len(html) < 400_000


@pytest.mark.parametrize("audience", ["owner", "auditor"])
def test_no_invisible_character_reaches_any_reader(audience: str) -> None:
    html = HtmlReport(audience).render(hostile_factory("x" + INVISIBLE + "y"), "it").decode()
    assert not set(INVISIBLE) & set(html)
    assert "x⟨U+202E⟩" in html


def test_a_line_break_in_a_name_forges_no_line_in_the_message() -> None:
    text = read(HtmlReport().render(hostile_factory("a\n– forged (10.0.0.66)"), "en")).text
    assert "a\n– forged" not in text
    assert "⟨U+000A⟩" in text


def test_no_link_comes_from_the_wire() -> None:
    page = read(HtmlReport().render(hostile_factory(LONG), "en"))
    assert all(link.startswith("#") for link in page.values("href"))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://example.org/",
        "data:text/html,x",
        "https://user@example.org/",
        "https://",
        "https://exa mple.org",
        'https://example.org/"onclick="',
        "https://еxample.org",
        "//example.org",
        "https://[::1",
        "https://example.org/" + "a" * 300,
        "",
    ],
)
def test_only_plain_https_addresses_become_links(address: str) -> None:
    assert safe_link(address) == ""


def test_a_plain_https_address_becomes_a_link() -> None:
    assert safe_link("https://example.org/a?b=c#d") == "https://example.org/a?b=c#d"


def test_visible_text_stays_as_it_is() -> None:
    for text in ("Pressa 1", "Ўзбекистон", "Oʻzbekiston", "é", "e\u0301", "日本", "12 %"):
        assert visible(text) == text


def test_stacked_accents_are_spelt_out_after_the_third() -> None:
    assert visible("a" + "\u0301" * 5) == "a" + "\u0301" * 3 + "⟨U+0301⟩" * 2


def test_the_json_report_of_a_hostile_factory_is_json_and_loses_nothing() -> None:
    written = JsonReport().render(hostile_factory(HOSTILE), "en")
    first = json.loads(written)["assets"][0]
    assert first["vendor"] == HOSTILE.replace("\udc80", "\ufffd").replace("\ud83d", "\ufffd")
    assert not set("\u202e\u2066\u200b\ufeff\x1b\u2028") & set(written.decode())


def test_braces_in_a_value_are_no_holes() -> None:
    audit = hostile_factory("{vendor} {0} {x.__class__}")
    document = json.loads(JsonReport().render(audit, "it"))
    assert "{vendor} {0} {x.__class__}" in document["findings"][0]["why"]


def test_a_hostile_large_factory_stays_bounded() -> None:
    assert len(HtmlReport().render(hostile_factory(HOSTILE, 500), "en")) < 2_000_000


def test_what_no_template_thought_of_is_made_visible_on_its_way_out() -> None:
    audit = factory()
    cards = tuple(card.model_copy(update={"why": "It is\u202e\x00 open." * 500}) for card in audit.checks)
    html = HtmlReport().render(audit.model_copy(update={"checks": cards}), "en").decode()
    assert "It is⟨U+202E⟩⟨U+0000⟩ open." in html
    assert not {"\u202e", "\x00"} & set(html)
    assert "… (+500 characters)" in html
