"""From an identity to verdicts: who is meant, what is said of the version, and how sure that is."""

import pytest

from scanner.knowledge.facts import Alias, Remedy, Row, Status, Vulnerability
from scanner.knowledge.match import Identity, Match
from tests.scanner.knowledge.made import CVE, NUMBER, OTHER, affected, graded, knowledge

DEVICE = Identity("Siemens", "CPU 1512SP-1 PN", order_number="6ES7 512-1DK01-0AB0", version="V2.5.3")


def match(device: Identity, *rows: Row) -> list[Match]:
    with knowledge(*rows) as known:
        return known.match(device)


def sure(device: Identity, *rows: Row) -> list[str]:
    return [one.sure for one in match(device, *rows)]


def at(version: str) -> Identity:
    return Identity("Siemens", "CPU 1512SP-1 PN", order_number=NUMBER, version=version)


def test_an_order_number_and_a_bound_confirm() -> None:
    assert sure(DEVICE, affected()) == ["confirmed"]


def test_the_fixed_version_itself_is_not_affected() -> None:
    assert match(at("V2.6"), affected()) == []
    assert sure(at("V2.6"), affected("<= V2.6")) == ["confirmed"]


def test_a_single_version_means_that_version_only() -> None:
    assert sure(at("V2.5.3"), affected("V2.5.3")) == ["confirmed"]
    assert match(at("V2.5.4"), affected("V2.5.3")) == []


def test_without_a_version_it_is_possible_only() -> None:
    assert sure(at(""), affected()) == ["possible"]


def test_a_version_that_nobody_understands_is_possible_only() -> None:
    assert sure(DEVICE, affected("see the bulletin of the maker")) == ["possible"]


def test_all_versions_without_a_fix_need_no_version() -> None:
    row = affected("vers:all/*", remedy=Remedy.NONE_PLANNED)
    assert sure(at(""), row) == ["no fix exists"] == sure(DEVICE, row)


def test_all_versions_with_a_fixed_one_are_decided_by_it() -> None:
    row = affected("vers:all/*", fix="V2.6", remedy=Remedy.FIX)
    assert sure(at("V2.5"), row) == ["confirmed"]
    assert match(at("V2.6"), row) == []
    assert sure(at(""), row) == ["possible"]


def test_all_versions_with_a_fix_that_nobody_names_are_possible() -> None:
    assert sure(DEVICE, affected("vers:all/*", remedy=Remedy.FIX)) == ["possible"]


def test_a_condition_never_confirms() -> None:
    assert sure(DEVICE, affected(condition="if the web server is on")) == ["possible"]


def test_a_product_with_exceptions_in_its_name_never_confirms() -> None:
    assert sure(DEVICE, affected(product="S7-1500 CPUs excluding those with MFP")) == ["possible"]


def test_an_order_number_leads_to_the_line_that_a_source_names() -> None:
    line = affected(product="SIMATIC S7-1500 CPU family (incl. related ET200 CPUs", order_numbers=())
    assert sure(DEVICE, line) == ["likely"]


def test_a_program_of_the_same_line_is_not_the_device() -> None:
    assert match(DEVICE, affected(product="SIMATIC S7-1500 Software Controller", order_numbers=())) == []
    row = affected(product="SIMATIC ET 200SP Open Controller (incl. SIPLUS variants)", order_numbers=())
    assert match(Identity("Siemens", "ET 200SP", version="V2.0"), row) == []
    assert sure(Identity("Siemens", "ET 200SP Open Controller", version="V2.0"), row) == ["likely"]


def test_the_maker_must_be_the_same() -> None:
    row = affected(product="NPort 5110", vendor="Moxa", order_numbers=())
    assert sure(Identity("MOXA Inc.", "NPort 5110", version="2.1"), row) == ["confirmed"]
    assert match(Identity("Other", "NPort 5110", version="2.1"), row) == []


@pytest.mark.parametrize("product", ["NPort 5110A", "MGate 5110", "NPort 5150"])
def test_a_neighbour_by_its_name_is_not_meant(product: str) -> None:
    row = affected(product="NPort 5110", vendor="Moxa", order_numbers=())
    assert match(Identity("Moxa", product, version="2.1"), row) == []


def test_a_name_of_one_variant_is_not_exact_without_its_order_number() -> None:
    row = affected(product="SCALANCE W1750D (JP) (6GK5750-2HX01-1AD0)", order_numbers=())
    assert sure(Identity("Siemens", "SCALANCE W1750D", version="V2.5"), row) == ["likely"]
    told = Identity("Siemens", "SCALANCE W1750D", order_number="6GK5750-2HX01-1AD0", version="V2.5")
    assert sure(told, row) == ["confirmed"]


@pytest.mark.parametrize(("version", "said"), [("V1.9", ["likely"]), ("V2.5", ["possible"]), ("V3.0", [])])
def test_variants_of_one_name_that_disagree_are_possible_only(version: str, said: list[str]) -> None:
    rows = [
        affected(versions, product=f"Mendix SAML ({variant} compatible)", order_numbers=())
        for versions, variant in (("< V2.0", "Mendix 8"), ("< V3.0", "Mendix 9"))
    ]
    assert sure(Identity("Siemens", "Mendix SAML", version=version), *rows) == said


def test_a_nearer_product_decides_also_where_its_bound_leaves_the_version_out() -> None:
    near = affected("< V2.0", product="SCALANCE X208", order_numbers=())
    far = affected(
        "vers:all/*", product="SCALANCE X-200 family", order_numbers=(), remedy=Remedy.NONE_PLANNED
    )
    assert sure(Identity("Siemens", "SCALANCE X208", version="V1.9"), near, far) == ["confirmed"]
    assert match(Identity("Siemens", "SCALANCE X208", version="V2.0"), near, far) == []
    assert sure(Identity("Siemens", "SCALANCE X206", version="V2.0"), near, far) == ["no fix exists"]


def test_words_around_a_name_make_it_likely() -> None:
    row = affected(product="NPort 5110 series", vendor="Moxa", order_numbers=())
    assert sure(Identity("Moxa", "Moxa NPort 5110 device server", version="2.1"), row) == ["likely"]


def test_a_name_without_any_digit_is_too_little() -> None:
    row = affected(product="NPort", vendor="Moxa", order_numbers=())
    assert sure(Identity("Moxa", "NPort 5110", version="2.1"), row) == ["possible"]


def test_a_name_with_a_slash_is_several_products() -> None:
    row = affected("<= 50", product="R04/08/16CPU", vendor="Mitsubishi Electric", order_numbers=())
    assert sure(Identity("Mitsubishi Electric", "R08CPU", version="50"), row) == ["likely"]
    assert match(Identity("Mitsubishi Electric", "R32CPU", version="50"), row) == []


@pytest.mark.parametrize("listed", ["Q03UDECPU Q04/06UDEHCPU", "MELSEC Q series Q03UDECPU, Q04/06UDEHCPU"])
def test_whole_models_side_by_side_are_several_products(listed: str) -> None:
    row = affected("vers:all/*", product=listed, vendor="Mitsubishi Electric", order_numbers=(),
                   remedy=Remedy.NONE_PLANNED)  # fmt: skip
    for model in ("Q03UDECPU", "Q04UDEHCPU", "Q06UDEHCPU"):
        assert sure(Identity("Mitsubishi Electric", model), row) == ["no fix exists"]
    assert match(Identity("Mitsubishi Electric", "Q13UDEHCPU"), row) == []


def test_the_series_behind_a_catalogue_number_counts() -> None:
    rows = (
        affected(
            "vers:all/*",
            product="1756-EN2T Series A",
            vendor="Rockwell Automation",
            order_numbers=(),
            remedy=Remedy.NONE_PLANNED,
        ),
        affected("<= 10.10", product="1756-EN2T Series D", vendor="Rockwell Automation", order_numbers=()),
    )
    maker = "Rockwell Automation/Allen-Bradley"
    assert sure(Identity(maker, "1756-EN2T/D", version="10.7"), *rows) == ["confirmed"]
    assert match(Identity(maker, "1756-EN2T/D", version="11.1"), *rows) == []
    assert sure(Identity(maker, "1756-EN2T", version="11.1"), *rows) == ["possible"]


def test_a_release_line_in_the_name_counts() -> None:
    row = affected("< V4.3.7", product="RUGGEDCOM ROS RSG2300P V4.X", order_numbers=())
    assert sure(Identity("Siemens", "RUGGEDCOM RSG2300P", version="V4.3.6"), row) == ["likely"]
    assert match(Identity("Siemens", "RUGGEDCOM RSG2300P", version="V3.9"), row) == []


@pytest.mark.parametrize("status", [Status.FIXED, Status.NOT_AFFECTED])
def test_fixed_and_not_affected_win_in_one_advisory(status: Status) -> None:
    assert match(DEVICE, affected("vers:all/*"), affected(status=status)) == []


def test_sources_that_disagree_are_both_told_and_count_less() -> None:
    other = affected("< V2.1", advisory="ADV-2")
    (found,) = match(DEVICE, affected(), other)
    assert (found.sure, found.disagree) == ("likely", "ADV-2: affected is only < V2.1")


def test_another_source_that_says_not_affected_makes_it_possible() -> None:
    (found,) = match(DEVICE, affected(), affected(advisory="ADV-2", status=Status.NOT_AFFECTED))
    assert found.sure == "possible"
    assert found.disagree.startswith("ADV-2: not this version")


def test_what_is_still_examined_is_no_finding() -> None:
    assert match(DEVICE, affected(status=Status.UNDER_INVESTIGATION)) == []


def test_a_bare_version_is_never_more_than_possible() -> None:
    row = affected("< 9.3", product="OpenSSH", vendor="OpenBSD", order_numbers=())
    assert sure(Identity("OpenBSD", "OpenSSH", version="9.2", bare=True), row) == ["possible"]


def test_another_name_of_the_maker_is_understood() -> None:
    alias = Alias(kind="vendor", pattern="Wiesemann", vendor="Siemens", evidence="test")
    assert sure(
        Identity("Wiesemann", "x", order_number="", version="V2.5"), alias, affected(product="x")
    ) == ["confirmed"]


def test_the_surest_and_gravest_come_first() -> None:
    rows = [*graded(affected(), cvss=5.0), *graded(affected(vulnerability=OTHER), cvss=9.8)]
    assert [one.vulnerability.name for one in match(DEVICE, *rows)] == [OTHER, CVE]


def test_a_match_tells_where_it_is_written() -> None:
    (found,) = match(DEVICE, Vulnerability(id=CVE, cvss=9.8), affected(fix="V2.6"))
    assert (found.href, found.advisory, found.fix) == ("https://example.org/ADV-1", "ADV-1", "V2.6")


def test_hostile_identities_end_well() -> None:
    for text in ("", "(" * 5000, "6ES7" * 4000, "\x00%_*'\";--", "é" * 3000, "/" * 900, "1/2/" * 300):
        assert (
            match(Identity(text, text, text, text, text), affected(product=text or "x", order_numbers=()))
            is not None
        )
