"""The two apostrophes of Uzbek in Latin letters, which keyboards lack.

The letters oʻ and gʻ have U+02BB; the sign that parts two sounds (maʼlumot) is U+02BC. So the
language's own data in CLDR writes them. Translators type whatever their keyboard has, so a catalogue is put right
when it is read.
"""

import re

CODE = "uz_Latn"

_TYPED = "['`\u00b4\u2018\u2019\u02bb\u02bc]"
_LETTER = re.compile(f"(?<=[oOgG]){_TYPED}")
_PARTING = re.compile(f"(?<=[^\\W\\d_oOgG]){_TYPED}(?=[^\\W\\d_])")


def spelled(text: str) -> str:
    """`text` with the apostrophes that the language has, whichever were typed."""
    return _PARTING.sub("\u02bc", _LETTER.sub("\u02bb", text))
