"""Do databases and stores give away what they hold, without a login?

Nothing was read from them but their own answer, nothing was written, and no password was tried. What
each answer proves is written in the docstring of its probe.
"""

from checks._stores import judged, open_to_all
from scanner import Actor, Effort, Severity, Stops, Verdict, check, not_met
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

SHOWN = 4


@open_to_all(id="redis-without-login", product="Redis", port="TCP port 6379", needs=RedisServer)
def redis_without_login(server: RedisServer) -> Verdict:
    return judged(server.without_login)


@open_to_all(
    id="memcached-without-login", product="memcached", port="TCP port 11211", needs=MemcachedServer,
    severity=Severity.HIGH,
)  # fmt: skip
def memcached_without_login(server: MemcachedServer) -> Verdict:
    return judged(server.without_login)


@open_to_all(id="mongodb-without-login", product="MongoDB", port="TCP port 27017", needs=MongoServer)
def mongodb_without_login(server: MongoServer) -> Verdict:
    return judged(server.without_login)


@open_to_all(
    id="search-without-login", product="Elasticsearch or OpenSearch", port="TCP port 9200", needs=SearchNode,
    title="A search database obeys anyone",
)  # fmt: skip
def search_without_login(node: SearchNode) -> Verdict:
    return judged(node.without_login)


@open_to_all(id="influxdb-without-login", product="InfluxDB", port="TCP port 8086", needs=InfluxServer)
def influxdb_without_login(server: InfluxServer) -> Verdict:
    return judged(server.without_login)


@open_to_all(id="postgres-without-password", product="PostgreSQL", port="TCP port 5432", needs=PostgresServer)
def postgres_without_password(server: PostgresServer) -> Verdict:
    return judged(server.without_login)


@open_to_all(
    id="mysql-empty-root", product="MySQL or MariaDB", port="TCP port 3306", needs=MysqlRoot,
    title="A database lets in its administrator without a password",
)  # fmt: skip
def mysql_empty_root(root: MysqlRoot) -> Verdict:
    return judged(root.without_login)


@check(
    id="mssql-browser-open",
    title="A server tells anyone which databases it runs",
    why=(
        "A stranger learns the names, versions and ports of the databases on this server. "
        "That saves them the search."
    ),
    what_to_do="Turn this service off if no program needs it. Else allow it only from those programs.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "The SQL Server Browser on {asset} ({address}) tells every computer which databases run there. "
        "Please find out whether a program needs it to find its database. "
        "If none does, please turn it off. If one does, please allow UDP port 1434 only from there."
    ),
    recheck="The next audit gets no answer on UDP port 1434.",
    needs=MssqlBrowser,
    severity=Severity.LOW,
    requirements={"R7": "hint"},
    references=("CWE-200", "IEC 62443-3-3 SR 7.7"),
)
def mssql_browser_open(browser: MssqlBrowser) -> Verdict:
    # Every answer to a stranger is the fault; a closed port makes no finding.
    names = ", ".join(name for name in browser.instances[:SHOWN] if name)
    if not names:
        return not_met("It answered a stranger.")
    return not_met("It told a stranger of these databases: {names}.", names=names)


@check(
    id="rsync-modules-listed",
    title="A server lists its folders for anyone",
    why=(
        "A stranger sees which folders this server offers for copying. "
        "Some of them may open without a password."
    ),
    what_to_do="Have each folder asked for a login. Turn off the list. Close what nobody needs.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "The rsync service of {asset} ({address}) lists its folders for every computer on our network. "
        "Please set a user and a password for each of them, and turn off the list. "
        "Please allow TCP port 873 only from the computers that copy from it."
    ),
    recheck="The next audit is shown no list, where this question is allowed.",
    needs=RsyncModules,
    severity=Severity.MEDIUM,
    requirements={"R7": "evidence"},
    references=("CWE-200", "IEC 62443-3-3 SR 2.1"),
    applies=lambda modules: modules.count > 0,
)
def rsync_modules_listed(modules: RsyncModules) -> Verdict:
    # Whether a folder opens was not tried: that would be one more guess.
    return not_met("It listed folders: {names}.", names=", ".join(modules.names[:SHOWN]))
