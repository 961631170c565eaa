"""A fault that a validator found, with its own words."""

from pydantic_core import PydanticCustomError

FAULT = "vaglio_fault"


def fault(sentence: str, *below: str | int) -> PydanticCustomError:
    """What to raise in a validator.

    `sentence` follows the name of the key ('"zone" ...: sentence'). `below` leads from the thing
    that was validated to the key that is at fault.
    """
    return PydanticCustomError(FAULT, "{sentence}", {"sentence": sentence, "below": below})
