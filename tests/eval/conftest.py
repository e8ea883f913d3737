"""Every test here has its own directories, no settings of the user's, and no model."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from eval_helpers import GOLD, PairEmbedder, build_collection, gold_bytes

from index import Collection, CollectionOptions, open_collection


@pytest.fixture(autouse=True)
def embedder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PairEmbedder:
    """The embedder that every collection of the test is built and opened with."""
    for variable in list(os.environ):
        if variable.upper().startswith("SHUTTEN_"):
            monkeypatch.delenv(variable)
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.chdir(tmp_path)
    fake = PairEmbedder()
    for module in ("index.collection", "index.ingestion"):
        monkeypatch.setattr(f"{module}.make_embedder", lambda options: fake)
    return fake


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> CollectionOptions:
    """A collection that no test writes to."""
    return build_collection(tmp_path_factory.mktemp("collection"))


@pytest.fixture
def collection(built: CollectionOptions) -> Iterator[Collection]:
    """The collection, open."""
    with open_collection(built) as opened:
        yield opened


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    """Four questions about the collection: within and across languages, one without an answer."""
    path = tmp_path / "gold.jsonl"
    path.write_bytes(gold_bytes(*GOLD))
    return path
