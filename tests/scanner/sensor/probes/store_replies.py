"""Answers of databases, stores and consoles, and where each comes from.

Recorded from Debian's redis-server 7.0, memcached 1.6, influxdb 1.6, PostgreSQL 15, MariaDB 10.11 and rsync 3: REDIS,
MEMCACHED, INFLUX, POSTGRES, MYSQL, RSYNC. Recorded by others: DOCKER (a public note with the answer of 17.03.1-ce).
From the projects' own documentation: SEARCH, OPENSEARCH, NODE_RED, GRAFANA, JENKINS. By hand after the specification:
MONGO (BSON and OP_MSG), IPMI (section 22.13), MSSQL (MC-SQLR, section 4), MYSQL_SWITCH (AuthSwitchRequest).
"""

from dataclasses import dataclass
from typing import Any

from scanner.plugin import Probe
from scanner.sensor.probes.docker_api import docker_api
from scanner.sensor.probes.grafana import grafana
from scanner.sensor.probes.influxdb import influxdb
from scanner.sensor.probes.ipmi import ipmi
from scanner.sensor.probes.jenkins import jenkins
from scanner.sensor.probes.memcached import memcached
from scanner.sensor.probes.mongodb import mongodb
from scanner.sensor.probes.mssql_browser import mssql_browser
from scanner.sensor.probes.mysql import mysql, mysql_empty_root
from scanner.sensor.probes.node_red import node_red
from scanner.sensor.probes.postgres import postgres_trust
from scanner.sensor.probes.redis import redis
from scanner.sensor.probes.rsync import rsync_modules
from scanner.sensor.probes.search_node import search_node


def http(body: bytes, status: str = "200 OK", *fields: str) -> list[bytes]:
    """Head and body as a server sends them."""
    rows = ["HTTP/1.1 " + status, "Content-Type: application/json; charset=utf-8", *fields]
    return ["\r\n".join([*rows, f"Content-Length: {len(body)}", "", ""]).encode(), body]


REDIS, REDIS_LOGIN = b"+PONG\r\n", b"-NOAUTH Authentication required.\r\n"
MEMCACHED, MEMCACHED_LOGIN = b"VERSION 1.6.18\r\n", b"CLIENT_ERROR unauthenticated\r\n"

INFLUX_FIELDS = ("X-Influxdb-Build: OSS", "X-Influxdb-Version: 1.6.7~rc0")
INFLUX = http(
    b'{"results":[{"statement_id":0,"series":[{"name":"databases","columns":["name"]}]}]}\n',
    "200 OK",
    *INFLUX_FIELDS,
)
INFLUX_NO_ADMIN = http(
    b'{"error":"error authorizing query: create admin user first or disable authentication"}\n',
    "403 Forbidden", *INFLUX_FIELDS,
)  # fmt: skip
INFLUX_LOGIN = http(
    b'{"error":"unable to parse authentication credentials"}\n', "401 Unauthorized",
    'WWW-Authenticate: Basic realm="InfluxDB"', *INFLUX_FIELDS,
)  # fmt: skip

POSTGRES_TRUST = bytes.fromhex("520000000800000000")
POSTGRES_SCRAM = bytes.fromhex("52000000170000000a534352414d2d5348412d3235360000")
POSTGRES_NO_ENTRY = bytes.fromhex(
    "450000009d53464154414c0056464154414c00433238303030004d6e6f2070675f6862612e636f6e6620656e74727920666f7220686f7374"
    "20223132372e302e302e31222c20757365722022706f737467726573222c2064617461626173652022706f737467726573222c206e6f2065"
    "6e6372797074696f6e0046617574682e63004c3534340052436c69656e7441757468656e7469636174696f6e0000"
)

# MariaDB 10.11: the greeting, and the answers to root without a password (let in, 1045, 1130); the switch by hand.
MYSQL = bytes.fromhex(
    "640000000a352e352e352d31302e31312e31392d4d6172696144422d302b6465623132753100060000007a394b4c7b4b424700fef708020"
    "0ff81150000000000001d0000007d614d3d2956573232423523006d7973716c5f6e61746976655f70617373776f726400"
)
MYSQL_IN = bytes.fromhex("0700000200000002000000")
MYSQL_DENIED = bytes.fromhex(
    "47000002ff15042332383030304163636573732064656e69656420666f7220757365722027726f6f742740273132372e302e302e31272028"
    "7573696e672070617373776f72643a204e4f29"
)
MYSQL_HOST = bytes.fromhex(
    "44000000ff6a04486f737420273132372e302e302e3127206973206e6f7420616c6c6f77656420746f20636f6e6e65637420746f20746869"
    "73204d617269614442207365727665722"[:-1]
)
MYSQL_SWITCH = bytes.fromhex("2c000002fe") + b"mysql_native_password\0" + b"A" * 20 + b"\0"

RSYNC = [
    b"@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4\n",
    b"Welcome\tto the store\n\ndrawings       \tMachine drawings\nbackup of the whole press\t\n@RSYNCD: EXIT\n",
]

DOCKER = http(
    b'{"Version":"17.03.1-ce","ApiVersion":"1.27","MinAPIVersion":"1.12","GitCommit":"c6d412e","GoVersion":"go1.7.5",'
    b'"Os":"linux","Arch":"amd64","KernelVersion":"4.4.0-79-generic"}\n',
    "200 OK", "Api-Version: 1.27", "Server: Docker/17.03.1-ce (linux)",
)  # fmt: skip

SEARCH = http(
    b'{"name":"instance-0000000000","cluster_name":"my_test_cluster","cluster_uuid":"5QaxoN0pRZuOmWSxstBBwQ","version":'
    b'{"build_date":"2024-02-01T13:07:13.727175297Z","minimum_wire_compatibility_version":"7.17.0","number":"8.12.1"},'
    b'"tagline":"You Know, for Search"}'
)
SEARCH_LOGIN = http(
    b'{"error":{"root_cause":[{"type":"security_exception","reason":"missing authentication credentials"}],"type":'
    b'"security_exception","reason":"missing authentication credentials"},"status":401}',
    "401 Unauthorized", 'WWW-Authenticate: Basic realm="security" charset="UTF-8"',
)  # fmt: skip
OPENSEARCH = http(
    b'{"name":"node-1","cluster_name":"opensearch-cluster","version":{"distribution":"opensearch","number":"2.11.0"},'
    b'"tagline":"The OpenSearch Project: https://opensearch.org/"}'
)
OPENSEARCH_LOGIN = http(
    b"Unauthorized", "401 Unauthorized", 'WWW-Authenticate: Basic realm="OpenSearch Security"'
)

NODE_RED = http(b"{}")
NODE_RED_LOGIN = http(
    b'{"type":"credentials","prompts":[{"id":"username","type":"text","label":"Username"},'
    b'{"id":"password","type":"password","label":"Password"}]}'
)

HEALTH = http(b'{"commit":"087143285","database":"ok","version":"5.1.3"}')
GRAFANA = [*HEALTH, *http(b'{"id":1,"name":"Main Org."}')]
GRAFANA_LOGIN = [*HEALTH, *http(b'{"message":"Unauthorized"}', "401 Unauthorized")]

JENKINS = http(b'{"_class":"hudson.model.Hudson","mode":"NORMAL"}', "200 OK", "X-Jenkins: 2.426.1")
JENKINS_LOGIN = http(
    b"<html></html>", "403 Forbidden", "X-Jenkins: 2.426.1", "X-You-Are-Authenticated-As: anonymous"
)

MONGO = bytes.fromhex(  # {databases: [{name: "admin"}], ok: 1.0}
    "4e000000 2a000000 01000000 dd070000 00000000 00"
    "39000000 04 64617461626173657300 1d000000 03 3000 15000000 02 6e616d6500 06000000 61646d696e00 00 00"
    "01 6f6b00 000000000000f03f 00"
)
MONGO_LOGIN = bytes.fromhex(  # {ok: 0.0, errmsg: "no", code: 13}
    "3f000000 2a000000 01000000 dd070000 00000000 00"
    "2a000000 01 6f6b00 0000000000000000 02 6572726d736700 03000000 6e6f00 10 636f646500 0d000000 00"
)


def ipmi_reply(types: int, status: int, extended: int = 0x03, done: int = 0) -> bytes:
    """An answer with right lengths and checksums (IPMI 2.0, sections 13.6, 13.8 and 22.13)."""
    first = bytes.fromhex("811c")
    rest = bytes((0x20, 0x00, 0x38, done, 0x01, types, status, extended, 0, 0, 0, 0))
    message = first + bytes((-sum(first) & 0xFF,)) + rest + bytes((-sum(rest) & 0xFF,))
    return bytes.fromhex("0600ff07") + bytes(9) + bytes((len(message),)) + message


MSSQL_TEXT = (
    b"ServerName;ILSUNG1;InstanceName;YUKONSTD;IsClustered;No;Version;9.00.1399.06;tcp;57137;;"
    b"ServerName;ILSUNG1;InstanceName;MSSQLSERVER;IsClustered;No;Version;9.00.1399.06;np;\\\\ILSUNG1\\pipe\\sql;;"
)
MSSQL = b"\x05" + len(MSSQL_TEXT).to_bytes(2, "little") + MSSQL_TEXT


@dataclass(frozen=True)
class Dialogue:
    """A probe and the replies to it."""

    probe: Probe[Any]
    replies: list[bytes]


DIALOGUES = [
    Dialogue(redis, [REDIS]), Dialogue(memcached, [MEMCACHED]), Dialogue(mongodb, [MONGO]),
    Dialogue(search_node, SEARCH), Dialogue(influxdb, INFLUX), Dialogue(postgres_trust, [POSTGRES_TRUST]),
    Dialogue(rsync_modules, RSYNC), Dialogue(docker_api, DOCKER), Dialogue(node_red, NODE_RED_LOGIN),
    Dialogue(grafana, GRAFANA), Dialogue(jenkins, JENKINS), Dialogue(ipmi, [ipmi_reply(0x96, 0x04)]),
    Dialogue(mssql_browser, [MSSQL]), Dialogue(mysql, [MYSQL]),
    Dialogue(mysql_empty_root, [MYSQL, MYSQL_IN]),
]  # fmt: skip
