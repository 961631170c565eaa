"""Mail over the owner's own server: encrypted, its certificate checked, unless it is this machine itself."""

import smtplib
from base64 import b64encode
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from socket import socket
from typing import Any

from scanner.agent.delivery.letter import SILENT, Letter, UndeliveredError, dialled, one_line
from scanner.agent.delivery.trust import trusting
from scanner.config.delivery import Email
from scanner.secret import SecretError, read_secret

SUBJECT = 200
NUL = "\0"
TYPES = {".html": ("text", "html"), ".json": ("application", "json"), ".pdf": ("application", "pdf")}


def message(target: Email, letter: Letter, language: str) -> EmailMessage:
    """The mail: the news and the summary as text, the reports attached. Raises DeliveryError."""
    notice = letter.notice(language)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(notice.subject, SUBJECT)
    mail["From"], mail["To"] = target.sender, ", ".join(target.to)
    mail["Date"] = format_datetime(letter.created)
    # The same over all tries, so that a mail program shows one that came twice as one.
    mail["Message-ID"] = f"<{letter.id}@{_domain(target)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(notice.body)
    for name, content in letter.reports(language, target.attach).items():
        kind, subkind = TYPES.get(name[name.rfind(".") :], ("application", "octet-stream"))
        mail.add_attachment(content, maintype=kind, subtype=subkind, filename=name)
    return mail


def _domain(target: Email) -> str:
    return target.sender.rpartition("@")[2]


class _Client(smtplib.SMTP):
    """Speaks over a line that is there already, and asks no name server for its own name."""

    def __init__(self, line: socket, target: Email) -> None:
        self._line = line
        super().__init__(target.host, target.door, local_hostname=_domain(target), timeout=SILENT)

    def _get_socket(self, *_: Any) -> socket:
        return self._line


def send(target: Email, letter: Letter, language: str) -> str:
    """Hands the mail over; names recipients that the server refused while it took others.

    Raises UndeliveredError, OSError, DeliveryError.
    """
    mail, password = message(target, letter, language), _password(target)
    context = trusting(target.ca_file)
    with dialled(target.host, target.door) as line:
        first = context.wrap_socket(line, server_hostname=target.host) if target.security == "tls" else line
        try:
            with _Client(first, target) as client:
                if target.security == "starttls":
                    client.starttls(context=context)
                if password:
                    _log_in(client, target.user, password)
                refused = client.send_message(mail)
        except smtplib.SMTPException as error:
            raise _told(error) from None
    return f"the mail server refused {', '.join(sorted(refused))}" if refused else ""


def _log_in(client: smtplib.SMTP, user: str, password: str) -> None:
    """One try, in UTF-8 (RFC 4616). smtplib's own knows ASCII only, and tries other ways: that locks accounts."""
    client.ehlo_or_helo_if_needed()
    offered = client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, _ = client.docmd("AUTH", f"PLAIN {_coded(f'{NUL}{user}{NUL}{password}')}")
    elif "LOGIN" in offered:
        code, _ = client.docmd("AUTH", f"LOGIN {_coded(user)}")
        code = client.docmd(_coded(password))[0] if code == 334 else code
    else:
        raise smtplib.SMTPNotSupportedError
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, "")


def _coded(text: str) -> str:
    return b64encode(text.encode()).decode()


def _password(target: Email) -> str:
    try:
        return read_secret(target.password.place) if target.password else ""
    except SecretError as error:
        raise UndeliveredError(str(error)) from None


def _told(error: smtplib.SMTPException) -> UndeliveredError:
    """In our words: what the server said may repeat what it was told in confidence."""
    code = getattr(error, "smtp_code", 0)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return UndeliveredError(f"the mail server refused the user or the password ({code})")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return UndeliveredError("the mail server offers no encryption or no login; see `security` and `user`")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return UndeliveredError("the mail server refused every recipient", rejected=True)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return UndeliveredError(f"the mail server refused the mail ({code})", rejected=True)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return UndeliveredError("the mail server ended the connection")
    return UndeliveredError(f"the mail server did not go along ({code or type(error).__name__})")
