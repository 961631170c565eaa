"""Every error of [delivery] and [retention] is one sentence with its line; no secret is ever in it."""

from datetime import date

import pytest

from scanner.config.describe import as_toml, summary
from scanner.model import SecretPlace
from tests.scanner.config.texts import problems, read

MAIL = {
    "name": '"owner"', "host": '"mail.example.com"', "sender": '"v@example.com"', "to": '["a@example.com"]',
}  # fmt: skip
HOOK = {"name": '"hook"', "url": '"https://a.example/x"', "key": '{ file = "/k" }'}
SYSLOG = {"name": '"siem"', "host": '"10.0.0.9"'}
FOLDER = {"name": '"archive"', "path": '"/srv/x"'}
ALL = {"email": MAIL, "webhook": HOOK, "syslog": SYSLOG, "folder": FOLDER}


def block(kind: str, **changes: str | None) -> str:
    keys = {name: value for name, value in (ALL[kind] | changes).items() if value is not None}
    return f"[[delivery.{kind}]]\n" + "".join(f"{name} = {value}\n" for name, value in keys.items())


def test_nothing_is_delivered_unless_somebody_says_so() -> None:
    assert read("").delivery.targets == ()
    assert read("").retention.days == 0
    assert read("").retention.for_reports == 0


@pytest.mark.parametrize(
    ("keys", "days", "told"),
    [
        ("days = 90", 90, ["Results older than 90 days", "Reports older than 90 days"]),
        ("days = 90\nreport_days = 0", 0, ["Results older than 90 days"]),
        ("report_days = 10", 10, ["Reports older than 10 days"]),
    ],
)
def test_reports_are_kept_as_long_as_results_unless_told_otherwise(
    keys: str, days: int, told: list[str]
) -> None:
    config = read(f"[retention]\n{keys}\n")
    assert config.retention.for_reports == days
    lines = [line for line in summary(config, date(2026, 1, 1)) if "may be purged" in line]
    assert [line.split(" may")[0] for line in lines] == told


@pytest.mark.parametrize("kind", ALL)
def test_each_block_loads_and_can_be_written_out_again(kind: str) -> None:
    config = read(block(kind))
    (target,) = config.delivery.targets
    assert target.name == ALL[kind]["name"].strip('"')
    assert read(as_toml(config)) == config


WRONG: dict[str, tuple[str, dict[str, str | None], str]] = {
    "a server in clear": ("email", {"security": '"none"'}, 'is "none", but the server is another machine'),
    "a user without a password": ("email", {"user": '"u"'}, 'needs both "user" and "password", or neither'),
    "a password without a user": ("email", {"password": '{ file = "/p" }'}, 'needs both "user" and "password"'),
    "two places of a secret": (
        "email", {"user": '"u"', "password": '{ file = "/p", environment = "P" }'}, "names file and environment",
    ),
    "no place of a secret": ("webhook", {"key": "{}"}, "says nowhere where its secret lies"),
    "no recipient": ("email", {"to": "[]"}, "a list with at least one entry"),
    "a recipient that is a header": ("email", {"to": '["a@b.c\\r\\nBcc: d@e.f"]'}, "is not a mail address"),
    "a sender with a name": ("email", {"sender": '"V <v@b.c>"'}, "is not a mail address"),
    "a host that is a path": ("email", {"host": '"a/b"'}, "is neither a name nor an address"),
    "an occasion that there is not": ("email", {"when": '["sometimes"]'}, 'is "sometimes"; allowed: critical'),
    "no occasion": ("email", {"when": "[]"}, "a list with at least one entry"),
    "a language that there is not": ("email", {"language": '"xx"'}, '"language" is "xx"'),
    "an address in clear": ("webhook", {"url": '"http://a.example/"'}, "goes over the network in clear"),
    "an address with a password": ("webhook", {"url": '"https://u:SECRET@a.example/"'}, "must hold no password"),
    "an address with a token": ("webhook", {"url": '"https://a.example/?token=SECRET"'}, "must hold no password"),
    "no address": ("webhook", {"url": '"ftp://SECRET"'}, 'begins with "https://"'),
    "a port that is none": ("webhook", {"url": '"https://a.example:99999/"'}, 'begins with "https://"'),
    "a line break in an address": ("webhook", {"url": '"https://a.example/\\r\\nX: y"'}, 'begins with "https://"'),
    "the key itself": ("webhook", {"key": '"SECRET"'}, "must not hold the secret itself"),
    "a variable that is a secret": ("webhook", {"key": '{ environment = "SECRET!" }'}, "the name of a variable"),
    "a credential that is a path": ("webhook", {"key": '{ credential = "../SECRET" }'}, "a systemd credential"),
    "a collector without a place": ("syslog", {"host": None}, 'over "udp" needs "host", and no "path"'),
    "a socket with a host": ("syslog", {"transport": '"unix"'}, 'over "unix" needs "path", and no "host"'),
    "a facility that is none": ("syslog", {"facility": "24"}, "allowed: at most 23"),
    "reports without a page": ("folder", {"formats": '["json"]'}, 'needs both "html" and "json"'),
    "a name that is none": ("folder", {"name": '"A b"'}, "allowed: a short name"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_one_sentence_without_a_secret(case: str) -> None:
    kind, changes, expected = WRONG[case]
    (told,) = problems(block(kind, **changes))
    assert expected in told
    assert told.startswith("config.toml, line ")
    assert "SECRET" not in told.replace("VAGLIO_SECRET", "")


def test_two_targets_of_one_name_are_told() -> None:
    (told,) = problems(block("syslog") + block("folder", name='"siem"'))
    assert '"name" is "siem", as in a target above; names must differ.' in told


def test_mail_to_this_machine_itself_may_be_in_clear() -> None:
    for host in ("localhost", "127.0.0.1", "::1"):
        assert read(block("email", security='"none"', host=f'"{host}"')).delivery.email[0].door == 25


@pytest.mark.parametrize(("security", "door"), [("starttls", 587), ("tls", 465)])
def test_the_port_follows_the_encryption(security: str, door: int) -> None:
    assert read(block("email", security=f'"{security}"')).delivery.email[0].door == door


def test_the_place_of_a_secret_is_kept_and_nothing_more() -> None:
    config = read(block("webhook", key='{ credential = "hook" }'))
    assert config.delivery.webhook[0].key.place == SecretPlace(kind="credential", name="hook")


def test_the_summary_says_what_goes_where_and_which_secret_is_missing() -> None:
    text = "\n".join(
        summary(read(block("email", user='"u"', password='{ file = "/none" }')), date(2026, 1, 1))
    )
    assert 'Delivery "owner": mail to a@example.com over mail.example.com:587 (starttls)' in text
    assert "Warning: nothing will be delivered there: the file /none can't be read" in text
    assert 'Delivery "hook": a signed message to a.example;' in "\n".join(
        summary(read(block("webhook")), date(2026, 1, 1))
    )
