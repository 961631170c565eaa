"""The names of report formats, as a config may write them."""

from typing import Annotated

from pydantic import AfterValidator

from scanner.config.faults import fault
from scanner.plugin import ID


def _format_name(value: str) -> str:
    if not ID.fullmatch(value):
        raise fault(f'"{value}" is not the name of a report format; allowed: names such as "html", "json"')
    return value


FormatName = Annotated[str, AfterValidator(_format_name)]
