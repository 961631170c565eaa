"""A message broker that speaks AMQP 0-9-1: Debian's garagemq."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("garagemq",)

CONFIG = """\
proto: amqp-rabbit
users:
  - username: line
    password: {password}
tcp:
  ip: {address}
  port: {port}
  nodelay: false
  readBufSize: 196608
  writeBufSize: 196608
admin:
  ip: 127.0.0.1
  port: 15672
queue:
  shardSize: 8192
  maxMessagesInRam: 131072
db:
  defaultPath: {folder}/db
  engine: badger
vhost:
  defaultPath: /
security:
  passwordCheck: md5
connection:
  channelsMax: 4096
  frameMaxSize: 65536
"""
PASSWORD = "084e0343a0486ff05530df6c705c8bb4"


def programs(site: servers.Site) -> list[Program]:
    config = CONFIG.format(address=site.address, port=site.port, folder=site.folder, password=PASSWORD)
    return [site.run("garagemq", "--config", site.write("garagemq.yaml", config))]
