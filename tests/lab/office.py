"""The lab's servers and office machines, with good twins beside the bad."""

from __future__ import annotations

from tests.lab.model import Device, Server
from tests.lab.tls import EXPIRED

OPENSSH = {"ssh": {"product": "OpenSSH"}}
NGINX = {"product": "nginx"}

SERVERS = (
    Device(
        "old-server", "10.83.0.30", "00:14:22:0b:7e:30", "server",
        (Server("ssh", ("22/tcp",), {"old": True}),),
        OPENSSH, frozenset({"ssh-weak-algorithms"}),
    ),
    Device(
        "modern-server", "10.83.0.31", "b8:ca:3a:0b:7e:31", "server",
        (Server("ssh", ("22/tcp",)),),
        OPENSSH, twin_of="old-server",
    ),
    Device(
        "office-web-old", "10.83.0.32", "00:50:56:a1:20:32", "server",
        (Server("web", ("443/tcp",), {
            "title": "Works council notices",
            "tls": {"takes": "old", "self_signed": True, "dates": EXPIRED},
        }),),
        {"https": {**NGINX, "title": "Works council notices"}},
        frozenset({"tls-old-version", "tls-certificate-expired", "tls-self-signed"}),
    ),
    Device(
        "office-web", "10.83.0.33", "00:50:56:a1:20:33", "server",
        (Server("web", ("443/tcp",), {"title": "Orders", "login": True, "tls": {}}),),
        {"https": {**NGINX, "title": "Orders"}}, twin_of="office-web-old",
    ),
    Device(
        "nas-old", "10.83.0.36", "00:11:32:2d:6a:36", "file server",
        (Server("smb", ("445/tcp", "139/tcp"),
                {"string": "Old archive", "oldest": "NT1", "signing": "auto"}),),
        {"smb": {"name": "NAS-OLD", "workgroup": "FACTORY"}},
        frozenset({"smb1-offered", "smb-signing-not-required"}),
    ),
    Device(
        "nas-new", "10.83.0.37", "00:11:32:2d:6a:37", "file server",
        (Server("smb", ("445/tcp",), {"string": "Archive", "oldest": "SMB3_00", "signing": "mandatory"}),),
        {"smb": {"name": "NAS-NEW", "workgroup": "FACTORY"}}, twin_of="nas-old",
    ),
    Device(
        "terminal-rdp", "10.83.0.40", "3c:d9:2b:51:0f:40", "terminal server",
        (Server("xrdp", ("3389/tcp",), {"layer": "rdp"}),),
        {"rdp": {"security": "standard"}}, frozenset({"rdp-standard-security"}),
    ),
    Device(
        "terminal-rdp-nla", "10.83.0.41", "3c:d9:2b:51:0f:41", "terminal server",
        (Server("rdp_nla", ("3389/tcp",)),),
        {"rdp": {"security": "nla"}}, twin_of="terminal-rdp",
    ),
    Device(
        "mail-relay", "10.83.0.44", "00:25:90:77:1c:44", "server",
        (Server("smtp", ("25/tcp",), {"ident": "ESMTP MailRelay 3.2", "tls": False}),),
        {"smtp": {"product": "MailRelay", "version": "3.2"}}, frozenset({"smtp-without-starttls"}),
    ),
    Device(
        "mail-relay-tls", "10.83.0.45", "00:25:90:77:1c:45", "server",
        (Server("smtp", ("25/tcp",), {"ident": "ESMTP MailRelay 4.0", "tls": True}),),
        {"smtp": {"product": "MailRelay", "version": "4.0"}}, twin_of="mail-relay",
    ),
    # What a login reads on them is no weakness of an audit without logins.
    Device(
        "linux-server", "10.83.0.47", "b8:ca:3a:0b:7e:47", "server",
        (Server("ssh_login", ("22/tcp",)),), OPENSSH,
    ),
    Device(
        "linux-server-mended", "10.83.0.48", "b8:ca:3a:0b:7e:48", "server",
        (Server("ssh_login", ("22/tcp",), {"mended": True}),), OPENSSH, twin_of="linux-server",
    ),
)  # fmt: skip

WORKPLACES = (
    Device("innocent", "10.83.0.50", "18:03:73:e4:b2:50", "office computer"),
    Device("quiet", "10.83.0.51", "f4:ce:46:33:81:51", "office computer", (Server("silent", ()),), mute=True),
)

ROUTER = Device(
    "router", "10.83.0.1", "4c:5e:0c:d1:70:01", "router", weaknesses=frozenset({"vpn-box-present"})
)
FAR = Device(
    "office-far", "10.83.1.10", "18:03:73:e4:b2:10", "office computer",
    (Server("web", ("80/tcp",), {"title": "Canteen menu"}),),
    {"http": {**NGINX, "title": "Canteen menu"}},
)  # fmt: skip

DEVICES = (*SERVERS, *WORKPLACES, ROUTER, FAR)
