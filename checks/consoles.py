"""Do the consoles from which servers are run let in strangers?

A console is judged by what it did for somebody without a login; none was tried. That the page
itself can be reached, encrypted or not, is the question of http-admin-panel.
"""

from checks._stores import COMMANDS, NO_LOGIN, judged, open_to_all
from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import (
    DockerApi,
    GrafanaServer,
    IpmiController,
    JenkinsServer,
    KubernetesNode,
    NodeRedEditor,
    PortainerServer,
)

LOOK_IN = (
    "Whoever is on this network sees what is shown there, without a password. "
    "They learn how your machines and servers are doing, and what they are called."
)


@open_to_all(
    id="docker-without-login", product="Docker", port="TCP port 2375", needs=DockerApi, why=COMMANDS, weight=3
)
def docker_without_login(api: DockerApi) -> Verdict:
    return judged(api.without_login)


@open_to_all(
    id="node-red-without-login",
    product="Node-RED",
    port="TCP port 1880",
    needs=NodeRedEditor,
    why=COMMANDS,
    weight=3,
)
def node_red_without_login(editor: NodeRedEditor) -> Verdict:
    return judged(editor.without_login)


@open_to_all(
    id="grafana-without-login", product="Grafana", port="TCP port 3000", needs=GrafanaServer, why=LOOK_IN,
    severity=Severity.MEDIUM, title="Grafana shows its charts to anyone",
)  # fmt: skip
def grafana_without_login(server: GrafanaServer) -> Verdict:
    return judged(server.without_login)


@open_to_all(
    id="jenkins-without-login", product="Jenkins", port="its web page", needs=JenkinsServer, why=LOOK_IN,
    severity=Severity.HIGH, title="Jenkins lets anyone look in",
)  # fmt: skip
def jenkins_without_login(server: JenkinsServer) -> Verdict:
    return judged(server.without_login)


@open_to_all(
    id="kubernetes-without-login", product="Kubernetes", port="TCP ports 6443, 10250 and 10255",
    needs=KubernetesNode, why=COMMANDS, weight=3,
)  # fmt: skip
def kubernetes_without_login(node: KubernetesNode) -> Verdict:
    return judged(node.without_login)


@check(
    id="portainer-unclaimed",
    title="Portainer waits for whoever comes first",
    why=(
        "Portainer was set up and then left alone. The first who opens its page becomes its administrator. "
        "Then all programs on this server obey that person."
    ),
    what_to_do="Open its page today and set a strong password. Or turn Portainer off.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "Portainer on {asset} ({address}) has no administrator yet: whoever opens its page first becomes it. "
        "Please set a name and a strong password there today, or turn it off. "
        "Please allow TCP ports 9000 and 9443 only from the computers of those who look after it."
    ),
    recheck="The next audit asks Portainer, and it has an administrator.",
    needs=PortainerServer,
    severity=Severity.CRITICAL,
    requirements={"R5": "evidence", "R7": "evidence"},
    weight=3,
    references=NO_LOGIN,
    praise="Portainer has an administrator.",
)
def portainer_unclaimed(server: PortainerServer) -> Verdict:
    if server.without_login is None:
        return unknown("It answered, but did not tell whether it has an administrator.")
    if server.without_login:
        return not_met("It has no administrator yet. Whoever comes first becomes it.")
    return met("It has an administrator.")


@check(
    id="ipmi-reachable",
    title="The remote switch of a server is open to the whole network",
    why=(
        "With this service a server is switched off and taken over from afar. "
        "Its way to log in is old. Whoever reaches it can try passwords without end."
    ),
    what_to_do="Put it into a network of its own, which only those who look after the servers reach.",
    who=Actor.IT,
    effort=Effort.DAYS,
    stops_production=Stops.NO,
    message=(
        "The remote management (IPMI) of {asset} ({address}) answers every computer on our network. "
        "Please put it into a network of its own, or turn IPMI over the network off. "
        "Please change its password and update its firmware. "
        "Please tell us who uses it today."
    ),
    recheck="The next audit gets no answer on UDP port 623.",
    needs=IpmiController,
    severity=Severity.HIGH,
    requirements={"R10": "evidence", "R5": "hint"},
    references=("CVE-2013-4786", "IEC 62443-3-3 SR 1.13", "IEC 62443-3-3 SR 5.1"),
)
def ipmi_reachable(controller: IpmiController) -> Verdict:
    # Version 2.0 gives whoever names a user a hash of the password, by its design (CVE-2013-4786).
    if controller.version_2:
        return not_met(
            "It answered a stranger. It speaks version 2.0, whose login can be attacked from afar."
        )
    return not_met("It answered a stranger.")


@check(
    id="ipmi-anonymous",
    title="A server can be switched off without a password",
    why=(
        "The remote management of this server lets people in without a name. "
        "They can switch the server off, or start it from a disk of their own."
    ),
    what_to_do="Turn off the login without a name today. Give each person a name and a strong password.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "The remote management (IPMI) of {asset} ({address}) offers a login without a name or without a password. "
        "Please turn off anonymous users, users without a name, and the authentication type none. "
        "Please set a strong password for each user that stays."
    ),
    recheck="The next audit is offered no login without a name or a password.",
    needs=IpmiController,
    severity=Severity.CRITICAL,
    requirements={"R5": "evidence", "R10": "evidence"},
    weight=2,
    references=NO_LOGIN,
    praise="The remote management of servers asks for a name and a password.",
)
def ipmi_anonymous(controller: IpmiController) -> Verdict:
    # Its own word: no login was tried.
    if controller.anonymous:
        return not_met("It says that one can log in without a name and a password.")
    if controller.no_password:
        return not_met("It says that one can log in without a password.")
    if controller.null_users:
        return not_met("It says that one can log in without a name.")
    return met("It says that it wants a name and a password.")
