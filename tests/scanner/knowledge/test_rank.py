"""What comes first, and by when; the rule stands in docs/decisions/0009-vulnerabilities.md."""

import pytest

from scanner.knowledge.rank import deadline, order
from scanner.model.known import KnownVulnerability, Sure


def one(
    id: str,
    *,
    sure: Sure = "confirmed",
    exploited: str = "",
    ransomware: bool = False,
    cvss: float = 5.0,
    epss: float = 0.0,
) -> KnownVulnerability:
    return KnownVulnerability(
        id=id, sure=sure, exploited=exploited, ransomware=ransomware, cvss=cvss, epss=epss
    )


def test_exploited_then_ransomware_then_gravity_then_chance() -> None:
    mixed = [
        one("possible", sure="possible", exploited="2024", cvss=10),
        one("chance", cvss=9, epss=0.9),
        one("grave", cvss=9),
        one("ransom", exploited="2024", ransomware=True, cvss=4),
        one("used", exploited="2024", cvss=9.9),
        one("mild"),
    ]
    assert [each.id for each in sorted(mixed, key=lambda each: order(each, 0))] == [
        "ransom",
        "used",
        "chance",
        "grave",
        "mild",
        "possible",
    ]


@pytest.mark.parametrize(
    ("exploited", "cvss", "epss", "reach", "days"),
    [
        ("2024", 5.0, None, 0, 30),
        ("2024", 5.0, None, 1, 7),
        ("2024", None, None, 2, 7),
        ("", 9.8, None, 0, 90),
        ("", 9.8, None, 2, 30),
        ("", 7.5, None, 0, 90),
        ("", 7.5, 0.2, 0, 30),
        ("", 7.5, None, 1, 30),
        ("", 5.0, None, 2, 365),
        ("", None, None, 0, 365),
        ("", 2.0, 0.9, 2, None),
    ],
)
def test_deadlines(
    exploited: str, cvss: float | None, epss: float | None, reach: int, days: int | None
) -> None:
    assert deadline("confirmed", exploited, cvss, epss, reach) == days


def test_what_is_possible_only_has_no_deadline() -> None:
    assert deadline("possible", "2024", 10.0, 1.0, 2) is None
