"""One key for one version text, in the order of its scheme."""

from collections.abc import Callable

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import apk, dpkg, ot, rpm, semver, windows

_KEYS: dict[Scheme, Callable[[str], bytes]] = {
    Scheme.OT: ot.key,
    Scheme.DPKG: dpkg.key,
    Scheme.RPM: rpm.key,
    Scheme.APK: apk.key,
    Scheme.SEMVER: semver.key,
    Scheme.WINDOWS: windows.key,
}


def key(text: str, scheme: Scheme) -> bytes:
    """A key that compares (memcmp, SQLite BLOB) as the versions do; equal keys are equal versions.

    Raises `UnreadableVersionError` for a text that is no version of that scheme.
    """
    return _KEYS[scheme](text)
