"""Wrong input is told in one sentence: file, line, key, what is allowed, nearest spelling."""

import pytest

from scanner.config import ConfigError
from scanner.model import ACKNOWLEDGEMENT
from tests.scanner.config.texts import SEGMENT, problems, read, segment

WRONG: dict[str, tuple[str, str]] = {
    "a misspelt zone": (
        SEGMENT.replace('"ot"', '"ott"'),
        'config.toml, line 5: "zone" is "ott"; allowed: ot, it, dmz, mixed. Did you mean "ot"?',
    ),
    "a misspelt key": (
        segment("pase.retries = 0"),
        'line 7: "pase" is not known here; allowed: allow_guess, authorisation,',
    ),
    "the nearest spelling": (segment("exclusion = []"), 'Did you mean "exclusions"?'),
    "a misspelt key of the pace": (
        segment("pace.retrys = 0"),
        'line 7: "retrys" is not known here; allowed: a',
    ),
    "a misspelt section": (
        "[raport]\n",
        'line 1: "raport" is not known here; allowed: accepted, ',
    ),
    "a language": ('\nlanguage = "fr"', 'line 2: "language" is "fr"; allowed: en, it, ru, uz_Latn.'),
    "a missing key": (
        '[[segments]]\nname = "x"\nnetworks = ["10.0.0.0/24"]\nzone = "it"',
        'line 1: "authorisation" is missing in "segments".',
    ),
    "a missing choice": (
        SEGMENT.replace('zone = "ot"', ""),
        'line 2: "zone" is missing in "segments"; allowed: ot, it, dmz, mixed.',
    ),
    "a text for a number": (
        segment('pace.retries = "none"'),
        'line 7: "retries" is "none"; allowed: a whole number without quotes.',
    ),
    "a text for a list": (
        SEGMENT.replace('["10.20.0.0/24"]', '"10.20.0.0/24"'),
        'line 4: "networks" is "10.20.0.0/24"; allowed: a list in square brackets.',
    ),
    "too many retries": (segment("pace.retries = 4"), 'line 7: "retries" is 4; allowed: at most 3.'),
    "no frames": (segment("pace.frames_per_second = 0"), '"frames_per_second" is 0; allowed: more than 0.'),
    "no networks": (
        SEGMENT.replace('["10.20.0.0/24"]', "[]"),
        'line 4: "networks" is a list; allowed: a list with at least one entry.',
    ),
    "nobody's authorisation": (
        SEGMENT.replace("M. Rossi", ""),
        'line 6: "who" is ""; allowed: a text that is not empty.',
    ),
    "an authorisation that ends before it begins": (
        SEGMENT.replace("2026-01-15", "2026-01-15, until = 2026-01-14"),
        'line 6: "until" is before "when" (2026-01-15).',
    ),
    "a number as a date": (
        SEGMENT.replace("2026-01-15", "20260115"),
        '"when" is 20260115; allowed: "2026-03-31".',
    ),
    "a public network": (
        SEGMENT.replace("10.20.0.0/24", "8.8.8.0/24"),
        'line 4: "networks": "8.8.8.0/24" is not a private range',
    ),
    "a public IPv6 network": (SEGMENT.replace("10.20.0.0/24", "2001:db8::/120"), "is not a private range"),
    "half a public network": (SEGMENT.replace("10.20.0.0/24", "172.0.0.0/8"), "is not a private range"),
    "all of the internet": (SEGMENT.replace("10.20.0.0/24", "0.0.0.0/0"), "is not a private range"),
    "a network too large": (
        SEGMENT.replace("10.20.0.0/24", "10.0.0.0/8"),
        "holds 16,777,216 addresses; allowed",
    ),
    "many networks": (
        SEGMENT.replace('"10.20.0.0/24"', '"10.20.0.0/16", "10.30.0.0/31"'),
        'line 4: "networks" hold 65,538 addresses together; allowed: at most 65,536 in a segment.',
    ),
    "an address that is no network": (
        SEGMENT.replace("10.20.0.0/24", "10.20.0.7/24"),
        '"10.20.0.7/24" names one machine and a network at once. Did you mean "10.20.0.0/24"?',
    ),
    "a name for a network": (SEGMENT.replace("10.20.0.0/24", "hall"), '"hall" is not a network; allowed:'),
    "an exclusion that excludes nothing": (
        segment('exclusions = ["10.20.0.9", "10.21.0.9"]'),
        'line 7: "exclusions": "10.21.0.9" lies in none of the segment\'s networks (10.20.0.0/24).',
    ),
    "a broken MAC address": (
        segment('expected = [{mac = "00:11:22:33:44"}]'),
        '"mac": "00:11:22:33:44" is not a MAC address',
    ),
    "an expected machine without address": (
        segment("[[segments.expected]]", 'name = "x"'),
        'line 7: "expected" needs an "address" or a "mac".',
    ),
    "nmap among controllers": (
        segment("nmap = true"),
        'line 7: "nmap" is allowed in the zone "it" only; this segment\'s zone is "ot".',
    ),
    "guesses among controllers": (
        segment('allow_guess = ["x"]'),
        '"allow_guess" is allowed in the zone "it" only',
    ),
    "a printer's port": (
        segment("extra_tcp_ports = [", "8080,", "9107]"),
        'line 9: "extra_tcp_ports": 9107 is never asked: a printer prints',
    ),
    "the port that locks": (
        segment("extra_tcp_ports = [5002]"),
        "5002 is never asked: some controllers lock up",
    ),
    "no port": (segment("extra_tcp_ports = [65536]"), '"extra_tcp_ports" is 65536; allowed: at most 65535.'),
    "a way out without a port": (
        segment('egress_test = "203.0.113.10"'),
        'line 7: "egress_test": "203.0.113.10" is no address with a port; allowed: "192.0.2.1:443"',
    ),
    "a page as a way out": (
        segment('egress_test = "https://www.example.com/"'),
        '"https://www.example.com/" is no address with a port',
    ),
    "a way out that stays inside": (
        segment('egress_test = "10.20.0.1:443"'),
        '"10.20.0.1" is no address of the internet, so it can\'t tell',
    ),
    "a way out in disguise": (
        segment('egress_test = "[::ffff:10.20.0.1]:443"'),
        '"::ffff:10.20.0.1" is no address of the internet',
    ),
    "a printer's port outside": (
        segment('egress_test = "www.example.com:9100"'),
        'line 7: "egress_test": 9100 is never asked',
    ),
    "a way out of an office": (
        segment('egress_test = "www.example.com:443"').replace('"ot"', '"it"'),
        'line 7: "egress_test" is for machines; in the zone "it" the way to the internet',
    ),
    "an hour as a number": (
        segment('quiet = [{start = 22, end = "06:00"}]'),
        'line 7: "start" is 22; allowed: "06:30".',
    ),
    "a wrong day": (
        segment('quiet = [{days = ["mo"], start = "05:00", end = "06:00"}]'),
        '"days" is "mo"; allowed: mon, tue, wed, thu, fri, sat, sun. Did you mean "mon"?',
    ),
    "an empty window": (
        segment('quiet = [{start = "05:00", end = "05:00"}]'),
        '"end" is the same as "start"',
    ),
    "a wrong time zone": (
        segment('timezone = "Europe/Roma"'),
        '"timezone" is "Europe/Roma"; allowed: a place such as "Europe/Rome". Did you mean "Europe/Rome"?',
    ),
    "two segments of one name": (SEGMENT + SEGMENT, 'line 9: "name" is "Hall", as in a segment above'),
    "a store of another kind": (
        'store = "mysql://x"',
        '"store" is of the kind "mysql"; allowed: a SQLite file, "sqlite:////',
    ),
    "a list as a zone": (SEGMENT.replace('"ot"', '["ot"]'), '"zone" is a list; allowed: ot, it, dmz, mixed.'),
    "a text as a segment": ('segments = ["x"]', '"segments" is "x"; allowed: a table of its own.'),
    "a text as a pace": (segment('pace = "slow"'), '"pace" is "slow"; allowed: a table of its own.'),
    "a terminal's command": ('language = "\\u001b[2J\\u202e"', '"language" is "\\u001b[2J\\u202e"; allowed'),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_told_in_one_sentence(case: str) -> None:
    text, expected = WRONG[case]
    told = problems(text)
    assert len(told) == 1
    assert expected in told[0]
    assert told[0].startswith("config.toml, line ")
    assert "\n" not in told[0]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = = 2\n", "config.toml, line 2, column 5: this is not TOML (invalid value)."),
        ("a = [1,\n", "config.toml, line 1, at the end: this is not TOML ("),
        ("a = 1\na = 2\n", "config.toml, line 2, "),
    ],
)
def test_broken_toml_is_told_with_its_place(text: str, place: str) -> None:
    assert problems(text)[0].startswith(place)


def test_a_text_that_nests_without_end_is_refused() -> None:
    assert problems("a = " + "[" * 100_000)[0].startswith("config.toml")


def test_all_problems_are_told_and_the_topmost_comes_first() -> None:
    told = problems(
        'sensor = ""\n' + SEGMENT.replace('"ot"', '"o"') + 'nmap = "perhaps"\n[report]\nformats = []\n'
    )
    assert [sentence.split(":")[0] for sentence in told] == [
        "config.toml, line 1", "config.toml, line 6", "config.toml, line 8", "config.toml, line 10",
    ]  # fmt: skip
    assert str(ConfigError(*told)) == told[0]


FASTER = {
    "frames_per_second": 11,
    "connections_per_host": 2,
    "hosts_in_flight": 2,
    "pause_between_connects": 0.9,
    "pause_between_requests": 0.4,
    "retries": 1,
    "answer_seconds": 1.5,
}


@pytest.mark.parametrize("field", FASTER)
def test_faster_than_the_zone_needs_the_whole_sentence(field: str) -> None:
    line = f"pace = {{{field} = {FASTER[field]}}}"
    (told,) = problems(segment("", line))
    assert told.startswith(f'config.toml, line 8: "{field}" is faster than the zone "ot" allows (')
    assert ACKNOWLEDGEMENT in told
    assert problems(segment(line.replace("}", ', acknowledge = "yes"}')))
    config = read(segment(line.replace("}", f', acknowledge = "{ACKNOWLEDGEMENT}"}}')))
    assert getattr(config.segments[0].pace, field) == FASTER[field]


def test_slower_than_the_zone_needs_no_sentence() -> None:
    config = read(segment("pace = {frames_per_second = 2, pause_between_connects = 5}"))
    assert config.segments[0].pace.frames_per_second == 2
    assert config.segments[0].pace.connections_per_host == 1
