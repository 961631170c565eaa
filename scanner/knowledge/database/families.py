"""Which product line an order number belongs to: data of `families.toml`, known without any feed."""

import tomllib
from functools import cache
from importlib.resources import files

from scanner.knowledge.database import names


@cache
def families() -> tuple[tuple[str, str, str], ...]:
    """Beginning of an order number, maker and product line."""
    text = files("scanner.knowledge.database").joinpath("families.toml").read_text("utf-8")
    return tuple(
        (names.number(beginning), names.maker(one["name"]), line)
        for one in tomllib.loads(text)["maker"]
        for line, beginnings in one["lines"].items()
        for beginning in beginnings
    )
