"""A small real collection, its gold questions, and an embedder without a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import CollectionOptions, ingest_documents
from ingest.document import Block, Document, Language, Page, Passage, Quality

DIM = 16

CHIPS = (
    "半導体市場の規模は2023年に9.5兆円に達した。前年より12%増えた。",
    "工場は熊本県に建設される。従業員は1,700人である。",
    "用語の説明をここに置く。",
)
CARS = (
    "新能源汽车的销量达到950万辆。同比增长三成。",
    "充电桩数量为859万台，其中公共充电桩272万台。",
)


class PairEmbedder:
    """Adds up one direction for each pair of characters: alike texts, alike vectors."""

    id = "test/pairs"
    revision = "1"
    query_prefix = ""
    passage_prefix = ""
    dim = DIM

    def __init__(self) -> None:
        self.encoded = 0

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([_direction(t) for t in texts], dtype=np.float32).reshape(-1, DIM)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return self.embed_queries(texts)

    def embed_few(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_queries(texts)


def _direction(text: str) -> NDArray[np.float64]:
    total = np.full(DIM, 1e-3)
    for i in range(len(text)):
        seed = int.from_bytes(hashlib.sha256(text[i : i + 2].encode()).digest()[:4])
        total += np.random.default_rng(seed).standard_normal(DIM)
    return total / np.linalg.norm(total)


def document(title: str, language: Language, texts: Sequence[str]) -> Document:
    """One page a text and one passage a page."""
    pages = tuple(
        Page(
            number=n,
            label=str(n),
            text=text,
            blocks=(Block("text", 0, len(text)),),
            quality=Quality(characters=len(text)),
        )
        for n, text in enumerate(texts, start=1)
    )
    return Document(
        sha256=hashlib.sha256("\f".join((title, *texts)).encode()).hexdigest(),
        format="text",
        title=title,
        language=language,
        pages=pages,
        passages=tuple(Passage("text", p.number, 0, len(p.text), p.text, language) for p in pages),
    )


def build_collection(folder: Path) -> CollectionOptions:
    """Two documents, one Japanese and one Chinese, as ``ingest`` stores them."""
    options = CollectionOptions(data_dir=folder)
    documents = [
        ("reports/chips.pdf", document("半導体白書", "ja", CHIPS)),
        ("reports/cars.pdf", document("新能源汽车报告", "zh", CARS)),
    ]
    ingest_documents(documents, options, embedder=PairEmbedder())
    return options


def gold_row(**changes: Any) -> dict[str, Any]:
    """A valid line of a gold file, with changes; ``None`` takes a field out."""
    row: dict[str, Any] = {
        "id": "q1",
        "language": "ja",
        "question": "半導体市場の規模はいくらですか。",
        "answerable": True,
        "answers": ["9.5兆円", "9兆5000億円"],
        "evidence": [{"doc": "chips.pdf", "page": 1, "quote": "9.5兆円に達した"}],
        "type": "numeric",
        "topic": "半導体",
    }
    row.update(changes)
    return {name: value for name, value in row.items() if value is not None}


GOLD = (
    gold_row(),
    gold_row(
        id="q2",
        language="zh",
        question="半导体工厂建在哪里？",
        answers=["熊本県"],
        evidence=[{"doc": "半導体白書", "page": 2}],
        type="entity",
    ),
    gold_row(
        id="q3",
        language="zh",
        question="充电桩有多少？",
        answers=["859万台"],
        evidence=[{"doc": "reports/cars.pdf", "page": 2}],
    ),
    gold_row(
        id="q4",
        question="火星の人口は何人ですか。",
        answerable=False,
        answers=[],
        evidence=[],
        type="unanswerable",
    ),
)


def gold_bytes(*rows: dict[str, Any]) -> bytes:
    """A gold file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def squad_article(title: str, *paragraphs: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """An article of a SQuAD file."""
    return {
        "title": title,
        "paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs],
    }


def squad_question(identity: str, question: str, *answers: str, **more: Any) -> dict[str, Any]:
    """A question of a SQuAD file."""
    found = [{"text": a, "answer_start": 0} for a in answers]
    return {"id": identity, "question": question, "answers": found, **more}


def write_squad(path: Path, *articles: dict[str, Any]) -> Path:
    """A SQuAD file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"version": "2.0", "data": list(articles)}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path
