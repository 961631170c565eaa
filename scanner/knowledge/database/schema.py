"""The tables of a knowledge file and the small numbers that stand in them for words."""

from enum import StrEnum

from scanner.knowledge.facts import Remedy, Scheme, Status
from scanner.knowledge.versions import RangeKind

FORMAT = 1
"""Goes up when an older program could not read the file any more."""

APPLICATION = 0x56474B31
"""SQLite's application_id: it is a knowledge file and nothing else (`VGK1`)."""

SCHEMES = tuple(Scheme)
STATUSES = tuple(Status)
KINDS = tuple(RangeKind)
REMEDIES = tuple(Remedy)
NUMBER: dict[StrEnum, int] = {
    word: at for words in (SCHEMES, STATUSES, KINDS, REMEDIES) for at, word in enumerate(words)
}
"""Every word's number; no two of these lists share a word."""

LOW_IN, HIGH_IN, EXACTLY = 1, 2, 4
"""Marks of a bound: its ends belong to it; it is the one version `low`."""

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE source (
    n INTEGER PRIMARY KEY, id TEXT, name TEXT, licence TEXT, fetched_at TEXT, newest_at TEXT,
    rows INTEGER, problem TEXT
);
CREATE TABLE vulnerability (
    id INTEGER PRIMARY KEY, name TEXT UNIQUE, title TEXT, cvss REAL, vector TEXT, cwe TEXT,
    exploited TEXT, ransomware INTEGER, epss REAL
);
CREATE TABLE site (id INTEGER PRIMARY KEY, address TEXT);
CREATE TABLE advisory (id INTEGER PRIMARY KEY, name TEXT, site INTEGER, rest TEXT, source INTEGER);
CREATE TABLE maker (id INTEGER PRIMARY KEY, key TEXT UNIQUE);
CREATE TABLE product (id INTEGER PRIMARY KEY, maker INTEGER, label TEXT, line TEXT);
CREATE TABLE name (id INTEGER PRIMARY KEY, product INTEGER, maker INTEGER, plain TEXT, weak INTEGER);
CREATE TABLE token (maker INTEGER, token TEXT, name INTEGER, PRIMARY KEY (maker, token, name)) WITHOUT ROWID;
CREATE TABLE number (number TEXT, product INTEGER, PRIMARY KEY (number, product)) WITHOUT ROWID;
CREATE TABLE statement (
    product INTEGER, vulnerability INTEGER, advisory INTEGER, scheme INTEGER, status INTEGER, kind INTEGER,
    low BLOB, high BLOB, ends INTEGER, versions TEXT, condition TEXT, fix TEXT, remedy INTEGER
);
CREATE TABLE distro_fix (
    release TEXT, package TEXT, vulnerability INTEGER, fixed TEXT, key BLOB, state TEXT, urgency TEXT
);
CREATE TABLE windows_fix (build INTEGER, vulnerability INTEGER, revision INTEGER, kb TEXT, product TEXT);
CREATE TABLE support (
    maker TEXT, plain TEXT, product TEXT, cycle TEXT, label TEXT, edition TEXT, build TEXT, latest TEXT,
    released TEXT, active TEXT, security TEXT, extended TEXT, ended INTEGER, href TEXT, source INTEGER
);
CREATE TABLE alias (kind TEXT, pattern TEXT, maker TEXT, product TEXT, evidence TEXT);
"""

PART_OF_A_NAME = 2
"""`weak` of a name whose end is left out ("MMS Server" of "MMS Server for AC 800M")."""

INDEXES = """
CREATE INDEX statement_product ON statement (product);
CREATE INDEX name_maker ON name (maker);
CREATE INDEX product_maker ON product (maker);
CREATE INDEX distro_fix_package ON distro_fix (release, package);
CREATE INDEX windows_fix_build ON windows_fix (build, revision);
CREATE INDEX support_plain ON support (plain);
CREATE INDEX support_build ON support (build);
"""
