"""One writing session: the lock, the leftovers of a killed one, and the order of writes.

Words and vectors are written and flushed first, the catalogue's transaction is the last step.
Whenever the power goes, tantivy and the vector files therefore hold at least what the catalogue
names; what they hold beyond that is dropped by readers and cleared away by the next session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.catalogue_writer import CatalogueWriter, Source, StagedDocument, doc_id_of
from index.catalogue_writer import open_for_writing as open_catalogue
from index.embedding import Embedder
from index.lexical import LexicalWriter, passage_terms
from index.locking import write_lock
from index.manifest import expected_manifest, require_same
from index.options import CollectionOptions
from index.results import StoredDocument
from index.storage_errors import is_disk_full, storage_errors
from index.vectors import (
    SegmentInfo,
    merge_segments,
    open_segment,
    segments_to_merge,
    write_segment,
)
from ingest.document import Document, Passage
from ingest.errors import CollectionDamagedError

__all__ = ["Arrival", "WriteSession", "embedded_text", "writing"]

_REPAIR_BATCH = 512
_TELL_EVERY = 500
"""Passages, which take a second or two to be cut into words."""


@dataclass(frozen=True, eq=False, slots=True)
class Arrival:
    """A document that was read, and the files that hold its bytes."""

    document: Document
    sources: tuple[Source, ...]


def embedded_text(text: str, context: str) -> str:
    """What is embedded for a passage: its context and its text as they are, not folded."""
    return f"{context}\n{text}" if context else text


@contextmanager
def writing(
    options: CollectionOptions, embedder: Embedder | None, *, lock_wait_s: float | None = None
) -> Iterator[WriteSession]:
    """A session that holds the collection's write lock; the collection is created if need be.

    ``embedder`` is ``None`` where nothing will be added. Raises ``CollectionLockedError``,
    ``CollectionMismatchError``, ``CollectionDamagedError`` and ``DiskFullError``.
    """
    wait = options.lock_wait_s if lock_wait_s is None else lock_wait_s
    with (
        storage_errors(options.data_dir),
        write_lock(options.data_dir, wait),
        open_catalogue(options.catalogue_path) as catalogue,
        LexicalWriter(options.lexical_dir) as lexical,
    ):
        session = WriteSession(options, embedder, catalogue, lexical)
        session.prepare()
        yield session
        session.compact()


class WriteSession:
    """Made by ``writing``; every public method leaves the collection whole."""

    def __init__(
        self,
        options: CollectionOptions,
        embedder: Embedder | None,
        catalogue: CatalogueWriter,
        lexical: LexicalWriter,
    ) -> None:
        self.catalogue = catalogue
        self._embedder = embedder
        self._lexical = lexical
        self._vectors_dir = options.vectors_dir
        self._data_dir = str(options.data_dir)

    def prepare(self) -> None:
        """Refuse another model's collection, and clear away what a killed session left."""
        stored = self.catalogue.manifest()
        if stored is not None and self._embedder is not None:
            require_same(stored, expected_manifest(self._embedder), self._data_dir)
        self._sweep_vector_files()
        live = self.catalogue.live_rows().ids
        self._sweep_lexical(live)
        if self._embedder is not None:
            self._restore_vectors(live, self._embedder)

    def store(
        self,
        arrivals: Sequence[Arrival],
        vectors: NDArray[np.float32],
        progress: Callable[[int], None] = lambda done: None,
    ) -> list[StoredDocument]:
        """Put documents in, all or none; ``vectors`` are those of their passages, in order.
        ``progress`` hears now and then how many of these are prepared.

        When this returns they are on the disk, and what their files held before is gone.
        """
        first = self.catalogue.reserve(len(vectors)) if len(vectors) else 0
        staged = self._stage(arrivals, first, progress)
        segment = None
        if len(vectors):
            self._lexical.commit()
            rowids = np.arange(first, first + len(vectors), dtype=np.int64)
            segment = write_segment(self._vectors_dir, rowids, vectors)
        try:
            removed = self._commit(staged, segment, vectors.shape[1] if len(vectors) else 0)
        except BaseException:
            self._unlink([segment.name] if segment else [])
            raise
        self._forget(removed)
        found = [self.catalogue.document(item.doc_id) for item in staged]
        return [document for document in found if document is not None]

    def link(self, source: Source, doc_id: str) -> None:
        """Note that a file holds the bytes of a stored document."""
        self._forget(self.catalogue.link(source, doc_id))

    def remove(self, doc_id: str) -> None:
        """Take a document out."""
        self._forget(self.catalogue.remove(doc_id))

    def holds(self, sha256: str) -> bool:
        """Whether a document with these bytes is stored."""
        return self.catalogue.document(doc_id_of(sha256)) is not None

    def compact(self) -> None:
        """Merge vector segments when there are too many or mostly dead ones. A full disk ends
        this without an error: nothing depends on it.
        """
        try:
            while chosen := self._segments_to_merge():
                self._merge(chosen)
        except OSError as error:
            if not is_disk_full(error):
                raise

    def _stage(
        self, arrivals: Sequence[Arrival], first: int, progress: Callable[[int], None]
    ) -> list[StagedDocument]:
        staged: list[StagedDocument] = []
        rowid = first
        for arrival in arrivals:
            item = StagedDocument(_storable(arrival.document), arrival.sources, rowid)
            staged.append(item)
            for passage in item.document.passages:
                terms = passage_terms(passage.text, passage.context, passage.language)
                self._lexical.add(rowid, item.doc_id, passage.language, terms)
                rowid += 1
                if (rowid - first) % _TELL_EVERY == 0:
                    progress(rowid - first)
        return staged

    def _commit(
        self, staged: Sequence[StagedDocument], segment: SegmentInfo | None, dimension: int
    ) -> list[int]:
        if self._embedder is None:
            raise ValueError("a session without an embedder cannot store documents")
        stored = self.catalogue.manifest()
        manifest = expected_manifest(self._embedder, dimension)
        if stored is not None:
            require_same(stored, manifest, self._data_dir)
            manifest = replace(manifest, dimension=stored.dimension or dimension)
        return self.catalogue.store(staged, segment, manifest)

    def _forget(self, rowids: Sequence[int]) -> None:
        """Clear away the words and whole segments of passages that went out."""
        if not rowids:
            return
        self._lexical.delete(rowids)
        self._lexical.commit()
        dead = self.catalogue.dead_segments()
        if dead:
            self.catalogue.swap_segments(dead, [])
            self._unlink(dead)

    def _segments_to_merge(self) -> list[SegmentInfo]:
        segments = self.catalogue.segments()
        live = int(self.catalogue.rows("SELECT count(*) FROM passages")[0][0])
        if len(segments) > 1 and sum(s.count for s in segments) > 2 * live + 1000:
            return segments
        return segments_to_merge(segments)

    def _merge(self, chosen: Sequence[SegmentInfo]) -> None:
        manifest = self.catalogue.manifest()
        dimension = manifest.dimension if manifest else 0
        live = self.catalogue.live_rows().ids
        opened = [open_segment(self._vectors_dir, info, dimension) for info in chosen]
        merged = merge_segments(self._vectors_dir, opened, live)
        names = [info.name for info in chosen]
        self.catalogue.swap_segments(names, [merged] if merged else [])
        del opened
        self._unlink(names)

    def _unlink(self, names: Iterable[str]) -> None:
        for name in names:
            with suppress(OSError):  # the next session tries again
                (self._vectors_dir / name).unlink()

    def _sweep_vector_files(self) -> None:
        if not self._vectors_dir.is_dir():
            return
        named = {info.name for info in self.catalogue.segments()}
        self._unlink(p.name for p in self._vectors_dir.iterdir() if p.name not in named)

    def _sweep_lexical(self, live: NDArray[np.int64]) -> None:
        """Delete the words of passages that are not stored, add those that are missing.

        The lexical index is a superset of the catalogue unless it was lost, so an equal number
        means equality, and nothing needs to be listed.
        """
        reader = self._lexical.reader()
        if len(reader) == len(live):
            return
        indexed = reader.rowids()
        self._lexical.delete(np.setdiff1d(indexed, live).tolist())
        missing = np.setdiff1d(live, indexed).tolist()
        for rowid, doc_id, language, text, context in self.catalogue.indexable(missing):
            terms = passage_terms(text, context, language)
            self._lexical.add(rowid, doc_id, language, terms)
        self._lexical.commit()

    def _restore_vectors(self, live: NDArray[np.int64], embedder: Embedder) -> None:
        """Encode passages again whose vector file is missing or damaged."""
        manifest = self.catalogue.manifest()
        if manifest is None:
            return
        lost: list[str] = []
        held: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
        for info in self.catalogue.segments():
            try:
                held.append(open_segment(self._vectors_dir, info, manifest.dimension).ids)
            except (CollectionDamagedError, FileNotFoundError):
                lost.append(info.name)
        if not lost:
            return
        missing = np.setdiff1d(live, np.concatenate(held))
        made: list[SegmentInfo] = []
        for start in range(0, len(missing), _REPAIR_BATCH):
            rows = self.catalogue.indexable(missing[start : start + _REPAIR_BATCH].tolist())
            vectors = embedder.embed_passages([embedded_text(r[3], r[4]) for r in rows])
            rowids = np.array([r[0] for r in rows], dtype=np.int64)
            made.append(write_segment(self._vectors_dir, rowids, vectors))
        self.catalogue.swap_segments(lost, made)
        self._unlink(lost)


def _storable(document: Document) -> Document:
    """``document`` with lone surrogates, which no file can hold, replaced one for one."""
    if all(_encodable(page.text) for page in document.pages) and all(
        _encodable(p.text) and _encodable(p.context) for p in document.passages
    ):
        return document
    return replace(
        document,
        pages=tuple(replace(page, text=_clean(page.text)) for page in document.pages),
        passages=tuple(_clean_passage(p) for p in document.passages),
    )


def _clean_passage(passage: Passage) -> Passage:
    return replace(passage, text=_clean(passage.text), context=_clean(passage.context))


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _clean(text: str) -> str:
    return "".join("�" if "\ud800" <= c <= "\udfff" else c for c in text)
