"""Where knowledge of vulnerabilities comes from: the table [feeds]."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from scanner.config.beside import FromConfig
from scanner.config.faults import fault
from scanner.config.places import default_feeds
from scanner.model import Record

SourceName = Literal["kev", "epss", "endoflife", "cve", "debian", "ubuntu", "msrc"]
EVERY: tuple[SourceName, ...] = ("kev", "epss", "endoflife", "cve", "debian", "ubuntu", "msrc")


def _https(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        raise fault(f'is "{value}"; allowed: an address that begins with "https://"')
    return value


def _proxy(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise fault(f'is "{value}"; allowed: an address such as "http://proxy.example:3128"')
    return value


class Provider(Record):
    """A publisher of CSAF advisories. `key`: a file with its OpenPGP keys; then only signed ones count."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    url: Annotated[str, AfterValidator(_https)]
    key: FromConfig | None = None


PROVIDERS = (
    Provider(name="cisa", url="https://www.cisa.gov/sites/default/files/csaf/provider-metadata.json"),
    Provider(name="siemens", url="https://cert-portal.siemens.com/productcert/csaf/provider-metadata.json"),
    Provider(
        name="certvde", url="https://certvde.csaf-tp.certvde.com/.well-known/csaf/provider-metadata.json"
    ),
)


class Feeds(Record):
    """What `vaglio feeds update` fetches. `proxy` empty: the environment's."""

    folder: FromConfig = Field(default_factory=default_feeds)
    sources: tuple[SourceName, ...] = EVERY
    proxy: Annotated[str, AfterValidator(_proxy)] = ""
    ca_file: FromConfig | None = None
    minutes: float = Field(default=60, ge=1, le=1440)
    csaf: tuple[Provider, ...] = PROVIDERS

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [each.name for each in self.csaf]
        for at, name in enumerate(names):
            if name in names[:at]:
                raise fault(f'is "{name}", as in a provider above; names must differ', "csaf", at, "name")
        return self

    @property
    def database(self) -> Path:
        """The knowledge file that is built from the feeds."""
        return self.folder / "knowledge.sqlite"
