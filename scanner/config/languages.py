"""The languages that reports can be written in, and the codes by which people call them."""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator

Code = Literal["en", "it", "ru", "uz_Latn"]

LANGUAGES: tuple[Code, ...] = get_args(Code)

NAMES = {"en": "English", "it": "Italian", "ru": "Russian", "uz_Latn": "Uzbek"}
"""What the codes mean, for people."""

_FULL = {code.replace("_", "-").lower(): code for code in LANGUAGES} | {"uz": "uz_Latn"}


def full_code(text: object) -> object:
    """`uz`, `uz-Latn` or `UZ_LATN` as uz_Latn, and so for all; what is no code stays as it is.

    Uzbek is written in two scripts. Reports use the Latin one, so a bare `uz` means it.
    """
    return _FULL.get(text.replace("_", "-").lower(), text) if isinstance(text, str) else text


Language = Annotated[Code, BeforeValidator(full_code)]
