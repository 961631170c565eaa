"""Do databases and stores give away what they hold, without a login?"""

from typing import Any

import pytest

from checks.stores import (
    influxdb_without_login,
    memcached_without_login,
    mongodb_without_login,
    mssql_browser_open,
    mysql_empty_root,
    postgres_without_password,
    redis_without_login,
    rsync_modules_listed,
    search_without_login,
)
from scanner import Check, Severity
from scanner.evidence import (
    InfluxServer,
    MemcachedServer,
    MongoServer,
    MssqlBrowser,
    MysqlRoot,
    PostgresServer,
    RedisServer,
    RsyncModules,
    SearchNode,
)
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN

DATABASES: list[tuple[Check[Any], type[Any]]] = [
    (redis_without_login, RedisServer), (memcached_without_login, MemcachedServer),
    (mongodb_without_login, MongoServer), (search_without_login, SearchNode),
    (influxdb_without_login, InfluxServer), (postgres_without_password, PostgresServer), (mysql_empty_root, MysqlRoot),
]  # fmt: skip


@pytest.mark.parametrize(("check", "kind"), DATABASES, ids=lambda one: getattr(one, "id", ""))
@pytest.mark.parametrize(("told", "outcome"), [(True, NOT_MET), (False, MET), (None, UNKNOWN)])
def test_only_a_refusal_shows_that_a_login_is_wanted(
    check: Check[Any], kind: type[Any], told: bool | None, outcome: Outcome
) -> None:
    assert check(kind(without_login=told)).outcome is outcome


@pytest.mark.parametrize(("check", "kind"), DATABASES, ids=lambda one: getattr(one, "id", ""))
def test_a_database_without_a_login_is_urgent(check: Check[Any], kind: type[Any]) -> None:
    cache = check is memcached_without_login
    assert check.severity is (Severity.HIGH if cache else Severity.CRITICAL)
    assert check.needs is kind
    assert not check.stop


def test_every_answer_of_a_browser_is_the_fault_and_names_what_it_told() -> None:
    told = mssql_browser_open(MssqlBrowser(server="ERP", instances=("MSSQLSERVER", "SCADA")))
    assert told.outcome is NOT_MET
    assert "MSSQLSERVER, SCADA" in told.why.render()
    assert mssql_browser_open(MssqlBrowser(server="ERP")).outcome is NOT_MET


def test_a_list_of_folders_is_shown_in_part() -> None:
    names = ("backup", "cad", "orders", "wages", "photos")
    told = rsync_modules_listed(RsyncModules(count=9, names=names))
    assert told.outcome is NOT_MET
    assert "wages" in told.why.render()
    assert "photos" not in told.why.render()


def test_an_rsync_server_that_lists_nothing_is_not_judged() -> None:
    assert rsync_modules_listed.applies is not None
    assert not rsync_modules_listed.applies(RsyncModules(version="31.0"))
    assert rsync_modules_listed.applies(RsyncModules(count=1, names=("cad",)))
