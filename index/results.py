"""What the collection hands out: documents, pages, passages, hits and reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.document import Language, Page, PassageKind, Rect
from ingest.errors import ShuttenError

__all__ = [
    "Check",
    "Failure",
    "Hit",
    "IngestReport",
    "Leg",
    "Progress",
    "ProgressState",
    "SearchResult",
    "StoredDocument",
    "StoredPage",
    "StoredPassage",
]

Leg = Literal["lexical", "dense"]
ProgressState = Literal["reading", "encoding", "storing", "stored", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the collection; ``pages`` and ``passages`` are counts."""

    doc_id: str
    """The first 16 hexadecimal digits of ``sha256``."""
    title: str
    path: str
    """As people see it: relative to the folder that was ingested, else the file's name."""
    language: Language
    pages: int
    passages: int
    sha256: str
    format: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with all that a citation needs; ``rects`` are in points on the page."""

    passage_id: str
    doc_id: str
    title: str
    path: str
    page: int
    page_label: str
    kind: PassageKind
    char_start: int
    char_end: int
    text: str
    language: Language
    heading_path: tuple[str, ...]
    context: str
    rects: list[Rect]
    page_size: tuple[float, float] | None


@dataclass(frozen=True, eq=False, slots=True)
class StoredPage:
    """One page as it was read, and the passages that stand on it."""

    document: StoredDocument
    page: Page
    passages: list[StoredPassage]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in a ranking, from 1; ``score`` is the fused score in 0..1."""

    rank: int
    score: float
    passage: StoredPassage
    dense: float
    """Cosine between question and passage."""
    lexical: float
    """BM25 divided by the best candidate's, 0..1."""
    matched: tuple[Leg, ...]
    """The legs that brought the passage in: ``lexical``, ``dense`` or both."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits, best first; ``language`` is the query's."""

    query: str
    language: Language
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not go in, and why."""

    path: str
    error: ShuttenError


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingestion did. All of ``ingested`` is on the disk when the report exists."""

    ingested: tuple[StoredDocument, ...]
    unchanged: tuple[str, ...]
    failed: tuple[Failure, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingestion has come. ``pages`` and ``passages`` count what is stored so far."""

    done: int
    total: int
    path: str
    pages: int
    passages: int
    state: ProgressState
    """What happened to ``path``. ``stored`` is said only after its transaction committed."""
    encoded: int = 0
    """While ``encoding`` and ``storing``: passages of the current group that are, out of …"""
    to_encode: int = 0
    read: int = 0
    """While ``reading``: pages of the file that are read, out of …"""
    to_read: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a health report."""

    name: str
    ok: bool
    detail: str
