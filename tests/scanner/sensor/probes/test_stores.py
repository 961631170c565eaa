"""Databases, stores and consoles: what each answer proves, and what it does not."""

import struct
from typing import Any

import pytest

from scanner.evidence import (
    DockerApi,
    GrafanaServer,
    InfluxServer,
    IpmiController,
    JenkinsServer,
    MemcachedServer,
    MongoServer,
    MssqlBrowser,
    MysqlRoot,
    MysqlServer,
    NodeRedEditor,
    PostgresServer,
    RedisServer,
    RsyncModules,
    SearchNode,
)
from scanner.model import Fact
from scanner.plugin import Closed, Garbled, Impact, Probe, Silence
from scanner.sensor.probes import mssql_browser as mssql_file
from scanner.sensor.probes import mysql as mysql_file
from scanner.sensor.probes import postgres as postgres_file
from scanner.sensor.probes.docker_api import docker_api
from scanner.sensor.probes.grafana import grafana
from scanner.sensor.probes.influxdb import influxdb
from scanner.sensor.probes.ipmi import ipmi, read_capabilities
from scanner.sensor.probes.jenkins import jenkins
from scanner.sensor.probes.memcached import memcached
from scanner.sensor.probes.mongodb import mongodb, read_reply
from scanner.sensor.probes.mssql_browser import mssql_browser, read_instances
from scanner.sensor.probes.mysql import mysql, mysql_empty_root
from scanner.sensor.probes.node_red import node_red
from scanner.sensor.probes.postgres import postgres_trust
from scanner.sensor.probes.redis import redis
from scanner.sensor.probes.rsync import rsync_modules
from scanner.sensor.probes.search_node import search_node
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.probes import store_replies as told
from tests.scanner.sensor.probes.field_replies import DatagramLine

ALL = [one.probe for one in told.DIALOGUES]
GUESSES = [postgres_trust, rsync_modules, mysql_empty_root]
DATAGRAMS = [ipmi, mssql_browser]
ANSWERS: list[tuple[Probe[Any], list[bytes], Fact]] = [
    (redis, [told.REDIS], RedisServer(without_login=True)),
    (redis, [told.REDIS_LOGIN], RedisServer(without_login=False)),
    (redis, [b"-DENIED Redis is running in protected mode because ...\r\n"], RedisServer(without_login=False)),
    (redis, [b"-ERR operation not permitted\r\n"], RedisServer(without_login=False)),
    (redis, [b"-LOADING Redis is loading the dataset in memory\r\n"], RedisServer()),
    (redis, [b"-NOPERM this user has no permissions to run the 'ping' command\r\n"], RedisServer()),
    (memcached, [told.MEMCACHED], MemcachedServer(without_login=True, version="1.6.18")),
    (memcached, [told.MEMCACHED_LOGIN], MemcachedServer(without_login=False)),
    (mongodb, [told.MONGO], MongoServer(without_login=True)),
    (mongodb, [told.MONGO_LOGIN], MongoServer(without_login=False, code=13)),
    (search_node, told.SEARCH, SearchNode(
        without_login=True, product="Elasticsearch", version="8.12.1", cluster="my_test_cluster",
        name="instance-0000000000")),
    (search_node, told.SEARCH_LOGIN, SearchNode(without_login=False, product="Elasticsearch")),
    (search_node, told.OPENSEARCH, SearchNode(
        without_login=True, product="OpenSearch", version="2.11.0", cluster="opensearch-cluster", name="node-1")),
    (search_node, told.OPENSEARCH_LOGIN, SearchNode(without_login=False, product="OpenSearch")),
    (influxdb, told.INFLUX, InfluxServer(without_login=True, version="1.6.7~rc0")),
    (influxdb, told.INFLUX_NO_ADMIN, InfluxServer(without_login=False, version="1.6.7~rc0")),
    (influxdb, told.INFLUX_LOGIN, InfluxServer(without_login=False, version="1.6.7~rc0")),
    (influxdb, told.http(b"{}", "400 Bad Request", *told.INFLUX_FIELDS), InfluxServer(version="1.6.7~rc0")),
    (influxdb, told.http(b"{}", "200 OK", *told.INFLUX_FIELDS), InfluxServer(version="1.6.7~rc0")),
    (docker_api, told.DOCKER, DockerApi(without_login=True, version="17.03.1-ce", api_version="1.27")),
    (docker_api, told.http(b'{"message":"no"}', "403 Forbidden", "Api-Version: 1.43"),
     DockerApi(without_login=False, api_version="1.43")),
    (node_red, told.NODE_RED, NodeRedEditor(without_login=True)),
    (node_red, told.NODE_RED_LOGIN, NodeRedEditor(without_login=False, scheme="credentials")),
    (grafana, told.GRAFANA, GrafanaServer(without_login=True, version="5.1.3")),
    (grafana, told.GRAFANA_LOGIN, GrafanaServer(without_login=False, version="5.1.3")),
    (grafana, [*told.HEALTH, *told.http(b"{}")], GrafanaServer(version="5.1.3")),
    (jenkins, told.JENKINS, JenkinsServer(without_login=True, version="2.426.1")),
    (jenkins, told.JENKINS_LOGIN, JenkinsServer(without_login=False, version="2.426.1")),
    (ipmi, [told.ipmi_reply(0x96, 0x04)], IpmiController(version_2=True)),
    (ipmi, [told.ipmi_reply(0x97, 0x07)],
     IpmiController(version_2=True, anonymous=True, null_users=True, no_password=True)),
    (ipmi, [told.ipmi_reply(0x16, 0x04, 0)], IpmiController()),
    (postgres_trust, [told.POSTGRES_TRUST], PostgresServer(without_login=True, method=0)),
    (postgres_trust, [told.POSTGRES_SCRAM], PostgresServer(without_login=False, method=10)),
    (postgres_trust, [told.POSTGRES_NO_ENTRY], PostgresServer(without_login=False)),
    (postgres_trust, [b"E\0\0\0\x0cC53300\0\0"], PostgresServer()),
    (mysql, [told.MYSQL], MysqlServer(product="MariaDB", version="10.11.19-MariaDB-0+deb12u1", encrypts=False)),
    (mysql, [told.MYSQL_HOST], MysqlServer(refusal=1130)),
    (mysql_empty_root, [told.MYSQL, told.MYSQL_IN], MysqlRoot(without_login=True)),
    (mysql_empty_root, [told.MYSQL, told.MYSQL_DENIED], MysqlRoot(without_login=False, code=1045)),
    (mysql_empty_root, [told.MYSQL_HOST], MysqlRoot(without_login=False, code=1130)),
    (mysql_empty_root, [told.MYSQL, told.MYSQL_SWITCH, b"\x07\0\0\x04\0\0\0\x02\0\0\0"], MysqlRoot(without_login=True)),
    (mysql_empty_root, [told.MYSQL, b"\x09\0\0\x02\xff\x57\x0c#HY000"], MysqlRoot(code=3159)),
    (rsync_modules, told.RSYNC, RsyncModules(
        version="32.0", count=2, names=("drawings", "backup of the whole press"))),
    (rsync_modules, [b"@RSYNCD: 31.0\n", b"@RSYNCD: EXIT\n"], RsyncModules(version="31.0")),
    (mssql_browser, [told.MSSQL], MssqlBrowser(
        server="ILSUNG1", instances=("YUKONSTD", "MSSQLSERVER"), version="9.00.1399.06")),
]  # fmt: skip


def say(probe: Probe[Any], replies: list[bytes]) -> tuple[Fact, ScriptedLine]:
    script: list[Reply] = [*replies]
    kind = DatagramLine if probe in DATAGRAMS else ScriptedLine
    line = kind(probe.protocol, script)
    fact: Fact = probe(line)
    return fact, line


@pytest.mark.parametrize(("probe", "replies", "fact"), ANSWERS)
def test_each_answer_says_what_it_proves_and_no_more(
    probe: Probe[Any], replies: list[bytes], fact: Fact
) -> None:
    heard, line = say(probe, replies)
    assert heard == fact
    assert len(line.sent) <= probe.questions
    assert line.connections <= probe.touches


@pytest.mark.parametrize("probe", ALL, ids=lambda probe: probe.id)
def test_no_machine_of_the_plant_is_ever_asked(probe: Probe[Any]) -> None:
    assert probe.office_only
    assert not probe.controller
    assert probe.order >= 40
    assert (probe.impact is Impact.GUESS) == (probe in GUESSES)


@pytest.mark.parametrize("probe", ALL, ids=lambda probe: probe.id)
@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", b"SSH-2.0-OpenSSH_9.2p1\r\n", b"220 ready\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html\r\n\r\n{}", b"\0" * 64, b"\xff" * 64,
    ],
)  # fmt: skip
def test_another_protocol_at_the_port_is_no_fact(probe: Probe[Any], reply: bytes) -> None:
    with pytest.raises((Garbled, Closed, Silence)):
        say(probe, [reply])


@pytest.mark.parametrize("one", told.DIALOGUES, ids=lambda one: one.probe.id)
def test_a_cut_answer_is_never_taken_for_an_open_door(one: told.Dialogue) -> None:
    whole, _ = say(one.probe, one.replies)
    last = len(one.replies) - 1
    for cut in truncations(one.replies[last]):
        try:
            fact, _ = say(one.probe, [*one.replies[:last], cut])
        except (Garbled, Closed, Silence):
            continue
        # Only what stood in the head before may be known already.
        assert fact == whole or getattr(fact, "without_login", None) is not True


def test_grafana_is_asked_for_its_organisation_only_behind_its_own_health() -> None:
    line = ScriptedLine("grafana", [*told.http(b'{"status":"ok"}')])
    with pytest.raises(Garbled):
        grafana(line)
    assert len(line.sent) == 1


def test_a_trusting_postgres_hears_goodbye_and_another_one_nothing_more() -> None:
    assert say(postgres_trust, [told.POSTGRES_TRUST])[1].sent == [
        postgres_file.STARTUP,
        postgres_file.TERMINATE,
    ]
    assert say(postgres_trust, [told.POSTGRES_SCRAM])[1].sent == [postgres_file.STARTUP]


def test_the_names_of_databases_are_not_kept() -> None:
    body = b'{"results":[{"series":[{"name":"databases","columns":["name"],"values":[["wages"]]}]}]}'
    fact, _ = say(influxdb, told.http(body, "200 OK", *told.INFLUX_FIELDS))
    assert "wages" not in fact.model_dump_json()


@pytest.mark.parametrize("code", [0, 26, 59, 11600])
def test_an_error_of_another_kind_leaves_it_open_whether_mongodb_wants_a_login(code: int) -> None:
    reply = told.MONGO_LOGIN.replace(b"code\0\x0d\0\0\0", b"code\0" + struct.pack("<i", code))
    assert read_reply(reply).without_login is None


@pytest.mark.parametrize(
    "spoil",
    [
        (12, b"\xd4"), (8, b"\x02"), (20, b"\x01"), (21, b"\xff\xff\xff\x7f"), (25, b"\x11"), (25, b"\x0d"),
        (36, b"\xff\xff\xff\x7f"), (21, b"\xff\xff\xff\xff"),
    ],
)  # fmt: skip
def test_a_spoilt_mongodb_message_is_garbled_or_proves_nothing(spoil: tuple[int, bytes]) -> None:
    at, put = spoil
    try:
        fact = read_reply(told.MONGO[:at] + put + told.MONGO[at + len(put) :])
    except Garbled:
        return
    assert spoil == (21, b"\xff\xff\xff\xff")  # a document may not be negative, yet its elements are whole
    assert fact.without_login is True


def test_a_document_without_an_end_of_elements_is_bounded() -> None:
    many = b"\x0a\0" * 5000
    document = struct.pack("<i", len(many) + 5) + many + b"\0"
    with pytest.raises(Garbled, match="more than"):
        read_reply(told.MONGO[:21] + document)


@pytest.mark.parametrize("at", range(13, 14 + 16))
def test_a_changed_ipmi_answer_is_garbled(at: int) -> None:
    good = told.ipmi_reply(0x96, 0x04)
    bad = good[:at] + bytes((good[at] ^ 0x40,)) + good[at + 1 :]
    if 14 <= at < 17 and at != 15:
        assert read_capabilities(bad)  # addresses and the first checksum decide nothing
        return
    with pytest.raises(Garbled):
        read_capabilities(bad)


def test_a_refusal_of_the_command_is_no_fact() -> None:
    with pytest.raises(Garbled, match="c1"):
        read_capabilities(told.ipmi_reply(0x96, 0x04, done=0xC1))


@pytest.mark.parametrize("text", [b"", b";;", b"InstanceName;A;;", b"ServerName", b"ServerName;;"])
def test_an_instance_without_a_server_name_is_garbled(text: bytes) -> None:
    with pytest.raises(Garbled):
        read_instances(b"\x05" + len(text).to_bytes(2, "little") + text)


def test_lists_and_texts_are_bounded() -> None:
    text = b"ServerName;X;InstanceName;" + b"A" * 1000 + b";;" + b"ServerName;X;InstanceName;B;;" * 100
    fact = read_instances(b"\x05" + len(text).to_bytes(2, "little") + text)
    assert (len(fact.instances), len(fact.instances[0])) == (16, 128)
    rows = b"".join(b"module %08d\tx\n" % number for number in range(200))
    listed, _ = say(rsync_modules, [b"@RSYNCD: 31.0\n", rows + b"@RSYNCD: EXIT\n"])
    assert isinstance(listed, RsyncModules)
    assert (listed.count, len(listed.names)) == (200, 16)


def test_a_mysql_that_lets_root_in_hears_goodbye_and_another_one_nothing_more() -> None:
    in_, out = ([told.MYSQL, told.MYSQL_IN], [told.MYSQL, told.MYSQL_DENIED])
    assert say(mysql_empty_root, in_)[1].sent == [mysql_file.LOGIN, mysql_file.QUIT]
    assert say(mysql_empty_root, out)[1].sent == [mysql_file.LOGIN]


def test_the_question_to_a_browser_is_the_one_for_a_single_machine() -> None:
    assert mssql_file.QUESTION == b"\x03"
