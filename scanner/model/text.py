"""A sentence with its holes kept apart, so that every language can render it."""

from collections.abc import Callable
from typing import Self

from pydantic import Field

from scanner.model.record import Record

Parameter = str | int | float


class Text(Record):
    """An English template (the gettext key) and what goes into its holes.

    The template is ours or a pack's; the parameters may come from the wire and are never
    interpreted: `render` puts them in as they are, and whoever shows the result escapes it.
    """

    template: str
    parameters: dict[str, Parameter] = Field(default_factory=dict)

    @classmethod
    def of(cls, template: str, **parameters: Parameter) -> Self:
        return cls(template=template, parameters=parameters)

    def render(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the language of `translate` (template in, template out)."""
        translated = translate(self.template)
        return translated.format_map(self.parameters) if self.parameters else translated

    def __str__(self) -> str:
        return self.render()
