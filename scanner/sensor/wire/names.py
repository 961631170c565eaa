"""Names of assets from the name server that this machine is set up with; only where the order asks for it."""

import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate

from scanner.doors import Pass, opened

SECONDS = 3.0
"""How long one answer is waited for; a name is a nicety."""


def name_of(address: str) -> str:
    """The name that reverse DNS has for an address; empty when there is none in time."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        return pool.submit(_ask, address).result(timeout=SECONDS)
    except (TooLate, OSError):
        return ""
    finally:
        pool.shutdown(wait=False)


def _ask(address: str) -> str:
    with opened(Pass(names=True)):
        name = socket.gethostbyaddr(address)[0]
    return "".join(letter for letter in name[:253] if letter.isprintable())
