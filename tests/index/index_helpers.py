"""Small documents and an embedder without a model, for the tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index import Collection
from ingest.document import Block, Cell, Document, Language, Page, Passage, Quality, Table


class HashEmbedder:
    """Adds up one pseudo-random direction for each character pair: alike texts, alike vectors."""

    def __init__(self, dim: int = 32, identity: str = "test/hash", revision: str = "1") -> None:
        self.id = identity
        self.revision = revision
        self.query_prefix = ""
        self.passage_prefix = ""
        self.dim = dim
        self.encoded = 0

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self._one(t) for t in texts], dtype=np.float32).reshape(-1, self.dim)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += len(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return self.embed_queries(texts)

    def embed_few(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_queries(texts)

    def _one(self, text: str) -> NDArray[np.float64]:
        total = np.full(self.dim, 1e-3)
        for pair in {text[i : i + 2] for i in range(len(text))}:
            seed = int.from_bytes(hashlib.sha256(pair.encode("utf-8", "replace")).digest()[:4])
            total += np.random.default_rng(seed).standard_normal(self.dim)
        return total / np.linalg.norm(total)


def make_page(number: int, text: str, *, boxes: bool = True, label: str = "") -> Page:
    """A page whose characters stand ten to a line, each 10 by 10 points."""
    places = np.array(
        [[x := 10.0 * (i % 10), y := 12.0 * (i // 10), x + 10, y + 10] for i in range(len(text))],
        dtype=np.float32,
    ).reshape(-1, 4)
    return Page(
        number=number,
        label=label or str(number),
        text=text,
        size=(200.0, 300.0) if boxes else None,
        boxes=places if boxes else None,
        blocks=(Block("text", 0, len(text), (0.0, 0.0, 100.0, 20.0)),),
        tables=(
            Table(
                rows=(
                    (Cell("a", 0, 1, None, 1, 2), Cell("", 1, 1, None, 0, 0)),
                    (Cell("", 1, 1), Cell("", 1, 1, (0.0, 0.0, 1.0, 1.0))),
                ),
                unit="単位：円",
                id=f"p{number}t1",
                header_columns=1,
                column_heads=("a", "a"),
                notes=("注：速報値",),
                continues="p1t1" if number > 1 else "",
            ),
        ),
        quality=Quality(True, "text", len(text), ("rotated",)),
    )


def make_document(
    *texts: str,
    language: Language = "ja",
    title: str = "Report",
    context: str = "",
    boxes: bool = True,
) -> Document:
    """A document with one page a text and one passage a page."""
    body = "\f".join([title, *texts])
    return Document(
        sha256=hashlib.sha256(body.encode("utf-8", "replace")).hexdigest(),
        format="text",
        title=title,
        language=language,
        pages=tuple(make_page(n, t, boxes=boxes) for n, t in enumerate(texts, start=1)),
        passages=tuple(
            Passage("text", n, 0, len(t), t, language, ("章",), context)
            for n, t in enumerate(texts, start=1)
            if t
        ),
        metadata={"author": "someone"},
        warnings=(),
    )


JA = make_document("日本の人口は減少している。", "売上高は九億円である。", title="日本の報告")
ZH = make_document("中国的人口正在减少。", "营业收入为九亿元。", language="zh", title="中国报告")
EN = make_document("The population of Japan is falling.", language="en", title="English report")


def assert_healthy(collection: Collection) -> None:
    """Every check that a collection makes of itself finds it whole."""
    checks = collection.check()
    assert len(checks) == 7
    assert [c for c in checks if not c.ok] == []
