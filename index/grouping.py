"""Collecting documents until it pays to encode them together, then storing them as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.catalogue_writer import Source, doc_id_of, passages_by_page
from index.embedding import Embedder
from index.results import Failure, IngestReport, Progress, ProgressState, StoredDocument
from index.writer import Arrival, WriteSession, embedded_text
from ingest.document import Document
from ingest.errors import GiveUpError

__all__ = ["GROUP_PASSAGES", "GroupWriter", "inconsistency"]

GROUP_PASSAGES = 256


class GroupWriter:
    """Takes documents in, stores them by groups and keeps the report."""

    def __init__(
        self,
        session: WriteSession,
        embedder: Embedder,
        listener: Callable[[Progress], None] | None,
        *,
        total: int = 0,
    ) -> None:
        self._session = session
        self._embedder = embedder
        self._listener = listener
        self._total = total
        self._waiting: dict[str, Arrival] = {}
        self._passages_waiting = 0
        self._ingested: list[StoredDocument] = []
        self._unchanged: list[str] = []
        self._failed: list[Failure] = []
        self._done = 0
        self._pages = 0
        self._passages = 0

    def add(self, document: Document, sources: Sequence[Source]) -> None:
        """Take a document in; it is stored with its group, at the latest by ``finish``."""
        problem = inconsistency(document)
        if problem:
            for source in sources:
                error = GiveUpError(f"the reader made {problem}", path=source.display)
                self.fail(Failure(source.display, error))
            return
        doc_id = doc_id_of(document.sha256)
        paths = {source.path for source in sources}
        if any(paths & {s.path for s in a.sources} for a in self._waiting.values()):
            self._flush()  # the same path twice: the later contents must win
        waiting = self._waiting.get(doc_id)
        if waiting is not None:
            self._waiting[doc_id] = Arrival(waiting.document, (*waiting.sources, *sources))
            return
        if self._session.holds(document.sha256):
            for source in sources:
                self._session.link(source, doc_id)
                self.unchanged(source.display)
            return
        self._waiting[doc_id] = Arrival(document, tuple(sources))
        self._passages_waiting += len(document.passages)
        if self._passages_waiting >= GROUP_PASSAGES:
            self._flush()

    def reading(self, display: str, read: int, to_read: int) -> None:
        """Note how far the reading of a file is."""
        self._say(display, "reading", read=read, to_read=to_read)

    def unchanged(self, display: str) -> None:
        """Note a file that holds what is stored."""
        self._unchanged.append(display)
        self._finish_file(display, "unchanged")

    def fail(self, failure: Failure) -> None:
        """Note a file that did not go in."""
        self._failed.append(failure)
        self._finish_file(failure.path, "failed")

    def finish(self) -> IngestReport:
        """Store the last group and report."""
        self._flush()
        return IngestReport(
            ingested=tuple(self._ingested),
            unchanged=tuple(self._unchanged),
            failed=tuple(self._failed),
            warnings=tuple(f"{d.path}: {w}" for d in self._ingested for w in d.warnings),
        )

    def _flush(self) -> None:
        arrivals = list(self._waiting.values())
        self._waiting, self._passages_waiting = {}, 0
        if not arrivals:
            return
        texts = [embedded_text(p.text, p.context) for a in arrivals for p in a.document.passages]
        path = arrivals[-1].sources[0].display
        vectors = np.zeros((0, 0), dtype=np.float32)
        if texts:
            self._say(path, "encoding", 0, len(texts))
            vectors = self._embedder.embed_passages(
                texts, lambda done, total: self._say(path, "encoding", done, total)
            )
        stored = self._session.store(
            arrivals, vectors, lambda done: self._say(path, "storing", done, len(texts))
        )
        self._ingested += stored
        self._pages += sum(document.pages for document in stored)
        self._passages += len(texts)
        for arrival in arrivals:
            for source in arrival.sources:
                self._finish_file(source.display, "stored")

    def _finish_file(self, display: str, state: ProgressState) -> None:
        self._done += 1
        self._say(display, state)

    def _say(
        self,
        path: str,
        state: ProgressState,
        encoded: int = 0,
        to_encode: int = 0,
        read: int = 0,
        to_read: int = 0,
    ) -> None:
        if self._listener is not None:
            self._listener(
                Progress(
                    done=self._done,
                    total=max(self._total, self._done),
                    path=path,
                    pages=self._pages,
                    passages=self._passages,
                    state=state,
                    encoded=encoded,
                    to_encode=to_encode,
                    read=read,
                    to_read=to_read,
                )
            )


def inconsistency(document: Document) -> str:
    """What is wrong with a document that a reader made, empty when it keeps its promises: pages
    numbered once each, and every passage the text of its page, to the character.
    """
    passages = passages_by_page(document)
    numbers: set[int] = set()
    for page in document.pages:
        if page.number in numbers:
            return "two pages with the same number"
        numbers.add(page.number)
        for _, passage in passages.get(page.number, ()):
            if page.text[passage.char_start : passage.char_end] != passage.text:
                return f"a passage that is not the text of page {page.number}"
    nowhere = sorted(passages.keys() - numbers)
    return f"a passage on page {nowhere[0]}, which does not exist" if nowhere else ""
