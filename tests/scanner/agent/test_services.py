"""nmap's XML is read by python-nmap, and the program is never started for it."""

import http.server
import shutil
import subprocess
import threading
from typing import Any

import pytest

from scanner.agent.services import read, with_nmap
from scanner.evidence import NmapReport
from scanner.model import Asset, ServiceSeen
from tests.scanner.agent.things import heard, tcp

XML = """<?xml version="1.0"?><!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap"><host><status state="up"/><address addr="10.0.0.7" addrtype="ipv4"/><ports>
<port protocol="tcp" portid="8123"><state state="open"/><service name="http" product="ACME httpd" version="1.2"/></port>
<port protocol="tcp" portid="8124"><state state="closed"/><service name="ssh"/></port>
<port protocol="tcp" portid="8125"><state state="open"/></port>
</ports></host><runstats><finished timestr="" elapsed="1"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>"""

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)


def _row(protocol: str = "", port: int = 8123) -> ServiceSeen:
    return ServiceSeen(service=tcp(port), protocol=protocol)


def test_open_ports_with_a_name_are_read() -> None:
    assert [(str(row.service), row.protocol, row.product, row.version) for row in read(XML)] == [
        ("tcp/8123", "http", "ACME httpd", "1.2")
    ]


@pytest.mark.parametrize(
    "xml",
    [
        "", "no xml", XML[: len(XML) // 2], "<nmaprun/>", "<a>&b;</a>",
        XML.replace('portid="8123"', 'portid="99999"'), XML.replace('portid="8123"', 'portid="x"'),
        XML.replace('<state state="closed"/>', ""), XML.replace("<address", "<adress"),
        f"{BOMB}]><nmaprun>&m;</nmaprun>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><nmaprun>&x;</nmaprun>',
    ],
)  # fmt: skip
def test_xml_that_cannot_be_read_says_nothing(xml: str) -> None:
    assert list(read(xml)) == []


def test_long_names_are_cut() -> None:
    (row,) = read(XML.replace("ACME httpd", "x" * 5000))
    assert len(row.product) == 120


def test_only_services_without_a_name_are_filled_in() -> None:
    asset = Asset(id="a", addresses=("10.0.0.7",), services=(_row(), _row(port=9999)))
    evidence = heard(NmapReport(xml=XML), None)
    assert [row.protocol for row in with_nmap(asset, [evidence]).services] == ["http", ""]
    named = asset.model_copy(update={"services": (_row("mqtt"),)})
    assert with_nmap(named, [evidence]).services == (_row("mqtt"),)
    assert with_nmap(asset, []) is asset


def test_the_program_is_not_started_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert len(list(read(XML))) == 1


@pytest.mark.skipif(not shutil.which("nmap"), reason="nmap is not installed")
def test_what_the_real_program_writes_is_read() -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        port = str(server.server_port)
        command = ["nmap", "-sT", "-sV", "--version-light", "-Pn", "-n", "-p", port, "-oX", "-", "127.0.0.1"]
        xml = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    finally:
        server.shutdown()
        server.server_close()
    (row,) = read(xml)
    assert (str(row.service), row.protocol) == (f"tcp/{port}", "http")
    assert "SimpleHTTPServer" in row.product
