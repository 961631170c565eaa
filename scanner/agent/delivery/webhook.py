"""A signed message to a program of the owner's: JSON over HTTPS, no redirects, bounded both ways."""

import hmac
import json
import time
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from scanner.agent.delivery.letter import SILENT, Letter, UndeliveredError, dialled
from scanner.agent.delivery.trust import trusting
from scanner.config.delivery import Webhook
from scanner.secret import SecretError, read_secret

FORMAT = "vaglio-news/1"
MOST_EVENTS = 200
MOST_ANSWER = 65_536
BUSY = frozenset({408, 425, 429})


def content(letter: Letter) -> bytes:
    """The body: what happened, and how the audit ended."""
    audit, score = letter.audit, letter.audit.score
    told = [event.model_dump(mode="json", exclude={"values"}) | {"text": text}
            for event, text in zip(letter.events, letter.sentences, strict=True)]  # fmt: skip
    body: dict[str, Any] = {
        "format": FORMAT, "id": letter.id, "created": letter.created.isoformat(),
        "events": told[:MOST_EVENTS], "events_in_all": len(told),
        "audit": {
            "scan": audit.scan, "segment": audit.segment, "started": audit.started.isoformat(),
            "ended": audit.ended.isoformat(), "complete": audit.complete, "reason": audit.reason,
            "assets": len(audit.assets), "gaps": score.gaps, "proven": score.lo, "possible": score.hi,
            "coverage": score.coverage, "product_version": audit.product_version,
        },
    }  # fmt: skip
    return json.dumps(body, separators=(",", ":")).encode()


def signature(key: str, moment: str, body: bytes) -> str:
    """HMAC-SHA256 over the moment, a full stop and the body: an old message can't be passed off as a new one."""
    return "sha256=" + hmac.new(key.encode(), moment.encode() + b"." + body, "sha256").hexdigest()


def send(target: Webhook, letter: Letter) -> None:
    """Posts the message; anything but a 2xx answer is a failure. Raises UndeliveredError, OSError."""
    parts = urlsplit(target.url)
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    body, key, context = content(letter), _key(target), trusting(target.ca_file)
    with dialled(host, port) as line:
        spoken = context.wrap_socket(line, server_hostname=host) if secure else line
        connection = HTTPConnection(host, port, timeout=SILENT)
        connection.sock = spoken
        try:
            connection.request("POST", parts.path or "/", body, _headers(key, letter, body, parts.netloc))
            answer = connection.getresponse()
            answer.read(MOST_ANSWER)
        except HTTPException as error:
            raise UndeliveredError(f"the other side is no web server ({type(error).__name__})") from None
        finally:
            connection.close()
    if not 200 <= answer.status < 300:
        rejected = 300 <= answer.status < 500 and answer.status not in BUSY
        raise UndeliveredError(f"the other side answered {answer.status}", rejected=rejected)


def _headers(key: str, letter: Letter, body: bytes, host: str) -> dict[str, str]:
    moment = str(int(time.time()))
    return {
        "Host": host, "Content-Type": "application/json", "User-Agent": "vaglio", "Connection": "close",
        "Vaglio-Delivery": letter.id, "Vaglio-Timestamp": moment,
        "Vaglio-Signature": signature(key, moment, body),
    }  # fmt: skip


def _key(target: Webhook) -> str:
    try:
        return read_secret(target.key.place)
    except SecretError as error:
        raise UndeliveredError(str(error)) from None
