"""Every test here has its own data directory, no settings of the user's, and no network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from service_fakes import TEXT_JA, FakeIndex

import service.answering
from ingest.errors import QuestionError


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(os.environ):
        if variable.upper().startswith("SHUTTEN_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("SHUTTEN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fake_index(monkeypatch: pytest.MonkeyPatch) -> FakeIndex:
    """The index room in memory, with two documents, and an answer engine that quotes the first."""
    fake = FakeIndex()
    fake.fill()
    for name in ("open_collection", "ingest_paths", "remove_document"):
        monkeypatch.setattr(f"index.{name}", getattr(fake, name))
    for name in ("ingest_paths", "remove_document"):
        monkeypatch.setattr(f"service.web.uploads.{name}", getattr(fake, name))
    monkeypatch.setattr("service.health.open_collection", fake.open_collection)
    for module in ("service.answering", "service.answering.asking"):
        monkeypatch.setattr(f"{module}.answer", fake_answer)
    return fake


def fake_answer(
    collection: Any, question: str, options: Any = None, *, doc_id: str | None = None
) -> service.answering.Answer:
    """The first sentence of the first hit; no answer to a question with ``宇宙``."""
    if "boom" in question:
        raise RuntimeError("boom")
    if "bad" in question:
        raise QuestionError("the question is bad")
    hits = collection.search(question, top_k=options.top_k, doc_id=doc_id).hits
    answerable = bool(hits) and "宇宙" not in question
    hits = hits or collection.search(TEXT_JA).hits
    citations = []
    for n, hit in enumerate(hits[:2], start=1):
        page = collection.page(hit.passage.doc_id, hit.passage.page).page
        end = page.text.index("。") + 1
        citations.append(
            service.answering.Citation(
                n=n,
                doc_id=hit.passage.doc_id,
                title=hit.passage.title,
                path=hit.passage.path,
                page=page.number,
                page_label=page.label,
                rects=tuple(page.rects(0, end)),
                page_size=page.size,
                quote=page.text[:end],
                char_start=0,
                char_end=end,
                score=0.91,
                language=hit.passage.language,
                verified=True,
            )
        )
    sentences = tuple(service.answering.Sentence(c.quote, (c.n,)) for c in citations)
    return service.answering.Answer(
        question=question,
        language="ja",
        answerable=answerable,
        answer="9.5兆円" if answerable else None,
        sentences=sentences if answerable else (),
        citations=tuple(citations),
        confidence=0.87654,
        timings_ms={"retrieve": 1.234, "answer": 2.0},
    )
