"""A real mail server gets what the report says: encrypted, logged in, and to everybody who was named."""

import email
import email.policy
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.delivery import Outcome, deliver, send_due
from scanner.agent.delivery.mail import message
from scanner.config.delivery import Email
from scanner.store import Store
from scanner.store.outbox import Outbox
from tests.lab import places
from tests.reports.samples import factory
from tests.scanner.agent.delivery.things import (
    AT,
    HOSTILE,
    PRESS,
    WEB,
    an_audit,
    configured,
    gap,
    kept,
    letter,
    opened,
    secret,
)
from tests.scanner.knowledge.feeds.served import certificates

SCRIPT = Path(__file__).with_name("smtp_receiver.py")
PASSWORD = "corréct horse ]\\ battery"
TO = ["maria@example.com", "it@example.com"]


@dataclass
class Server:
    """A running receiver: its port, where it keeps mails, and the CA of its certificate."""

    port: int
    folder: Path
    ca_file: Path

    @property
    def mails(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"))
        policy = email.policy.default
        return [email.message_from_bytes(file.read_bytes(), policy=policy) for file in files]

    @property
    def envelopes(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text()) for file in sorted(self.folder.glob("*.json"))]


Start = Callable[..., Server]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    if not places.has_module("aiosmtpd"):
        pytest.skip("aiosmtpd is not installed in the environment of the lab's servers")
    ca_file, certificate = certificates(tmp_path)
    with ExitStack() as stack:

        def start(security: str = "starttls", **more: Any) -> Server:
            folder = tmp_path / "mails"
            folder.mkdir(exist_ok=True)
            process = stack.enter_context(
                subprocess.Popen(
                    [places.lab_python(), str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, text=True,
                )
            )  # fmt: skip
            stack.callback(process.kill)
            assert process.stdin
            assert process.stdout
            settings = {"folder": str(folder), "certificate": str(certificate), "security": security} | more
            process.stdin.write(json.dumps(settings) + "\n")
            process.stdin.flush()
            return Server(int(process.stdout.readline()), folder, ca_file)

        yield start


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as one:
        yield one


def target(server: Server, **more: Any) -> dict[str, Any]:
    fields = {"name": "owner", "host": "127.0.0.1", "port": server.port, "ca_file": str(server.ca_file),
              "sender": "vaglio@example.com", "to": TO, "when": WEB, "quiet": False}  # fmt: skip
    return fields | more


def sent(store: Store, audit: Any, **fields: Any) -> Outcome:
    (outcome,) = deliver(store, configured(email=[fields]), kept(store, audit), moment=AT)
    return outcome


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_mail_arrives_encrypted_and_logged_in_with_the_summary_and_the_report(
    started: Start, store: Store, tmp_path: Path
) -> None:
    server = started(user="vaglio", password=PASSWORD)
    login = {"user": "vaglio", "password": secret(tmp_path, PASSWORD)}
    assert sent(store, factory(), **target(server, **login)) == Outcome("owner", "8f2d6c1e", sent=True)
    assert server.envelopes == [{"from": "vaglio@example.com", "to": TO, "tls": True, "login": True}]
    (mail,) = server.mails
    assert mail["To"] == "maria@example.com, it@example.com"
    assert "41" in text_of(mail)
    assert "hall" in mail["Subject"]
    (report,) = mail.iter_attachments()
    assert (report.get_filename(), report.get_content_type()) == ("report.html", "text/html")
    assert "hall-1" in report.get_content()


def test_the_mail_speaks_the_language_that_was_chosen(started: Start, store: Store) -> None:
    server = started()
    sent(store, an_audit("s1", gap()), **target(server, language="it", attach=[]))
    (mail,) = server.mails
    assert mail["Subject"] == "Vaglio · hall · Nuovo punto debole critico: screen-open (press, 10.0.0.1)."
    assert "Cosa fare per prima cosa?" in text_of(mail)


def test_tls_from_the_first_byte_works_too(started: Start, store: Store) -> None:
    server = started("tls")
    assert sent(store, an_audit(), **target(server, security="tls")).sent
    assert server.envelopes[0]["tls"] is True


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    started: Start, store: Store, security: str
) -> None:
    server = started(security)
    outcome = sent(store, an_audit(), **target(server, security=security, ca_file=None))
    assert outcome.problem.startswith("its certificate is not trusted (")
    assert server.mails == []


def test_a_server_that_offers_no_encryption_gets_neither_password_nor_mail(
    started: Start, store: Store, tmp_path: Path
) -> None:
    server = started("none")
    outcome = sent(store, an_audit(), **target(server, user="u", password=secret(tmp_path, PASSWORD)))
    assert outcome.problem == "the mail server offers no encryption or no login; see `security` and `user`"
    assert server.mails == []


def test_a_wrong_password_is_told_without_it(started: Start, store: Store, tmp_path: Path) -> None:
    server = started(user="vaglio", password=PASSWORD)
    outcome = sent(store, an_audit(), **target(server, user="vaglio", password=secret(tmp_path, "hunter2")))
    assert outcome.problem == "the mail server refused the user or the password (535)"
    assert server.mails == []


def test_a_server_that_was_busy_gets_the_mail_once_and_with_the_same_id(started: Start, store: Store) -> None:
    server = started(answers=["451 try later", "451 try later"])
    config = configured(email=[target(server)])
    deliver(store, config, kept(store, an_audit()), moment=AT)
    waiting: list[str] = []
    while due := Outbox(store).next_due():
        waiting += [one.id for one in Outbox(store).newest()]
        send_due(store, config, due)
    (mail,) = server.mails
    assert {mail["Message-ID"]} == {f"<{one}@example.com>" for one in waiting}


def test_one_refused_recipient_keeps_nobody_else_from_it_and_is_told(started: Start, store: Store) -> None:
    server = started(refused=["it@example.com"])
    outcome = sent(store, an_audit(), **target(server))
    assert (outcome.sent, outcome.problem) == (True, "the mail server refused it@example.com")
    assert server.envelopes[0]["to"] == ["maria@example.com"]


def test_when_nobody_may_have_it_the_next_mail_still_goes(started: Start, store: Store) -> None:
    server = started(refused=TO)
    assert sent(store, an_audit(), **target(server)).problem == "the mail server refused every recipient"


def test_a_name_from_the_wire_makes_no_header_and_no_second_line() -> None:
    evil = PRESS.model_copy(update={"names": ("x\r\nBcc: thief@example.com\r\n\r\nbody" + HOSTILE,)})
    audit = an_audit("s1", gap(), assets=(evil,), segment="hall\r\nBcc: thief@example.com")
    fields = {"name": "o", "host": "127.0.0.1", "sender": "v@example.com", "to": TO, "attach": ["html"]}
    raw = message(Email.model_validate(fields), letter(audit), "it").as_bytes()
    read = email.message_from_bytes(raw, policy=email.policy.default)
    wanted = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert set(read.keys()) == wanted
    assert read["To"] == ", ".join(TO)
    assert "\n" not in str(read["Subject"])
    assert "thief" in str(read["Subject"])
    assert all(line.isprintable() for line in text_of(read).split("\n"))
