"""The table [feeds]: defaults that work, and every mistake told with its place."""

from pathlib import Path

import pytest

from scanner.config import ConfigError
from scanner.config.describe import as_toml, plain
from scanner.config.feeds import EVERY
from scanner.knowledge.feeds import SOURCES
from tests.scanner.config.texts import problems, read

OWN = '[[feeds.csaf]]\nname = "acme"\nurl = "https://acme.example/provider-metadata.json"\n'


def test_without_the_table_every_source_is_fetched() -> None:
    feeds = read("").feeds
    assert [each.name for each in feeds.csaf] == ["cisa", "siemens", "certvde"]
    assert feeds.sources == EVERY
    assert (feeds.proxy, feeds.ca_file) == ("", None)
    assert feeds.database == feeds.folder / "knowledge.sqlite"


def test_the_names_are_those_of_the_sources_that_there_are() -> None:
    assert set(EVERY) == set(SOURCES)


def test_providers_of_ones_own_stand_in_place_of_the_usual() -> None:
    assert [each.name for each in read(OWN).feeds.csaf] == ["acme"]


def test_paths_start_at_the_folder_of_the_config() -> None:
    feeds = read('[feeds]\nfolder = "feeds"\nca_file = "ca.pem"\n' + OWN + 'key = "acme.asc"\n').feeds
    assert feeds.folder == Path("/etc/vaglio/feeds")
    assert feeds.ca_file == Path("/etc/vaglio/ca.pem")
    assert feeds.csaf[0].key == Path("/etc/vaglio/acme.asc")


def test_the_folder_can_come_from_the_environment() -> None:
    assert read("", VAGLIO_FEEDS_FOLDER="/srv/feeds").feeds.folder == Path("/srv/feeds")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (OWN.replace("https", "http"), 'config.toml, line 3: "url" is "http://acme.example/provider-metadata.json"; '
                                       'allowed: an address that begins with "https://"'),
        (OWN + OWN, 'config.toml, line 5: "name" is "acme", as in a provider above; names must differ'),
        ('[feeds]\nproxy = "proxy:3128"\n', 'config.toml, line 2: "proxy" is "proxy:3128"; allowed: an address such as '
                                            '"http://proxy.example:3128"'),
        ('[feeds]\nsources = ["kew"]\n', 'line 2: "sources" is "kew"; allowed: kev, epss,'),
        ("[feeds]\nminutes = 0\n", 'line 2: "minutes" is 0; allowed:'),
        (OWN.replace('"acme"', '"../x"'), 'line 2: "name" is "../x"; allowed:'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, sentence: str) -> None:
    (told,) = problems(text)
    assert sentence in told


def test_the_password_of_a_proxy_is_hidden() -> None:
    config = read('[feeds]\nproxy = "http://user:s3cret@proxy.example:3128"\n')
    assert plain(config)["feeds"]["proxy"] == "http://user:***@proxy.example:3128"
    assert "s3cret" not in as_toml(config)


def test_what_is_shown_can_be_loaded_again() -> None:
    config = read(OWN)
    assert read(as_toml(config)).feeds == config.feeds


def test_an_unknown_key_is_told() -> None:
    with pytest.raises(ConfigError, match='"prox" is not known here'):
        read("[feeds]\nprox = 1\n")
