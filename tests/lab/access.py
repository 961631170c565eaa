"""The lab's doors that are looked at by eye: screens, start pages, control pages, with good twins beside the bad."""

from __future__ import annotations

from tests.lab.model import Device, Server

NGINX = {"product": "nginx"}
FORTIGATE = {"title": "FortiGate"}

SCREENS = (
    Device(
        "hmi-vnc-tls", "10.83.0.230", "00:0c:26:9a:44:e6", "panel",
        (Server("vnc", ("5900/tcp",), {"title": "HMI", "password": True, "encrypted": True}),),
        {"vnc": {"version": "3.8"}}, twin_of="hmi-vnc-password",
    ),
)  # fmt: skip

PAGES = (
    Device(
        "web-as-delivered", "10.83.0.231", "00:50:56:a1:20:e7", "server",
        (Server("web", ("80/tcp",), {"title": "Welcome to nginx!"}),),
        {"http": NGINX}, frozenset({"http-default-page"}), twin_of="office-web",
    ),
    Device(
        "web-listing", "10.83.0.232", "00:50:56:a1:20:e8", "server",
        (Server("web", ("80/tcp",), {"title": "Notes", "listing": True}),),
        {"http": {**NGINX, "title": "Index of /"}}, frozenset({"http-directory-listing"}), twin_of="office-web",
    ),
    Device(
        "firewall-clear", "10.83.0.233", "00:09:0f:09:20:e9", "router",
        (Server("web", ("80/tcp",), FORTIGATE),),
        {"http": {**NGINX, **FORTIGATE}}, frozenset({"http-admin-panel", "vpn-box-present"}),
    ),
    Device(
        "firewall-protected", "10.83.0.234", "00:09:0f:09:20:ea", "router",
        (Server("web", ("443/tcp",), {**FORTIGATE, "tls": {}}),),
        {"https": {**NGINX, **FORTIGATE}}, frozenset({"vpn-box-present"}), twin_of="firewall-clear",
    ),
)  # fmt: skip

DEVICES = (*SCREENS, *PAGES)
