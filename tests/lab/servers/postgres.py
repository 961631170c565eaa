"""A database server: Debian's PostgreSQL, which trusts everybody or asks for a password (SCRAM)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

# The programs of a major version lie in a folder of its own, which no search path names.
FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
BIN = f"{FOLDERS[-1]}/" if FOLDERS else ""
PROGRAMS = (f"{BIN}postgres", f"{BIN}initdb", "setpriv")

ACCESS = "host all all 0.0.0.0/0 {method}\n"
# At debug3 each login is one line "InitPostgres", also of one that gives up before its password. The prefix tells
# the user that a client has named; shared memory lies in files, so that nothing is left behind of a server that is
# ended at once.
CONFIG = """\
listen_addresses = '0.0.0.0'
port = {port}
unix_socket_directories = ''
hba_file = '{folder}/pg_hba.conf'
log_connections = on
log_min_messages = debug3
log_line_prefix = 'user=%u '
dynamic_shared_memory_type = mmap
fsync = off
max_connections = 10
shared_buffers = 4MB
"""
RUN = """\
install -d -o nobody -g nogroup {folder}/postgres && cd {folder}/postgres || exit 1
as_nobody="setpriv --reuid=nobody --regid=nogroup --clear-groups"
$as_nobody {bin}initdb --no-sync --wal-segsize=1 --username=postgres --auth=trust --pwfile={folder}/password \
    data || exit 1
exec $as_nobody {bin}postgres -D data --config-file={folder}/postgresql.conf
"""


def programs(site: servers.Site) -> list[Program]:
    method = "scram-sha-256" if site.options["login"] else "trust"
    site.write("pg_hba.conf", ACCESS.format(method=method))
    site.write("password", "conveyor\n")
    site.write("postgresql.conf", CONFIG.format(folder=site.folder, port=site.port))
    run = RUN.format(folder=site.folder, bin=BIN)
    return [site.run("sh", "-c", run, HOME=str(site.folder), LC_ALL="C")]
