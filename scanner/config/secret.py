"""Where a secret lies, as a config says it: a file, an environment variable or a systemd credential."""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, model_validator

from scanner.config.beside import FromConfig
from scanner.config.faults import fault
from scanner.model import Record, SecretPlace

PLACES = ("file", "environment", "credential")
_VARIABLE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)?")
_CREDENTIAL = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*)?")


def _variable(value: str) -> str:
    # The value is not told: somebody may have written the secret itself.
    if not _VARIABLE.fullmatch(value):
        raise fault("must be the name of a variable; allowed: a name such as VAGLIO_SECRET")
    return value


def _credential(value: str) -> str:
    if not _CREDENTIAL.fullmatch(value):
        raise fault("must be the name of a systemd credential; allowed: a name such as vaglio-secret")
    return value


class SecretSource(Record):
    """Exactly one of `file`, `environment` and `credential` is given; never the secret itself."""

    file: FromConfig | None = None
    environment: Annotated[str, AfterValidator(_variable)] = ""
    credential: Annotated[str, AfterValidator(_credential)] = ""

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        given = [name for name in PLACES if getattr(self, name)]
        if len(given) != 1:
            said = f"names {' and '.join(given)}" if given else "says nowhere where its secret lies"
            raise fault(f'{said}; allowed: exactly one of "file", "environment" and "credential"')
        return self

    @property
    def place(self) -> SecretPlace:
        """The same as whoever reads the secret takes it."""
        kind: Any = next(name for name in PLACES if getattr(self, name))
        return SecretPlace(kind=kind, name=str(getattr(self, kind)))


class Secret(SecretSource):
    """A table of its own that says where the secret lies."""

    @model_validator(mode="before")
    @classmethod
    def _never_itself(cls, raw: Any) -> Any:
        """A secret that somebody wrote down here must not come back in the error."""
        if not isinstance(raw, dict):
            raise fault(
                'must not hold the secret itself; name where it lies: { file = "/etc/vaglio/secrets/name" }'
            )
        return raw
