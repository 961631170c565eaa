"""A database server: Debian's MariaDB, whose root gets in from everywhere, with an empty password or with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("mariadbd",)

TABLES = """\
CREATE DATABASE mysql;
USE mysql;
SET @auth_root_socket = NULL;
SET @skip_auth_anonymous = TRUE;
"""
# As a guide on the web has it that wants the database to be reached from other computers.
ROOT = """\
CREATE OR REPLACE USER root@'%' IDENTIFIED BY '{password}';
GRANT ALL ON *.* TO root@'%';
"""
# The redo log is 96 MB else; the files lie in memory on most systems.
SETTINGS = (
    "--no-defaults --user=nobody --datadir={folder}/mysql --tmpdir={folder}/mysql --innodb-log-file-size=5M"
)
# The scripts are those that mariadb-install-db runs; their names begin with mysql or mariadb.
RUN = """\
install -d -o nobody -g nogroup {folder}/mysql && cd {folder}/mysql || exit 1
install -o nobody -g nogroup /dev/null {folder}/general.log
cat {folder}/tables.sql /usr/share/m*/m*_system_tables.sql /usr/share/m*/m*_system_tables_data.sql |
    mariadbd {settings} --bootstrap || exit 1
exec mariadbd {settings} --port={port} --bind-address=0.0.0.0 --skip-name-resolve --init-file={folder}/root.sql \
    --socket={folder}/mysql/socket --pid-file={folder}/mysql/pid --general-log --general-log-file={folder}/general.log
"""


def programs(site: servers.Site) -> list[Program]:
    site.write("tables.sql", TABLES)
    site.write("root.sql", ROOT.format(password="conveyor" if site.options["login"] else ""))
    settings = SETTINGS.format(folder=site.folder)
    return [site.run("sh", "-c", RUN.format(folder=site.folder, settings=settings, port=site.port))]
