"""Do the consoles from which servers are run let in strangers?"""

from typing import Any

import pytest

from checks.consoles import (
    docker_without_login,
    grafana_without_login,
    ipmi_anonymous,
    ipmi_reachable,
    jenkins_without_login,
    kubernetes_without_login,
    node_red_without_login,
    portainer_unclaimed,
)
from scanner import Check, Severity
from scanner.evidence import (
    DockerApi,
    GrafanaServer,
    IpmiController,
    JenkinsServer,
    KubernetesNode,
    NodeRedEditor,
    PortainerServer,
)
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN

CONSOLES: list[tuple[Check[Any], type[Any], Severity]] = [
    (docker_without_login, DockerApi, Severity.CRITICAL), (node_red_without_login, NodeRedEditor, Severity.CRITICAL),
    (kubernetes_without_login, KubernetesNode, Severity.CRITICAL),
    (portainer_unclaimed, PortainerServer, Severity.CRITICAL),
    (jenkins_without_login, JenkinsServer, Severity.HIGH), (grafana_without_login, GrafanaServer, Severity.MEDIUM),
]  # fmt: skip


@pytest.mark.parametrize(("check", "kind", "severity"), CONSOLES, ids=lambda one: getattr(one, "id", ""))
@pytest.mark.parametrize(("told", "outcome"), [(True, NOT_MET), (False, MET), (None, UNKNOWN)])
def test_only_a_refusal_shows_that_a_login_is_wanted(
    check: Check[Any], kind: type[Any], severity: Severity, told: bool | None, outcome: Outcome
) -> None:
    assert check(kind(without_login=told)).outcome is outcome
    assert check.severity is severity


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"anonymous": True}, "name and a password"), ({"no_password": True}, "without a password"),
        ({"null_users": True}, "without a name."),
    ],
)  # fmt: skip
def test_each_way_in_without_a_login_is_named(told: dict[str, bool], words: str) -> None:
    verdict = ipmi_anonymous(IpmiController(**told))
    assert verdict.outcome is NOT_MET
    assert words in verdict.why.render()


def test_a_controller_that_wants_both_is_in_order_and_still_reached_by_all() -> None:
    told = IpmiController(version_2=True)
    assert ipmi_anonymous(told).outcome is MET
    assert ipmi_reachable(told).outcome is NOT_MET
    assert "2.0" in ipmi_reachable(told).why.render()
    assert "2.0" not in ipmi_reachable(IpmiController()).why.render()
