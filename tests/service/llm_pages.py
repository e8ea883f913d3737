"""A collection in memory with passages in three languages, for tests of answers by a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import Hit, SearchResult, StoredDocument, StoredPage, StoredPassage
from ingest.document import Page, Quality
from ingest.language import index_terms

__all__ = ["CHINESE", "ENGLISH", "JAPANESE", "LlmPages", "embed"]

JAPANESE = (
    "デジタル庁は2021年9月1日に設置された。初代の大臣は平井卓也である。"
    "2023年度の予算は4951億円で、前年度より増加した。"
)
CHINESE = "2020年中国数字经济规模达到39.2万亿元，占GDP的38.6%。同比增长9.7%。"
ENGLISH = "The Digital Agency employed 730 people in 2022."
_DIM = 256


def embed(texts: list[str]) -> NDArray[np.float32]:
    """Unit vectors of hashed terms, on a common direction that makes everything a little alike."""
    rows = np.zeros((len(texts), _DIM), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for term in index_terms(text, "ja"):
            row[sum(map(ord, term)) % _DIM] += 1.0
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    rows += 2.5 / np.sqrt(_DIM)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class LlmPages:
    """What answering uses of a collection: one page a text, one passage a page."""

    def __init__(self, *texts: tuple[str, str]) -> None:
        given = texts or ((JAPANESE, "ja"), (CHINESE, "zh"), (ENGLISH, "en"))
        self.pages = [self._page(n, *each) for n, each in enumerate(given, start=1)]

    def _page(self, n: int, text: str, language: str, **more: Any) -> StoredPage:
        boxes = np.array([[10 + 10 * i, 20, 20 + 10 * i, 32] for i in range(len(text))], np.float32)
        page = Page(n, str(n), text, (400.0, 300.0), boxes, (), (), Quality(characters=len(text)))
        document = StoredDocument("d", "白書", "a.pdf", "ja", 3, 3, "0" * 64, "pdf")
        passage = StoredPassage(
            passage_id=f"d-{n}",
            doc_id="d",
            title="白書",
            path="a.pdf",
            page=n,
            page_label=str(n),
            kind=more.get("kind", "text"),
            char_start=0,
            char_end=len(text),
            text=text,
            language=language,  # type: ignore[arg-type]
            heading_path=(),
            context=more.get("context", ""),
            rects=page.rects(0, len(text)),
            page_size=page.size,
        )
        return StoredPage(document, page, [passage])

    def row(self, text: str, context: str, language: str = "ja") -> StoredPassage:
        """A row of a table with its heads."""
        return self._page(9, text, language, kind="table_row", context=context).passages[0]

    def hits(self) -> tuple[Hit, ...]:
        return tuple(
            Hit(n, 1.0 / n, stored.passages[0], 0.9, 1.0, ("lexical", "dense"))
            for n, stored in enumerate(self.pages, start=1)
        )

    def search(self, query: str, *, top_k: int, doc_id: str | None = None) -> SearchResult:
        return SearchResult(query, "ja", self.hits()[:top_k])

    def page(self, doc_id: str, number: int) -> StoredPage:
        return self.pages[number - 1]

    def embed_queries(self, texts: list[str]) -> NDArray[np.float32]:
        return embed(texts)

    def embed_passages(self, texts: list[str]) -> NDArray[np.float32]:
        return embed(texts)

    def term_weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        return {term: float(len(term)) for term in terms}
