"""What databases, stores and management consoles say to a stranger who has no login.

`without_login`: True, it did what a stranger asked; False, it refused a stranger; None, it did not tell.
"""

from scanner.model import Fact


class RedisServer(Fact):
    """Answer to PING (Redis commands, connection group)."""

    without_login: bool | None = None


class MemcachedServer(Fact):
    """Answer to `version` (memcached, doc/protocol.txt)."""

    without_login: bool | None = None
    version: str = ""


class MongoServer(Fact):
    """Answer to `listDatabases`, narrowed to one name. `code` is the server's own error code, 0 is none."""

    without_login: bool | None = None
    code: int = 0


class SearchNode(Fact):
    """Answer of Elasticsearch or OpenSearch to a GET of `/`."""

    without_login: bool | None = None
    product: str = ""
    version: str = ""
    cluster: str = ""
    name: str = ""


class InfluxServer(Fact):
    """Answer of InfluxDB to `SHOW DATABASES`. The names are not kept."""

    without_login: bool | None = None
    version: str = ""


class PostgresServer(Fact):
    """How PostgreSQL lets in the user postgres: `method` is the number in its Authentication message."""

    without_login: bool | None = None
    method: int | None = None


class MysqlServer(Fact):
    """The greeting of MySQL or MariaDB. `refusal` is the error that it gave instead, 0 is none."""

    product: str = ""
    version: str = ""
    encrypts: bool | None = None  # TLS is offered
    refusal: int = 0


class MysqlRoot(Fact):
    """Whether MySQL or MariaDB lets in root without a password. `code` is the server's error, 0 is none."""

    without_login: bool | None = None
    code: int = 0


class MssqlBrowser(Fact):
    """What the SQL Server Browser tells about the instances of its machine (MC-SQLR, section 2.2.5)."""

    server: str = ""
    instances: tuple[str, ...] = ()
    version: str = ""  # of the first instance: 15.0.2000.5


class RsyncModules(Fact):
    """The list of modules of an rsync server: how many, and the first few names."""

    version: str = ""  # of the protocol: 31.0
    count: int = 0
    names: tuple[str, ...] = ()


class DockerApi(Fact):
    """Answer of the Docker Engine API to a GET of `/version`."""

    without_login: bool | None = None
    version: str = ""
    api_version: str = ""


class NodeRedEditor(Fact):
    """Which login the editor of Node-RED asks for; none is none."""

    without_login: bool | None = None
    scheme: str = ""


class GrafanaServer(Fact):
    """Version of Grafana, and whether a stranger may see its organisation."""

    without_login: bool | None = None
    version: str = ""


class JenkinsServer(Fact):
    """Version of Jenkins, and whether a stranger may read."""

    without_login: bool | None = None
    version: str = ""


class PortainerServer(Fact):
    """Version of Portainer, and whether it waits for anybody to become its administrator."""

    without_login: bool | None = None
    version: str = ""


class KubernetesNode(Fact):
    """Whether Kubernetes lists to a stranger what runs there. `part`: "kubelet" or "api"."""

    without_login: bool | None = None
    part: str = ""


class IpmiController(Fact):
    """Get Channel Authentication Capabilities (IPMI 2.0, section 22.13): how one may log in."""

    version_2: bool = False
    anonymous: bool = False  # a login with neither name nor password works
    null_users: bool = False  # users without a name, with a password
    no_password: bool = False  # the authentication type "none" is offered
