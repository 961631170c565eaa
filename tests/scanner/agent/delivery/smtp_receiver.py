"""A mail server (aiosmtpd) that keeps what it gets; run by the interpreter that has aiosmtpd.

Reads one JSON line of settings, prints its port, and writes each envelope as JSON and its mail into the folder.
"""

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any


class Keeper:
    def __init__(self, settings: dict[str, Any]) -> None:
        self.folder, self.refused = Path(settings["folder"]), set(settings.get("refused", ()))
        self.answers: list[str] = settings.get("answers", [])
        self.count = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.count += 1
        told = {"from": envelope.mail_from, "to": envelope.rcpt_tos}
        told["tls"] = server.transport.get_extra_info("ssl_object") is not None
        told["login"] = getattr(session, "auth_data", None) is not None
        (self.folder / f"{self.count}.eml").write_bytes(envelope.original_content)
        (self.folder / f"{self.count}.json").write_text(json.dumps(told))
        return "250 OK"


def _authenticator(settings: dict[str, Any]) -> Any:
    from aiosmtpd.smtp import AuthResult  # type: ignore[import-not-found]

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        right = (data.login, data.password) == (settings["user"].encode(), settings["password"].encode())
        return AuthResult(success=right, handled=False, auth_data=data if right else None)

    return check


async def main(settings: dict[str, Any]) -> None:
    from aiosmtpd.smtp import SMTP

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings["certificate"])
    keeper, at_once = Keeper(settings), settings["security"] == "tls"
    more: dict[str, Any] = (
        {"tls_context": context, "require_starttls": True} if settings["security"] == "starttls" else {}
    )
    if settings.get("user"):
        more |= {"authenticator": _authenticator(settings), "auth_required": True, "auth_require_tls": False}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="receiver", **more), "127.0.0.1", 0, ssl=context if at_once else None
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
