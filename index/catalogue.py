"""Reading the catalogue, the SQLite file that is the only truth about what a collection holds."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.codec import page_from_row
from index.manifest import Manifest
from index.migrations import schema_version
from index.results import StoredDocument, StoredPage, StoredPassage
from index.vectors import SegmentInfo
from ingest.document import Language
from ingest.errors import EmptyCollectionError, NotFoundError

__all__ = ["Catalogue", "LiveRows", "open_read_only"]

_DOCUMENT = """
    SELECT d.doc_id, d.title, p.display, d.language, d.pages, d.passages, d.sha256, d.format,
           d.warnings
    FROM documents d
    LEFT JOIN paths p ON p.id = (SELECT min(id) FROM paths WHERE paths.doc_id = d.doc_id)
"""
_PASSAGE = """
    SELECT s.id, s.passage_id, s.doc_id, d.title, p.display, s.page, g.label, s.kind,
           s.char_start, s.char_end, s.text, s.language, s.heading_path, s.context, s.rects,
           g.width, g.height
    FROM passages s
    JOIN documents d ON d.doc_id = s.doc_id
    JOIN pages g ON g.doc_id = s.doc_id AND g.number = s.page
    LEFT JOIN paths p ON p.id = (SELECT min(id) FROM paths WHERE paths.doc_id = s.doc_id)
"""


@dataclass(frozen=True, eq=False, slots=True)
class LiveRows:
    """All passages of one generation of the catalogue as parallel arrays; ``ids`` ascend."""

    ids: NDArray[np.int64]
    documents: tuple[str, ...]
    languages: tuple[str, ...]
    document_of: NDArray[np.int32]
    """Position in ``documents``."""
    language_of: NDArray[np.int32]
    """Position in ``languages``."""


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises ``EmptyCollectionError`` when there is no file."""
    if not path.exists():
        raise EmptyCollectionError(
            "nothing has been ingested yet",
            hint="run `shutten ingest` with files or folders",
            path=str(path.parent),
        )
    # A catalogue on a read-only medium has no writer; SQLite then needs no shared-memory file.
    writable = os.access(path.parent, os.W_OK)
    db = _connected(path, "mode=ro" if writable else "mode=ro&immutable=1")
    try:
        db.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        if not writable or not error.sqlite_errorname.startswith("SQLITE_READONLY"):
            return db  # told where the catalogue is read first
        db.close()
        _roll_back(path)
        return _connected(path, "mode=ro")
    return db


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}", uri=True, check_same_thread=False, timeout=10
    )


def _roll_back(path: Path) -> None:
    """Undo what a process that was killed while it made the catalogue left half written, which a
    connection that cannot write may not."""
    with closing(sqlite3.connect(path, timeout=10)) as db:
        db.execute("PRAGMA user_version").fetchone()


class Catalogue:
    """Typed queries over one connection; usable from several threads."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def meta(self, key: str) -> str | None:
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def schema_version(self) -> int:
        with self._lock:
            return schema_version(self._db)

    def generation(self) -> int:
        """Counts the changes of the catalogue."""
        return int(self.meta("generation") or 0)

    def manifest(self) -> Manifest | None:
        """``None`` before the first document."""
        text = self.meta("manifest")
        return None if text is None else Manifest.from_json(text)

    def segments(self) -> list[SegmentInfo]:
        sql = "SELECT name, count, first_id, last_id, bytes FROM vector_segments ORDER BY first_id"
        return [SegmentInfo(*row) for row in self.rows(sql)]

    def live_rows(self) -> LiveRows:
        """Every passage's row id, document and language."""
        rows = self.rows("SELECT id, doc_id, language FROM passages ORDER BY id")
        documents: dict[str, int] = {}
        languages: dict[str, int] = {}
        document_of = [documents.setdefault(r[1], len(documents)) for r in rows]
        language_of = [languages.setdefault(r[2], len(languages)) for r in rows]
        return LiveRows(
            ids=np.array([r[0] for r in rows], dtype=np.int64),
            documents=tuple(documents),
            languages=tuple(languages),
            document_of=np.array(document_of, dtype=np.int32),
            language_of=np.array(language_of, dtype=np.int32),
        )

    def documents(self) -> list[StoredDocument]:
        """In the order in which they came in."""
        return [_document(row) for row in self.rows(f"{_DOCUMENT} ORDER BY d.seq")]

    def document(self, doc_id: str) -> StoredDocument | None:
        rows = self.rows(f"{_DOCUMENT} WHERE d.doc_id = ?", (doc_id,))
        return _document(rows[0]) if rows else None

    def page(self, document: StoredDocument, number: int) -> StoredPage | None:
        """A page with its passages, in order."""
        rows = self.rows(
            "SELECT number, label, text, width, height, boxes, blocks, tables, quality "
            "FROM pages WHERE doc_id = ? AND number = ?",
            (document.doc_id, number),
        )
        if not rows:
            return None
        passages = self.rows(
            f"{_PASSAGE} WHERE s.doc_id = ? AND s.page = ? ORDER BY s.ordinal",
            (document.doc_id, number),
        )
        return StoredPage(document, page_from_row(rows[0]), [_passage(r)[1] for r in passages])

    def passage(self, passage_id: str) -> StoredPassage | None:
        rows = self.rows(f"{_PASSAGE} WHERE s.passage_id = ?", (passage_id,))
        return _passage(rows[0])[1] if rows else None

    def passages(self, rowids: Sequence[int]) -> dict[int, StoredPassage]:
        """Those of ``rowids`` that exist."""
        found: dict[int, StoredPassage] = {}
        for start in range(0, len(rowids), 500):
            chunk = [int(r) for r in rowids[start : start + 500]]
            marks = ",".join("?" * len(chunk))
            found.update(
                _passage(r) for r in self.rows(f"{_PASSAGE} WHERE s.id IN ({marks})", chunk)
            )
        return found

    def rowids(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """The row ids of those of ``passage_ids`` that exist."""
        found: dict[str, int] = {}
        for start in range(0, len(passage_ids), 500):
            chunk = list(passage_ids[start : start + 500])
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT passage_id, id FROM passages WHERE passage_id IN ({marks})"
            found.update((str(r[0]), int(r[1])) for r in self.rows(sql, chunk))
        return found

    def indexable(self, rowids: Sequence[int]) -> list[tuple[int, str, Language, str, str]]:
        """``(row id, doc_id, language, text, context)`` of those of ``rowids`` that exist."""
        found: list[tuple[int, str, Language, str, str]] = []
        for start in range(0, len(rowids), 500):
            chunk = [int(r) for r in rowids[start : start + 500]]
            sql = (
                "SELECT id, doc_id, language, text, context FROM passages "
                f"WHERE id IN ({','.join('?' * len(chunk))}) ORDER BY id"
            )
            found += [(r[0], r[1], r[2], r[3], r[4]) for r in self.rows(sql, chunk)]
        return found

    def resolve(self, name: str) -> StoredDocument:
        """The document that ``name`` means: its id, a unique beginning of the id, a path, a file
        name or a title, tried in this order. Raises ``NotFoundError``; a name that means several
        documents is not found either, and the error lists them.
        """
        wanted = name.strip()
        documents = self.documents()
        spellings = self._spellings()
        for matches in (
            [d for d in documents if d.doc_id == wanted.lower()],
            [d for d in documents if len(wanted) >= 4 and d.doc_id.startswith(wanted.lower())],
            [d for d in documents if wanted in spellings.get(d.doc_id, {}).get("path", ())],
            [d for d in documents if wanted in spellings.get(d.doc_id, {}).get("name", ())],
            [d for d in documents if d.title == wanted],
        ):
            if len(matches) == 1:
                return matches[0]
            if matches:
                raise NotFoundError(
                    f"{name!r} means {len(matches)} documents",
                    hint="use one of " + ", ".join(f"{d.doc_id} ({d.path})" for d in matches[:5]),
                )
        raise NotFoundError(
            f"there is no document {name!r} in the collection",
            hint="`shutten list` shows the documents",
        )

    def _spellings(self) -> dict[str, dict[str, set[str]]]:
        found: dict[str, dict[str, set[str]]] = {}
        for doc_id, path, display in self.rows("SELECT doc_id, path, display FROM paths"):
            entry = found.setdefault(doc_id, {"path": set(), "name": set()})
            entry["path"] |= {path, display}
            entry["name"] |= {Path(path).name, Path(display).name}
        return found

    def source_paths(self, doc_id: str) -> list[str]:
        """The files that hold the document's bytes, the first one first."""
        rows = self.rows("SELECT path FROM paths WHERE doc_id = ? ORDER BY id", (doc_id,))
        return [str(r[0]) for r in rows]

    def known_paths(self, paths: Iterable[str]) -> dict[str, tuple[int, int, str]]:
        """``(size, mtime_ns, doc_id)`` of those of ``paths`` that were ingested."""
        wanted = set(paths)
        rows = self.rows("SELECT path, size, mtime_ns, doc_id FROM paths")
        return {r[0]: (r[1], r[2], r[3]) for r in rows if r[0] in wanted}


def _document(row: tuple[Any, ...]) -> StoredDocument:
    doc_id, title, display, language, pages, passages, sha256, kind, warnings = row
    return StoredDocument(
        doc_id=doc_id,
        title=title,
        path=display or "",
        language=language,
        pages=pages,
        passages=passages,
        sha256=sha256,
        format=kind,
        warnings=tuple(json.loads(warnings)),
    )


def _passage(row: tuple[Any, ...]) -> tuple[int, StoredPassage]:
    width, height = row[15:]
    return row[0], StoredPassage(
        passage_id=row[1],
        doc_id=row[2],
        title=row[3],
        path=row[4] or "",
        page=row[5],
        page_label=row[6],
        kind=row[7],
        char_start=row[8],
        char_end=row[9],
        text=row[10],
        language=row[11],
        heading_path=tuple(json.loads(row[12])),
        context=row[13],
        rects=[tuple(r) for r in json.loads(row[14])],
        page_size=None if width is None else (width, height),
    )
