"""Names of vulnerabilities and advisories, checked."""

import re

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+@/-]{0,119}")


def cve(text: str | None) -> str:
    """The CVE in its usual spelling; empty when it is none (syntax: cve.org, CVE ID Syntax)."""
    upper = (text or "").strip().upper()
    return upper if _CVE.fullmatch(upper) else ""


def identifier(text: str | None) -> str:
    """An advisory's own name; empty when it holds what no name holds."""
    bare = (text or "").strip()
    return bare if _ID.fullmatch(bare) else ""
