"""Replies of OPC UA servers: recorded from asyncua's, or built by part 4 and part 6."""

import struct
from base64 import b64decode
from zlib import decompress

from scanner.evidence.opcua import OpcUaServer
from scanner.model import Service
from scanner.sensor.probes.opcua import opcua_endpoints
from tests.lines import Reply, ScriptedLine

# asyncua 2.1.0's server: Acknowledge, OpenSecureChannelResponse, GetEndpointsResponse.
ACK = bytes.fromhex("41434b461c00000000000000ffff0000ffff00000000040010000000")
OPENED = bytes.fromhex(
    "4f504e4687000000060000002f000000687474703a2f2f6f7063666f756e646174696f6e2e6f72672f55412f5365637572"
    "697479506f6c696379234e6f6e65ffffffffffffffff01000000010000000100c1017250d8268a7add0101000000000000"
    "00000000000000000000000000060000000d0000000450d8268a7add011027000000000000"
)
ENDPOINTS = decompress(
    b64decode(
        "eNrzDXZ3W8HOwMDGwMDAC8RMUMzIsJ4xaPcNta6qu4wgPjIA8aWAOL8gWa8kucBKX9/QyFzPAAgNrQxNLUwM9TmAsqVFeVbJ"
        "qTk5KkB2RklJQTFQXXl5uV5xZmpual6xXnJ+rn6xua6hqYGBfpmRniUTP1ChM1CDgnN+XklRfk5OahHIpv9QwEjQ1n9AJQZN"
        "jL+AOHkBMxMjE5OI+NXrT/dOLeyJfdDdGluTZnJc2PiOAS8bp1abR9t3XkZGblYGA35DXgNuNuZQFmYeFpCDDeTEeY3MDA2N"
        "jAxNDIxMjKLEeY2BXENLKBdTQ+N8ZDMZWRmYG3sZDBo7mRobGVam2iyYKH4uZEH7O5fbBqvczLaYv7vcNX3rLofCeRLlF2pD"
        "7144ZtPUwBrhsXfLxYWldkUbp+Q9auy8pq559/+NsEXqzWe3Gpm+VtPm1GLy5q7PU9VQmi+dYPs4LPm/icW/X7YfFaZcWXv2"
        "Qqmo4aLjMwpqniqJnlLTLw3aVPZzXZfgUpaQtUzMjAyMi4MNAg1kgU6W5WMRYxHRVzc7YtebenTXswcfImp2d9V4N7sayIOk"
        "lVkkDMQasCvgBykQZmT8z8JqwAyk0MKRGejZ8lCL2s8rdu+aeYGXJ694dXnpxZSqPsO7RizVVzk1V80Iq6i3W/L34K4bC85v"
        "N4hcaOn7gSv5WU7zneaFT2ofF72sm/jbOFt4V8R2sXvadxInJSzdOu/PI45X09+kpfZsumBo7JJcZmak4NNtOiF7tebhoKQ7"
        "B1TXSzp3h95/zFQYnSP/8ls+KI3oQ9MbMIEAk0pafmleSmJJZn6eXn5Run6oo35wanJpUWZJZUB+TmZypbJffl4qKJlxAnFi"
        "Xn5eZW5+aTEDUrojwzxw8i9OLcpLzE1lRDLKkjSjnBKLM5ONTM2CMxKBpCN+zboBRflpmTmp+iFFiXnFBflFJfqlicB8olua"
        "WJwMJJIy8xKLKkfz7Wi+HYT5lhmYPijKHPTKwWQYRZV86wYAmKq2gg=="
    )
)
POLICY = b"http://opcfoundation.org/UA/SecurityPolicy#"


def text(value: bytes | None) -> bytes:
    return struct.pack("<i", -1 if value is None else len(value)) + (value or b"")


def array(*rows: bytes) -> bytes:
    return struct.pack("<i", len(rows)) + b"".join(rows)


NAME = b"\x02" + text(b"N")


def application(uri: bytes = b"urn:a", product: bytes = b"urn:p", name: bytes = NAME) -> bytes:
    rest = struct.pack("<I", 0) + text(None) * 2 + array(text(b"opc.tcp://x"))
    return text(uri) + text(product) + name + rest


PLAIN = application()


def endpoint(
    told: bytes = PLAIN, certificate: bytes | None = None, mode: int = 1, tokens: tuple[int, ...] = (0,)
) -> bytes:
    policies = array(*(text(b"id") + struct.pack("<I", kind) + text(None) * 3 for kind in tokens))
    security = struct.pack("<I", mode) + text(POLICY + b"None")
    end = security + policies + text(b"uatcp") + b"\0"
    return text(b"opc.tcp://plc:4840") + told + text(certificate) + end


def header(result: int = 0, diagnostics: bytes = b"\0") -> bytes:
    return bytes(12) + struct.pack("<I", result) + diagnostics + array() + b"\0\0\0"


def service(body: bytes, type_id: int = 431, request: int = 2) -> bytes:
    return struct.pack("<II", 2, request) + b"\x01\x00" + struct.pack("<H", type_id) + body


def message(body: bytes, kind: bytes = b"MSGF") -> bytes:
    return kind + struct.pack("<I", len(body) + 16) + bytes(8) + body


def endpoints(*rows: bytes) -> bytes:
    return message(service(header() + array(*rows)))


def asked(*replies: Reply) -> tuple[OpcUaServer, ScriptedLine]:
    line = ScriptedLine("opcua", list(replies), service=Service(transport="tcp", port=4840))
    return opcua_endpoints(line), line


def offered(*replies: Reply) -> OpcUaServer:
    return asked(ACK, OPENED, *replies)[0]
