"""Facts for tests, ordinary unless told otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from scanner.evidence import AssetView, Certificate, OpcUaEndpoint, OpcUaServer, SegmentView, SshServer
from scanner.model import Asset, Evidence, Fact, Outcome, Zone

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
TODAY = datetime.now(UTC)


def certificate(**changes: Any) -> Certificate:
    good: dict[str, Any] = {
        "subject": "CN=orders", "issuer": "CN=authority", "not_before": TODAY - timedelta(days=30),
        "not_after": TODAY + timedelta(days=300), "key_type": "rsa", "key_bits": 2048,
        "signature_hash": "sha256",
    }  # fmt: skip
    return Certificate(**{**good, **changes})


def endpoint(mode: str = "SignAndEncrypt", policy: str = "Basic256Sha256", *tokens: str) -> OpcUaEndpoint:
    fields = {
        "url": "opc.tcp://cell:4840/",
        "mode": mode,
        "policy": policy,
        "tokens": tokens or ("username",),
    }
    return OpcUaEndpoint.model_validate(fields)


def opcua(*endpoints: OpcUaEndpoint, **changes: Any) -> OpcUaServer:
    return OpcUaServer(endpoints=endpoints, **changes)


def asset(address: str, **changes: Any) -> Asset:
    return Asset(id=f"asset-{address}", addresses=(address,), **changes)


def heard_at(address: str, fact: Fact) -> Evidence:
    return Evidence(asset=address, probe="test", wanted=fact.kind, fact=fact)


def view(of: Asset, *facts: Fact) -> AssetView:
    return AssetView(asset=of, evidence=tuple(heard_at(of.addresses[0], fact) for fact in facts))


def segment(*assets: Asset, **changes: Any) -> SegmentView:
    return SegmentView(**{"segment": "hall", "zone": Zone.MIXED, "assets": assets, **changes})


# As `ssh -vv` shows them for the sshd of Debian 12 (OpenSSH 9.2p1) with the settings as delivered.
DEBIAN_12 = SshServer(
    banner="SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3",
    protocol="2.0",
    software="OpenSSH",
    version="9.2p1",
    key_exchanges=(
        "sntrup761x25519-sha512@openssh.com", "curve25519-sha256", "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
        "diffie-hellman-group-exchange-sha256",
        "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
    ),
    host_key_algorithms=("rsa-sha2-512", "rsa-sha2-256", "ecdsa-sha2-nistp256", "ssh-ed25519"),
    ciphers=(
        "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr",
        "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
    ),
    macs=(
        "umac-64-etm@openssh.com", "umac-128-etm@openssh.com", "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-512-etm@openssh.com", "hmac-sha1-etm@openssh.com", "umac-64@openssh.com",
        "umac-128@openssh.com", "hmac-sha2-256", "hmac-sha2-512", "hmac-sha1",
    ),
)  # fmt: skip
