"""What mail servers say."""

from scanner.model import Fact


class SmtpGreeting(Fact):
    """Banner and the answer to EHLO. `starttls` is None when EHLO was not answered."""

    banner: str
    product: str = ""
    version: str = ""
    starttls: bool | None = None
    offers_login: bool = False
