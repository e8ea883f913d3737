"""A small collection in memory, so that the rooms' edges can be tested without models or disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from index import (
    Check,
    Failure,
    Hit,
    IngestReport,
    SearchResult,
    StoredDocument,
    StoredPage,
    StoredPassage,
)
from ingest.document import Block, Cell, Page, Quality, Table
from ingest.errors import DamagedFileError, EmptyCollectionError, NotFoundError

TEXT_JA = "半導体市場の規模は9.5兆円に達した。前年より12%増えた。\n次年度も伸びる見込みである。"
TEXT_ZH = "新能源汽车的销量达到九百万辆。同比增长三成。"
SIZE = (400.0, 300.0)


def page_of(text: str, *, label: str = "", number: int = 1, geometry: bool = True) -> Page:
    """A page whose characters stand in one line, ten points wide each."""
    boxes = np.array([[10 + 10 * i, 20, 20 + 10 * i, 32] for i in range(len(text))], np.float32)
    return Page(
        number=number,
        label=label or str(number),
        text=text,
        size=SIZE if geometry else None,
        boxes=boxes if geometry else None,
        blocks=(
            Block("text", 0, len(text), (10.0, 20.0, 390.0, 32.0)),
            Block("page_number", len(text), len(text), removed_text="- 3 -"),
        ),
        tables=(
            Table(
                rows=((Cell("項目", 0, 0), Cell("額", 0, 0)),), rect=(1.0, 2.0, 3.0, 4.0), id="p3t1"
            ),
        ),
        quality=Quality(characters=len(text)),
    )


def stored(
    doc_id: str, title: str, path: str, language: Any, page: Page, **more: Any
) -> StoredPage:
    """A document of one page with one passage."""
    text = page.text.split("\n")[0]
    document = StoredDocument(
        doc_id=doc_id,
        title=title,
        path=path,
        language=language,
        pages=1,
        passages=1,
        sha256=more.get("sha256", doc_id * 4),
        format=more.get("format", "pdf"),
        warnings=more.get("warnings", ()),
    )
    passage = StoredPassage(
        passage_id=f"{doc_id}:0",
        doc_id=doc_id,
        title=title,
        path=path,
        page=page.number,
        page_label=page.label,
        kind="text",
        char_start=0,
        char_end=len(text),
        text=text,
        language=language,
        heading_path=(),
        context=title,
        rects=page.rects(0, len(text)),
        page_size=page.size,
    )
    return StoredPage(document, page, [passage])


class FakeCollection:
    """Answers like ``index.Collection``; the first page that shares a character is found."""

    def __init__(
        self, pages: list[StoredPage], options: Any, sources: Mapping[str, Path] | None = None
    ) -> None:
        self._pages = pages
        self._sources = {} if sources is None else sources
        self.options = options
        self.closed = 0
        self.searches: list[dict[str, Any]] = []

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
        self.closed += 1

    def documents(self) -> list[StoredDocument]:
        return [page.document for page in self._pages]

    def resolve(self, name: str) -> StoredDocument:
        for document in self.documents():
            if name in (document.doc_id, document.title, document.path):
                return document
        raise NotFoundError(f"there is no document {name!r} in the collection")

    def page(self, doc_id: str, number: int) -> StoredPage:
        for page in self._pages:
            if page.document.doc_id == doc_id and page.page.number == number:
                return page
        raise NotFoundError("there is no such page", path=doc_id, page=number)

    def passages(self) -> list[StoredPassage]:
        return [p for page in self._pages for p in page.passages]

    def source_paths(self, doc_id: str) -> list[Path]:
        return [self._sources[doc_id]] if doc_id in self._sources else []

    def passage_vectors(self, passage_ids: Sequence[str]) -> Any:
        return np.eye(len(passage_ids), 8, dtype=np.float32)

    def search(
        self, query: str, *, top_k: int = 10, language: Any = None, doc_id: str | None = None
    ) -> SearchResult:
        self.searches.append({"top_k": top_k, "language": language, "doc_id": doc_id})
        found = [
            p
            for page in self._pages
            for p in page.passages
            if set(query) & set(p.text)
            and language in (None, p.language)
            and doc_id in (None, p.doc_id)
        ]
        hits = tuple(
            Hit(n, 1.0 / n, p, 0.9, 1.0, ("lexical", "dense"))
            for n, p in enumerate(found[:top_k], start=1)
        )
        return SearchResult(query, "ja", hits)

    def check(self) -> list[Check]:
        return [Check("vectors", True, "2 of 2")]


class FakeIndex:
    """The functions of the index room over a list of pages that ingestion adds to."""

    def __init__(self) -> None:
        self.pages: list[StoredPage] = []
        self.sources: dict[str, Path] = {}
        self.opened: list[FakeCollection] = []

    def open_collection(self, options: Any) -> FakeCollection:
        if not self.pages:
            raise EmptyCollectionError("nothing has been ingested yet", hint="ingest something")
        self.opened.append(FakeCollection(self.pages, options, self.sources))
        return self.opened[-1]

    def ingest_paths(
        self, paths: Sequence[Path], options: Any, *, progress: Any = None
    ) -> IngestReport:
        ingested, unchanged, failed = [], [], []
        for path in paths:
            data = path.read_bytes() if path.is_file() else b""
            sha256 = hashlib.sha256(data).hexdigest()
            if not data.startswith(b"text:"):
                error = DamagedFileError("the file is damaged", hint="repair it", path=str(path))
                failed.append(Failure(str(path), error))
            elif any(page.document.sha256 == sha256 for page in self.pages):
                unchanged.append(str(path))
            else:
                page = page_of(data.decode().removeprefix("text:"), geometry=False)
                new = stored(
                    sha256[:16], path.stem, path.name, "ja", page, sha256=sha256, format="text"
                )
                self.pages.append(new)
                self.sources[new.document.doc_id] = path
                ingested.append(new.document)
        return IngestReport(tuple(ingested), tuple(unchanged), tuple(failed))

    def remove_document(self, doc_id: str, options: Any) -> None:
        self.pages[:] = [page for page in self.pages if page.document.doc_id != doc_id]

    def fill(self) -> None:
        """Put in one Japanese and one Chinese document."""
        self.pages = [
            stored("a" * 16, "半導体白書", "chips.pdf", "ja", page_of(TEXT_JA, label="iii")),
            stored("b" * 16, "新能源汽车报告", "cars.pdf", "zh", page_of(TEXT_ZH)),
        ]

    def warn(self, warning: str) -> None:
        """Give the first document a warning."""
        first = self.pages[0]
        self.pages[0] = StoredPage(
            replace(first.document, warnings=(warning,)), first.page, first.passages
        )
