"""A web server: Debian's nginx, in clear or over TLS, with one page that is the device's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("nginx", "openssl")

CONFIG = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr info;
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type text/html;
    server {{
        listen 0.0.0.0:{port}{ssl};
        server_name {name}.lab;
        root {folder}/www;
        autoindex {listing};
        {encryption}
    }}
}}
"""

ENCRYPTION = """\
ssl_certificate {pair.certificate};
        ssl_certificate_key {pair.key};
        ssl_protocols {protocols};
        ssl_ciphers {ciphers};
"""

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>
{body}
</body>
</html>
"""

LOGIN = """\
<form method="post" action="/login">
<label>Name <input type="text" name="user"></label>
<label>Password <input type="password" name="password"></label>
<button type="submit">Log in</button>
</form>
"""

MODERN = {"protocols": "TLSv1.2 TLSv1.3", "ciphers": "HIGH:!aNULL:!MD5"}
# OpenSSL 3 refuses SHA-1 signatures, and with them TLS 1.0 and 1.1, above security level 0.
OLD = {"protocols": "TLSv1 TLSv1.1", "ciphers": "DEFAULT:@SECLEVEL=0"}
# At the level of today it would not load a short key either, nor a seal of SHA-1.
LENIENT = {**MODERN, "ciphers": "HIGH:!aNULL:!MD5:@SECLEVEL=0"}
BOTH = {**LENIENT, "protocols": "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"}
TAKES = {"modern": MODERN, "old": OLD, "old too": BOTH, "weak keys": LENIENT}


def programs(site: servers.Site) -> list[Program]:
    options = site.options
    body = LOGIN if options.get("login") else f"<p>{options.get('text', 'Nothing to see here.')}</p>"
    (site.folder / "www").mkdir(exist_ok=True)
    # A server that lists its files has no start page.
    page = "notes.html" if options.get("listing") else "index.html"
    site.write(f"www/{page}", PAGE.format(title=options["title"], body=body))
    wish = options.get("tls")
    config = CONFIG.format(
        folder=site.folder,
        port=site.port,
        ssl="" if wish is None else " ssl",
        name=site.device.name,
        listing="on" if options.get("listing") else "off",
        encryption="" if wish is None else _encryption(site, dict(wish)),
    )
    return [site.run("nginx", "-e", "stderr", "-c", site.write("nginx.conf", config))]


def _encryption(site: servers.Site, wish: dict[str, Any]) -> str:
    takes = TAKES[wish.pop("takes", "modern")]
    return ENCRYPTION.format(pair=site.certificate(**wish), **takes)
