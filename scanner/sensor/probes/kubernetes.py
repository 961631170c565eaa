"""Kubernetes: whether a node or the control plane lists to a stranger what runs. One GET, without a token.

Sources: Kubernetes documentation, "Kubelet authentication/authorization" (an anonymous request is refused with 401, or
with 403 and the user's name), "Ports and Protocols" (10250 the kubelet, 6443 the API server), kubelet option
read-only-port (10255, no login at all); "Kubernetes API Concepts" (lists, `limit`, kind Status for a refusal).
"""

import re

from scanner.evidence.stores import KubernetesNode
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request, secured
from scanner.sensor.probes.told import FORBIDDEN, JSON, OK, UNAUTHORISED

API, KUBELET, READ_ONLY = 6443, 10250, 10255
PATHS = {API: "/api/v1/namespaces?limit=1", KUBELET: "/pods", READ_ONLY: "/pods"}
PORTS = (Tcp(API, implicit_tls=True), Tcp(KUBELET, implicit_tls=True), Tcp(READ_ONLY))
# A list may be longer than what is read of it, so its kind is looked for and the rest is not parsed.
LISTED = re.compile(rb'^\s{0,4}\{\s{0,8}"kind"\s{0,4}:\s{0,4}"(PodList|NamespaceList)"')
REFUSAL = re.compile(rb'"kind"\s{0,4}:\s{0,4}"Status"|^Unauthorized|^Forbidden \(user=')


@probe(
    id="kubernetes", title="Whether Kubernetes lists what runs to a stranger", protocol="kubernetes", ports=PORTS,
    gives=KubernetesNode, questions=1, order=49, office_only=True,
)  # fmt: skip
def kubernetes(line: Line) -> KubernetesNode:
    """One GET of a list. What it holds is not kept."""
    secured(line, {API, KUBELET})
    port = line.service.port
    answer = exchange(line, get_request(line.address, port, PATHS.get(port, PATHS[KUBELET]), JSON))
    return KubernetesNode(without_login=lists(*answer), part="api" if port == API else "kubelet")


def lists(head: Head, body: bytes) -> bool:
    """Whether the list came; Garbled for what is neither a list of Kubernetes nor its refusal."""
    if head.status == OK and LISTED.match(body):
        return True
    if head.status in (UNAUTHORISED, FORBIDDEN) and REFUSAL.search(body[:4096]):
        return False
    raise Garbled(f"no Kubernetes: the answer is HTTP status {head.status}, or has another form")
