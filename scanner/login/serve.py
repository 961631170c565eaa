"""The login process: one job on standard input, a connection that is open already, one reply on standard output.

It reaches no network: its doors are locked for good, and its only way out is the socket that the sensor gave it, which
the sensor carries under its guard. It writes no log and no trace of an error: either could hold a secret.
"""

import logging
import os
import resource
import socket
import sys
from typing import IO

from scanner import doors
from scanner.login.job import MOST_REPLY, Job, Reply
from scanner.login.told import Ended, not_made, without
from scanner.model import Answer, Fact
from scanner.secret import SecretError, read_secret

MEMORY = 1 << 29
"""Bytes that this process may take: an answer that unpacks without end stops here."""


def main(words: list[str]) -> int:
    """Serves one job; 0 whenever there is a reply."""
    doors.lock()  # before a library is imported that could open anything
    logging.disable(logging.CRITICAL)
    sys.excepthook = lambda *_: None
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the secret
    try:
        job = Job.model_validate_json(sys.stdin.readline())
        line = socket.socket(fileno=int(words[0]))
    except (ValueError, IndexError, OSError):
        return 2
    with line:
        serve(job, line, sys.stdout)
    return 0


def serve(job: Job, line: socket.socket, out: IO[str]) -> None:
    """Carries the job out and writes its reply."""
    try:
        secret = read_secret(job.login.secret)
    except SecretError as error:
        reply, secret = not_made(str(error)).reply(), ""
    else:
        os.environ.pop(job.login.secret.name, None)
        reply = _carried_out(job, secret, line)
    clean = without(reply.model_dump(mode="json"), secret) if secret else reply.model_dump(mode="json")
    text = Reply.model_validate(clean).model_dump_json()
    if len(text) > MOST_REPLY:
        text = Reply(answer=Answer.GARBLED, reason="its answer is larger than can be kept").model_dump_json()
    out.write(text + "\n")
    out.flush()


def _carried_out(job: Job, secret: str, line: socket.socket) -> Reply:
    try:
        return Reply(answer=Answer.HEARD, fact=_read(job, secret, line))
    except Ended as ended:
        return ended.reply()
    except Exception as error:  # noqa: BLE001 - whatever a hostile server made of a library; never its words
        return Reply(
            answer=Answer.GARBLED, reason=f"its answers were not understood ({type(error).__name__})"
        )


def _read(job: Job, secret: str, line: socket.socket) -> Fact:
    # Here and not above: each brings in a large library, and one is enough.
    if job.login.kind == "ssh":
        from scanner.login import ssh

        return ssh.read(job, secret, line)
    from scanner.login import winrm

    return winrm.read(job, secret, line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
