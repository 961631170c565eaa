"""A home without a scan, and one with a scan of hostile and of ordinary machines."""

import os
from pathlib import Path

import pytest

from scanner.agent.compose import compose
from scanner.evidence import FtpGreeting, ModbusIdentity
from scanner.model import Message, Seen
from scanner.packs import load_checks
from scanner.store import Store
from tests.scanner.agent.things import FTP, heard, said, small_order, tcp, touch
from tests.scanner.cli.running import Home

HOSTILE = "\x1b[31m\u202eevil\nline\x9b"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path, monkeypatch)


@pytest.fixture
def scanned(home: Home) -> Home:
    messages: list[Message] = [
        *said(heard(FtpGreeting(banner="220 hello", auth_tls=False))),
        Seen(address="10.0.0.8", mac="00:1b:1b:00:00:01", maker="Siemens AG", how="arp"),
        *said(heard(ModbusIdentity(vendor=HOSTILE, product="M" * 400), tcp(502), "10.0.0.8", "modbus-identity")),
        touch(FTP, "connect"), touch(FTP), touch(FTP, "farewell"), touch(None, "echo", asset="10.0.0.99"),
    ]  # fmt: skip
    checks = load_checks()
    with Store.open(home.store) as store:
        store.begin_scan(small_order(), os.getpid())
        store.add_messages("s1", messages, 0)
        store.finish_scan("s1", complete=True)
        store.publish(compose(store, "s1", checks, None))
    return home
