"""The catalogue's schema, as numbered steps. A step that was released is never edited: a change
is a new step at the end.
"""

from __future__ import annotations

import sqlite3

__all__ = ["MIGRATIONS", "SCHEMA_VERSION", "migrate", "schema_version"]

MIGRATIONS: tuple[str, ...] = (
    # 1: documents, the paths they were read from, pages, passages, vector segments
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE documents (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        doc_id TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        format TEXT NOT NULL,
        title TEXT NOT NULL,
        language TEXT NOT NULL,
        pages INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        metadata TEXT NOT NULL,
        warnings TEXT NOT NULL
    );
    CREATE TABLE paths (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        display TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE
    );
    CREATE INDEX paths_doc ON paths (doc_id);
    CREATE TABLE pages (
        doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        label TEXT NOT NULL,
        text TEXT NOT NULL,
        width REAL,
        height REAL,
        boxes BLOB,
        blocks TEXT NOT NULL,
        tables TEXT NOT NULL,
        quality TEXT NOT NULL,
        PRIMARY KEY (doc_id, number)
    );
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        passage_id TEXT NOT NULL UNIQUE,
        doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        page INTEGER NOT NULL,
        kind TEXT NOT NULL,
        char_start INTEGER NOT NULL,
        char_end INTEGER NOT NULL,
        text TEXT NOT NULL,
        language TEXT NOT NULL,
        heading_path TEXT NOT NULL,
        context TEXT NOT NULL,
        rects TEXT NOT NULL
    );
    CREATE INDEX passages_page ON passages (doc_id, page);
    CREATE TABLE vector_segments (
        name TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        first_id INTEGER NOT NULL,
        last_id INTEGER NOT NULL,
        bytes INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO meta (key, value) VALUES ('generation', '0'), ('next_passage', '1');
    """,
)

SCHEMA_VERSION = len(MIGRATIONS)


def schema_version(db: sqlite3.Connection) -> int:
    """How many migrations the catalogue has had."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection) -> None:
    """Bring the catalogue to ``SCHEMA_VERSION``, each step in a transaction of its own."""
    for number, script in enumerate(MIGRATIONS, start=1):
        if number > schema_version(db):
            db.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
