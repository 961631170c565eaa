"""--lang: the same for every command, refused before anything is begun."""

import click
import pytest
from click.testing import CliRunner

from scanner.cli.faults import InputError
from scanner.cli.places import lang_option


@click.command()
@lang_option
def spoken(lang: str | None) -> None:
    click.echo(f"{lang}")


@pytest.mark.parametrize(
    ("typed", "code"), [("en", "en"), ("ru", "ru"), ("uz", "uz_Latn"), ("uz-Latn", "uz_Latn"), ("IT", "it")]
)
def test_a_language_is_handed_on_by_its_full_code(typed: str, code: str) -> None:
    assert CliRunner().invoke(spoken, ["--lang", typed]).output == f"{code}\n"


def test_without_the_option_the_configuration_decides() -> None:
    assert CliRunner().invoke(spoken, []).output == "None\n"


def test_an_unknown_language_names_those_that_there_are() -> None:
    ran = CliRunner().invoke(spoken, ["--lang", "uz_Cyrl"])
    assert isinstance(ran.exception, InputError)
    told = "there is no report in the language 'uz_Cyrl'; choose one of en, it, ru, uz_Latn"
    assert str(ran.exception) == told


def test_the_help_names_the_languages() -> None:
    assert "en, it, ru or uz" in " ".join(CliRunner().invoke(spoken, ["--help"]).output.split())
