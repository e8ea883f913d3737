"""A collection of three documents in three languages, and an embedder without a model."""

from __future__ import annotations

from pathlib import Path

import pytest
from index_helpers import EN, JA, ZH, HashEmbedder

from index import CollectionOptions, ingest_documents


@pytest.fixture
def options(tmp_path: Path) -> CollectionOptions:
    return CollectionOptions(data_dir=tmp_path / "data", lock_wait_s=0.2)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def filled(options: CollectionOptions, embedder: HashEmbedder) -> CollectionOptions:
    documents = [("ja/a.pdf", JA), ("zh/b.pdf", ZH), ("en/c.pdf", EN)]
    report = ingest_documents(documents, options, embedder=embedder)
    assert [d.title for d in report.ingested] == ["日本の報告", "中国报告", "English report"]
    assert report.failed == ()
    return options
