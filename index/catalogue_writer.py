"""Changing the catalogue. Each public method is one transaction, durable when it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.catalogue import Catalogue
from index.codec import dumps, page_to_row
from index.manifest import Manifest
from index.migrations import SCHEMA_VERSION, migrate, schema_version
from index.vectors import SegmentInfo
from ingest.document import Document, Passage
from ingest.errors import CollectionMismatchError

__all__ = [
    "CatalogueWriter",
    "Source",
    "StagedDocument",
    "doc_id_of",
    "open_for_writing",
    "passages_by_page",
]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a document was read from; size and time are those before it was read."""

    path: str
    display: str
    size: int = 0
    mtime_ns: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class StagedDocument:
    """A document on its way in, with the files that hold its bytes and its first row id."""

    document: Document
    sources: tuple[Source, ...]
    first_rowid: int
    warnings: tuple[str, ...] = ()

    @property
    def doc_id(self) -> str:
        return doc_id_of(self.document.sha256)


def passages_by_page(document: Document) -> dict[int, list[tuple[int, Passage]]]:
    """The passages of each page, by its number, with their places among those of the document."""
    found: dict[int, list[tuple[int, Passage]]] = {}
    for ordinal, passage in enumerate(document.passages):
        found.setdefault(passage.page, []).append((ordinal, passage))
    return found


def doc_id_of(sha256: str) -> str:
    """The document id: the first 16 hexadecimal digits of the hash of the bytes."""
    return sha256[:16]


def open_for_writing(path: Path) -> CatalogueWriter:
    """The catalogue, created or migrated if need be. The caller holds the write lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        if schema_version(db) > SCHEMA_VERSION:
            raise CollectionMismatchError(
                "the collection was written by a newer shutten",
                hint="upgrade shutten, or ingest into a new data directory",
                path=str(path.parent),
            )
        migrate(db)
    except BaseException:
        db.close()
        raise
    return CatalogueWriter(db)


class CatalogueWriter(Catalogue):
    """A catalogue that can also be changed."""

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Also folds the write-ahead log back, so that a finished collection is one file."""
        with self._lock:
            try:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error:
                pass  # the log stays and is read as it is
            finally:
                self._db.close()

    def reserve(self, count: int) -> int:
        """The first of ``count`` row ids that no passage had or will have, even if the caller
        dies before it stores them: index files may then already hold them.
        """
        with self._transaction() as db:
            first = int(
                db.execute("SELECT value FROM meta WHERE key = 'next_passage'").fetchone()[0]
            )
            db.execute(
                "UPDATE meta SET value = ? WHERE key = 'next_passage'", (str(first + count),)
            )
        return first

    def store(
        self, staged: Sequence[StagedDocument], segment: SegmentInfo | None, manifest: Manifest
    ) -> list[int]:
        """Put documents in, replacing what their files held before, and name their vectors.

        Returns the row ids of the passages that went out.
        """
        removed: list[int] = []
        with self._transaction() as db:
            for item in staged:
                _insert_document(db, item)
                for source in item.sources:
                    removed += _point(db, source, item.doc_id)
            if segment is not None:
                _name_segments(db, [segment])
            db.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('manifest', ?)",
                (manifest.to_json(),),
            )
            _bump(db)
        return removed

    def link(self, source: Source, doc_id: str) -> list[int]:
        """Note that ``source`` holds the bytes of ``doc_id``; row ids that went out with what it
        held before are returned.
        """
        with self._transaction() as db:
            removed = _point(db, source, doc_id)
            _bump(db)
        return removed

    def remove(self, doc_id: str) -> list[int]:
        """Take a document out and return its row ids."""
        with self._transaction() as db:
            removed = _delete_document(db, doc_id)
            _bump(db)
        return removed

    def swap_segments(self, old: Iterable[str], new: Sequence[SegmentInfo]) -> None:
        """Name ``new`` segments in the place of ``old`` ones."""
        with self._transaction() as db:
            db.executemany("DELETE FROM vector_segments WHERE name = ?", [(n,) for n in old])
            _name_segments(db, new)
            _bump(db)

    def dead_segments(self) -> list[str]:
        """Segments in whose range no passage is left."""
        sql = (
            "SELECT name FROM vector_segments s WHERE NOT EXISTS "
            "(SELECT 1 FROM passages p WHERE p.id BETWEEN s.first_id AND s.last_id)"
        )
        return [str(r[0]) for r in self.rows(sql)]


def _bump(db: sqlite3.Connection) -> None:
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")


def _name_segments(db: sqlite3.Connection, segments: Sequence[SegmentInfo]) -> None:
    db.executemany(
        "INSERT INTO vector_segments (name, count, first_id, last_id, bytes) "
        "VALUES (?, ?, ?, ?, ?)",
        [(s.name, s.count, s.first_id, s.last_id, s.bytes) for s in segments],
    )


def _point(db: sqlite3.Connection, source: Source, doc_id: str) -> list[int]:
    """Make ``source`` lead to ``doc_id``; a document that no file leads to any more goes out."""
    before = db.execute("SELECT doc_id FROM paths WHERE path = ?", (source.path,)).fetchone()
    db.execute(
        "INSERT INTO paths (path, display, size, mtime_ns, doc_id) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (path) DO UPDATE SET display = excluded.display, size = excluded.size, "
        "mtime_ns = excluded.mtime_ns, doc_id = excluded.doc_id",
        (source.path, source.display, source.size, source.mtime_ns, doc_id),
    )
    if before is None or before[0] == doc_id:
        return []
    left = db.execute("SELECT 1 FROM paths WHERE doc_id = ? LIMIT 1", (before[0],)).fetchone()
    return [] if left else _delete_document(db, before[0])


def _delete_document(db: sqlite3.Connection, doc_id: str) -> list[int]:
    rows = db.execute("SELECT id FROM passages WHERE doc_id = ?", (doc_id,)).fetchall()
    db.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
    return [int(r[0]) for r in rows]


def _insert_document(db: sqlite3.Connection, item: StagedDocument) -> None:
    document = item.document
    db.execute(
        "INSERT INTO documents (doc_id, sha256, format, title, language, pages, passages, "
        "metadata, warnings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item.doc_id,
            document.sha256,
            document.format,
            document.title,
            document.language,
            len(document.pages),
            len(document.passages),
            dumps(document.metadata),
            dumps([*document.warnings, *item.warnings]),
        ),
    )
    passages = passages_by_page(document)
    for page in document.pages:  # one at a time: those of a long document lie on the disk
        db.execute(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            page_to_row(item.doc_id, page),
        )
        db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _passage_row(item, ordinal, p, page.rects(p.char_start, p.char_end))
                for ordinal, p in passages.get(page.number, ())
            ),
        )


def _passage_row(
    item: StagedDocument, ordinal: int, passage: Passage, rects: Sequence[object]
) -> tuple[object, ...]:
    return (
        item.first_rowid + ordinal,
        f"{item.doc_id}-{ordinal}",
        item.doc_id,
        ordinal,
        passage.page,
        passage.kind,
        passage.char_start,
        passage.char_end,
        passage.text,
        passage.language,
        dumps(passage.heading_path),
        passage.context,
        dumps(rects),
    )
