"""An FTP server: Debian's vsftpd, in clear, with anonymous login off unless a device asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("vsftpd",)

CONFIG = """\
listen=YES
listen_ipv6=NO
listen_address=0.0.0.0
background=NO
anonymous_enable={anonymous}
anon_root={folder}/empty
local_enable=YES
write_enable=NO
xferlog_enable=YES
log_ftp_protocol=YES
vsftpd_log_file={folder}/vsftpd.log
xferlog_std_format=NO
secure_chroot_dir={folder}/empty
ssl_enable=NO
seccomp_sandbox=NO
"""


def programs(site: servers.Site) -> list[Program]:
    (site.folder / "empty").mkdir(exist_ok=True)
    anonymous = "YES" if site.options.get("anonymous") else "NO"
    config = CONFIG.format(folder=site.folder, anonymous=anonymous)
    return [site.run("vsftpd", site.write("vsftpd.conf", config))]
