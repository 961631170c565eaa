"""What any frame may do to whoever listens: nothing."""

from scanner.sensor.hearing import NAMES, overheard
from tests.timing import assert_quick


def harmless(frame: bytes, letters: int = 5000) -> None:
    """Whatever is heard in it is clean, read in no time, and no text of it is longer than so many letters."""
    assert_quick(lambda: overheard(frame), 1)
    heard = overheard(frame)
    if heard is None:
        return
    assert len(heard.announcement.names) <= NAMES
    for text in (*heard.announcement.names, *heard.announcement.details.values()):
        assert len(text) <= letters
        assert not any(ord(letter) < 32 for letter in text)
