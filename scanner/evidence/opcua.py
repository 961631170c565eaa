"""What an OPC UA server offers."""

from typing import Literal

from scanner.evidence.web import Certificate
from scanner.model import Fact, Record

Token = Literal["anonymous", "username", "certificate", "issued"]


class OpcUaEndpoint(Record):
    """One EndpointDescription (OPC UA part 4, section 7.14). `policy` is the last part of its URI."""

    url: str
    mode: Literal["None", "Sign", "SignAndEncrypt", "Invalid"]
    policy: str
    tokens: tuple[Token, ...]


class OpcUaServer(Fact):
    """Answer to GetEndpoints. `product_uri` often names the maker."""

    application_uri: str = ""
    product_uri: str = ""
    application_name: str = ""
    endpoints: tuple[OpcUaEndpoint, ...] = ()
    certificate: Certificate | None = None
    vendor: str = ""
    product: str = ""
    version: str = ""
