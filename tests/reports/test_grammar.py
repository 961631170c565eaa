"""Sentences stay sentences when numbers and days fill their holes."""

import pytest

from reports.i18n import named
from scanner.model import Text


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("11", "dell'11"), ("8", "dell'8"), ("80", "dell'80"), ("1", "dell'1"), ("8.5", "dell'8.5"),
        ("18", "del 18"), ("111", "del 111"), ("1.234", "del 1.234"), ("10.83.0.1", "del 10.83.0.1"), ("2", "del 2"),
        ("888", "dell'888"),
    ],
)  # fmt: skip
def test_an_italian_article_loses_its_vowel_before_eight_and_eleven(number: str, told: str) -> None:
    assert named("it").t("Audit of {day}.", day=number) == f"Verifica {told}."


def test_the_headline_is_right_in_italian_whatever_was_checked() -> None:
    said = [
        named("it").t(
            "Proven {lo} of 100, could be up to {hi}; we checked {coverage}.", lo="1", hi="2", coverage=share
        )
        for share in ("11%", "80%", "63%")
    ]
    assert [one.partition("; ")[2] for one in said] == [
        "abbiamo controllato l'11%.", "abbiamo controllato l'80%.", "abbiamo controllato il 63%.",
    ]  # fmt: skip


def test_a_russian_sentence_that_ends_with_a_date_has_one_full_stop() -> None:
    told = named("ru").render(
        Text.of("{what} is mended until {until}.", what="Debian 12", until="2028-06-30")
    )
    assert told.endswith("30 июня 2028\u202fг.")
    assert not told.endswith("..")


@pytest.mark.parametrize(
    ("language", "day"), [("en", "June 30, 2028"), ("it", "30 giugno 2028"), ("uz_Latn", "30-iyun")]
)
def test_a_day_in_a_sentence_is_written_as_people_write_it(language: str, day: str) -> None:
    told = named(language).render(
        Text.of("{what} is mended until {until}.", what="Debian 12", until="2028-06-30")
    )
    assert day in told
    assert "2028-06-30" not in told


@pytest.mark.parametrize("text", ["?", "", "2028-13-45", "2028-6-1", "soon", "2028-06-30T"])
def test_what_is_no_day_stays_as_it_is(text: str) -> None:
    assert named("it").written_day(text) == text


def test_only_a_hole_for_a_day_is_read_as_one() -> None:
    told = named("it").render(Text.of("It runs {version}.", version="2028-06-30"))
    assert "2028-06-30" in told
