"""Kubernetes: whether a stranger gets a list. Answers as the project's documentation shows them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import KubernetesNode
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Silence, TlsHandshake
from scanner.sensor.probes.kubernetes import API, KUBELET, READ_ONLY, kubernetes
from tests.lines import ScriptedLine, truncations
from tests.scanner.sensor.probes.store_replies import http

PODS = b'{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"orders"}}]}\n'
NAMESPACES = b'{\n  "kind": "NamespaceList",\n  "apiVersion": "v1",\n  "items": []\n}'
STATUS = b'{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403}'
FORBIDDEN = b"Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)"
CASES: list[tuple[int, list[bytes], bool]] = [
    (KUBELET, http(PODS), True), (READ_ONLY, http(PODS), True), (API, http(NAMESPACES), True),
    (KUBELET, http(b"Unauthorized", "401 Unauthorized"), False), (KUBELET, http(FORBIDDEN, "403 Forbidden"), False),
    (API, http(STATUS, "403 Forbidden"), False), (API, http(STATUS, "401 Unauthorized"), False),
]  # fmt: skip


def asked(port: int, *replies: bytes) -> tuple[KubernetesNode, ScriptedLine]:
    line = ScriptedLine(
        "kubernetes", list(replies), service=Service(transport="tcp", port=port), zone_is_ot=False,
        handshakes=[TlsHandshake("TLSv1.3")],
    )  # fmt: skip
    return kubernetes(line), line


@pytest.mark.parametrize(("port", "replies", "open_to_all"), CASES)
def test_a_list_is_open_and_a_refusal_is_not(port: int, replies: list[bytes], open_to_all: bool) -> None:
    told, line = asked(port, *replies)
    assert told == KubernetesNode(without_login=open_to_all, part="api" if port == API else "kubelet")
    assert len(line.sent) == 1
    assert len(line.handshakes) == (1 if port == READ_ONLY else 0)


def test_nothing_of_the_list_is_kept() -> None:
    told, _ = asked(KUBELET, *http(PODS))
    assert "orders" not in told.model_dump_json()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<html>", "200 OK"), (b'{"kind":"Pod"}', "200 OK"), (b"no", "401 Unauthorized"), (PODS, "302 Found"),
     (b'{"items":[{"kind":"PodList"}]}', "200 OK"), (STATUS, "404 Not Found")],
)  # fmt: skip
def test_another_server_is_no_kubernetes(body: bytes, status: str) -> None:
    with pytest.raises(Garbled):
        asked(KUBELET, *http(body, status))


def test_a_refused_handshake_is_garbled() -> None:
    line = ScriptedLine("kubernetes", [], service=Service(transport="tcp", port=KUBELET))
    line.handshakes.append(TlsHandshake(refusal="no"))
    with pytest.raises(Garbled):
        kubernetes(line)


@pytest.mark.parametrize("head", list(truncations(http(PODS)[0])))
def test_half_a_head_is_no_answer(head: bytes) -> None:
    with pytest.raises((Garbled, Closed)):
        asked(READ_ONLY, head)


@given(st.lists(st.binary(max_size=80), max_size=3))
def test_random_bytes_end_in_a_plain_outcome(replies: list[bytes]) -> None:
    told: Any = None
    try:
        told, _ = asked(READ_ONLY, *replies)
    except (Garbled, Silence, Closed):
        return
    assert told.without_login in (True, False)
