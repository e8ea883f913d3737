"""Documents whose pages lie on the disk: the same collection, and one page in memory at a time."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from index_helpers import HashEmbedder, make_document

from index import CollectionOptions, Progress, ingest_documents, open_collection
from index.grouping import inconsistency
from index.vectors import faiss, write_segment
from ingest.document import Document, Page
from ingest.stored_pages import StoredPages, store_pages


def contents(data: Path, document: Document) -> list[tuple[object, ...]]:
    """What a new collection in ``data`` holds of ``document``."""
    options = CollectionOptions(data_dir=data)
    report = ingest_documents([("a.pdf", document)], options, embedder=HashEmbedder())
    [stored] = report.ingested
    with open_collection(options, embedder=HashEmbedder()) as collection:
        pages = [collection.page(stored.doc_id, n + 1) for n in range(stored.pages)]
        assert all(check.ok for check in collection.check())
    return [(p.page.text, p.page.label, p.page.tables, p.passages) for p in pages]


def test_pages_on_the_disk_make_the_same_collection(tmp_path: Path) -> None:
    document = make_document("人口は増えた。", "予算は減った。", "物価は同じだ。")
    stored = replace(document, pages=store_pages(document.pages, tmp_path))
    assert contents(tmp_path / "a", stored) == contents(tmp_path / "b", document)


def test_storing_goes_through_the_pages_in_their_order(tmp_path: Path) -> None:
    document = make_document(*(f"第{n}の文。" for n in range(1, 31)))
    asked: list[int] = []

    class Noting(StoredPages):
        def _load(self, offset: int) -> Page:
            page = super()._load(offset)
            asked.append(page.number)
            return page

    kept = store_pages(document.pages, tmp_path)
    noting = Noting(kept._path, kept._offsets)
    contents(tmp_path / "data", replace(document, pages=noting))
    passes = len(asked) // 30
    assert asked == [*range(1, 31)] * passes
    assert passes <= 3


def test_inconsistent_documents_are_told() -> None:
    document = make_document("人口は増えた。", "予算は減った。")
    first, second = document.passages
    assert inconsistency(document) == ""
    twice = replace(document, pages=(document.pages[0], document.pages[0]))
    assert inconsistency(twice) == "two pages with the same number"
    elsewhere = replace(document, passages=(first, replace(second, page=9)))
    assert inconsistency(elsewhere) == "a passage on page 9, which does not exist"
    other = replace(document, passages=(first, replace(second, text="何か")))
    assert inconsistency(other) == "a passage that is not the text of page 2"


def test_storing_many_passages_tells_how_far_it_is(tmp_path: Path) -> None:
    document = make_document(*(f"{n}" for n in range(1_100)), boxes=False)
    seen: list[Progress] = []
    ingest_documents(
        [("a.pdf", document)],
        CollectionOptions(data_dir=tmp_path),
        progress=seen.append,
        embedder=HashEmbedder(),
    )
    told = [(p.encoded, p.to_encode) for p in seen if p.state == "storing"]
    assert told == [(500, 1_100), (1_000, 1_100)]
    assert seen[-1].state == "stored"


def test_a_disk_that_fills_up_while_vectors_are_written_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    class Callback(faiss.PyCallbackIOWriter):  # type: ignore[misc]
        def __init__(self, write: Callable[[bytes], int]) -> None:
            def until_full(data: bytes) -> int:
                written.append(write(data))
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

            super().__init__(until_full)

    monkeypatch.setattr(faiss, "PyCallbackIOWriter", Callback)
    rowids = np.arange(9, dtype=np.int64)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_segment(tmp_path, rowids, np.ones((9, 4), dtype=np.float32))
    assert written
    assert list(tmp_path.iterdir()) == []
