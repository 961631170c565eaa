"""The page for people: what stands on it, and that it needs nothing else."""

from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest

from reports.html import HtmlReport
from reports.i18n import named
from reports.lookup import Lookup
from reports.order import natural
from reports.view import View
from scanner.model import Asset, Audit, NotChecked, Score, Service, ServiceSeen, Text
from tests.reports.reading import Page, read
from tests.reports.samples import empty_factory, factory, unfinished_factory

AUDITS = {
    "empty": empty_factory(),
    "small": factory(),
    "unfinished": unfinished_factory(),
    "70 machines": factory(70),
}


def _page(audit: Audit, language: str = "en") -> Page:
    return read(HtmlReport().render(audit, language))


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("name", AUDITS)
def test_the_page_is_well_formed_and_names_its_language(name: str, language: str) -> None:
    page = _page(AUDITS[name], language)
    assert page.faults == []
    assert page.all("html") == [{"lang": language}]


@pytest.mark.parametrize("name", AUDITS)
def test_headings_begin_with_one_h1_and_skip_no_level(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in _page(AUDITS[name]).elements if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", AUDITS)
def test_every_inner_link_has_its_target_and_no_id_is_used_twice(name: str) -> None:
    page = _page(AUDITS[name])
    marks = page.values("id")
    assert len(marks) == len(set(marks))
    assert {link[1:] for link in page.values("href") if link.startswith("#")} <= set(marks)
    assert {mark for given in page.values("aria-labelledby") for mark in given.split()} <= set(marks)


def test_the_policy_allows_exactly_the_style_that_is_there() -> None:
    page = _page(factory())
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_page_holds_no_script_no_inline_style_and_loads_nothing() -> None:
    page = _page(factory())
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "iframe", "object", "embed", "form", "img", "base"}
    names = {name for _, attributes in page.elements for name in attributes}
    assert "style" not in names
    assert "src" not in names
    assert not [name for name in names if name.startswith("on")]
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_links_lead_inside_or_to_the_references_of_a_check() -> None:
    outside = {link for link in _page(factory()).values("href") if not link.startswith("#")}
    assert outside == {"https://www.cisa.gov/topics/industrial-control-systems"}


def test_page_one_says_the_interval_and_the_coverage_in_one_sentence() -> None:
    assert "Proven 41 of 100, could be up to 72; we checked 63%." in _page(factory()).text
    assert (
        "Dimostrato 41 su 100, possibile fino a 72; abbiamo controllato il 63%."
        in _page(factory(), "it").text
    )


def test_page_one_shows_at_most_five_actions_and_says_how_many_follow() -> None:
    page = _page(factory())
    before = page.text.split("What is already good?")[0]
    assert len([text for text in page.texts if text == "A controller answers anyone"]) >= 2
    assert before.count("by ") == 5
    assert "1 more action follows below." in before


def test_an_unfinished_audit_says_so_before_the_result() -> None:
    text = _page(unfinished_factory()).text
    assert text.index("did not reach its end") < text.index("Proven 41 of 100, could be up to 72; we")
    assert "A machine became slow, so we stopped." in text
    assert "did not reach its end" not in _page(factory()).text


def test_below_half_of_coverage_there_is_no_colour() -> None:
    audit = factory().model_copy(update={"score": Score(lo=0.9, hi=0.95, coverage=0.49)})
    dials = [given for _, given in _page(audit).elements if given.get("class", "").startswith("dial")]
    assert [dial["class"] for dial in dials] == ["dial open"]
    assert "Not enough evidence" in _page(audit).text.split("What should we do first?")[0]


def test_a_met_check_is_never_shown_under_the_title_of_its_weakness() -> None:
    audit = factory(1)
    text = _page(audit).text.split("Which machines did we find?")[-1]
    fine = text.split("This is in order:")[1].split("Answers on:")[0]
    assert fine.split() == ["It", "asks", "for", "a", "name", "and", "a", "password."]


def test_an_empty_factory_is_reported_calmly() -> None:
    text = _page(empty_factory()).text
    assert "No machine answered." in text
    assert "For 14 of 14 requirements we have no evidence yet." in text
    assert "No list of known vulnerabilities was used" in text


def test_requirements_stand_in_the_order_of_the_catalogue() -> None:
    text = _page(factory()).text.split("What is expected of us?")[-1]
    places = [text.index(f"R{number} ") for number in range(1, 15)]
    assert places == sorted(places)
    assert sorted(["R10", "R2", "R1"], key=natural) == ["R1", "R2", "R10"]


def test_the_message_names_every_machine_it_is_about() -> None:
    text = _page(factory()).text
    assert "Please look at Press 1 (10.20.0.1), and tell us" in text
    assert "The same holds for these machines:\n– hall-broker (10.20.0.8)" in text


def test_up_to_sixty_machines_are_drawn_one_by_one_and_more_as_roles() -> None:
    one_by_one = [given for _, given in _page(factory(60)).elements if given.get("class") == "node"]
    as_roles = [given for _, given in _page(factory(61)).elements if given.get("class") == "node"]
    assert len(one_by_one) == 2 * 60  # drawn for a wide and for a narrow sheet
    assert len(as_roles) == 2 * 8


def test_five_hundred_machines_stay_under_a_megabyte() -> None:
    page = HtmlReport().render(factory(500), "it")
    assert len(page) <= 1_000_000
    assert read(page).text.count("Indirizzi ") == 500


def test_machines_left_out_for_room_are_announced_and_not_linked() -> None:
    page = _page(factory(1500))
    shown = len([given for _, given in page.elements if given.get("class") == "machine"])
    assert 0 < shown < 1500
    assert f"{1500 - shown:,} more machines are in the JSON report." in page.text
    assert {link[1:] for link in page.values("href") if link.startswith("#")} <= set(page.values("id"))


def test_the_findings_of_one_machine_are_cut_with_an_announcement() -> None:
    audit = factory(1)
    gap = audit.findings[0]
    many = tuple(
        gap.model_copy(update={"service": Service(transport="tcp", port=port)}) for port in range(1, 31)
    )
    assert "18 more are in the JSON report." in _page(audit.model_copy(update={"findings": many})).text


def test_a_machine_without_an_address_or_a_name_is_still_shown() -> None:
    bare = Asset(id="bare", addresses=(), mac="02:00:00:00:00:01", services=())
    assert "02:00:00:00:00:01" in _page(empty_factory().model_copy(update={"assets": (bare,)})).text


def test_services_beyond_the_limit_are_announced() -> None:
    many = tuple(ServiceSeen(service=Service(transport="tcp", port=port)) for port in range(1, 41))
    asset = Asset(id="a", addresses=("10.0.0.1",), services=many)
    assert "and 16 more" in _page(empty_factory().model_copy(update={"assets": (asset,)})).text


def test_only_terms_that_the_report_uses_are_explained() -> None:
    text = _page(factory()).text.split("What do these words mean?")[-1]
    assert "Modbus" in text
    assert "Telnet" not in text


def test_the_same_audit_gives_the_same_bytes() -> None:
    audit = factory()
    shuffled = audit.model_copy(
        update={
            "assets": audit.assets[::-1],
            "findings": audit.findings[::-1],
            "requirements": audit.requirements,
        }
    )
    assert HtmlReport().render(audit, "it") == HtmlReport().render(shuffled, "it")


def test_reasons_of_one_kind_stand_together_with_their_variants() -> None:
    audit = factory(3)
    kind = "It was asked and gave no whole answer ({reason})."
    left = tuple(
        NotChecked(asset=asset.id, reason=Text.of(kind, reason=f"cut at byte {number}"))
        for number, asset in enumerate(audit.assets)
    )
    text = _page(audit.model_copy(update={"not_checked": left})).text
    assert text.count("It was asked and gave no whole answer (…).") == 1
    assert "(cut at byte 2)." in text
    assert "cut at byte 1" in _page(audit.model_copy(update={"not_checked": left[1:2]})).text


def test_every_stop_check_that_holds_the_result_down_is_counted() -> None:
    score = Score(lo=0.41, hi=0.59, coverage=0.63, capped=("modbus-open", "vnc-no-password"))
    text = _page(factory().model_copy(update={"score": score})).text
    assert (
        "2 points hold the result down until they are settled. One is “A controller answers anyone”." in text
    )
    assert "One point holds the result down" in _page(factory()).text


def test_page_one_never_says_the_same_advice_twice() -> None:
    audit = factory()
    first, second, *others = audit.checks
    same = second.model_copy(update={"what_to_do": first.what_to_do, "who": first.who})
    merged = audit.model_copy(update={"checks": (first, same, *others)})
    view = View(Lookup(merged, named("en")))
    settled = {card.card.id: view.also_settles(card) for card in view.first}
    assert (settled.pop(first.id), set(settled.values())) == (1, {0})
    assert _page(merged).text.count("settles 1 more point") == 1
    asked = [(card.card.who, card.card.what_to_do) for card in view.first]
    assert len(asked) == len(set(asked))
    assert "settles" not in _page(audit).text
    assert len(view.cards) == len(View(Lookup(audit, named("en"))).cards)
