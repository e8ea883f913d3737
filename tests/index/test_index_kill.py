"""kill -9 at many moments: a document is in or it is not, and the next ingest goes on."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import index_ingest_child
from index_helpers import HashEmbedder

from index import CollectionOptions, open_collection
from ingest.errors import EmptyCollectionError

CHILD = Path(index_ingest_child.__file__)
IMPORTS = [str(CHILD.parents[2]), os.environ.get("PYTHONPATH", "")]
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, IMPORTS))}


def run_child(
    data: Path, step: str = "", *, kill_after_lines: int = -1, delay_s: float = 0.0
) -> list[str]:
    """What the child said before it ended or was killed."""
    command = [sys.executable, str(CHILD), str(data), *([step] if step else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as child:
        assert child.stdout is not None
        said: list[str] = []
        for line in child.stdout:
            said.append(line.strip())
            if len(said) == kill_after_lines:
                time.sleep(delay_s)
                child.kill()
        return said


def assert_whole(data: Path, reported: set[str]) -> None:
    """The collection opens, is healthy, holds all that was reported and nothing twice."""
    options = CollectionOptions(data_dir=data)
    try:
        collection = open_collection(options, embedder=HashEmbedder())
    except EmptyCollectionError:
        assert not reported
        return
    with collection:
        assert [c for c in collection.check() if not c.ok] == []
        documents = collection.documents()
        assert reported <= {d.path for d in documents}
        assert len({d.path for d in documents}) == len(documents)
        for document in documents:
            first = collection.page(document.doc_id, 1).passages[0]
            hits = collection.search(first.text, top_k=50).hits
            assert hits[0].passage.passage_id == first.passage_id
            assert len({h.passage.passage_id for h in hits}) == len(hits)


def assert_complete(data: Path) -> None:
    said = run_child(data)
    assert said[-1] == "complete"
    assert_whole(data, set(said[1:-1]))
    wanted = dict(index_ingest_child.generated())
    with open_collection(CollectionOptions(data_dir=data), embedder=HashEmbedder()) as collection:
        stored = {d.path: d.sha256 for d in collection.documents()}
        assert stored == {path: document.sha256 for path, document in wanted.items()}
        leftovers = next(c for c in collection.check() if c.name == "leftovers")
        assert leftovers.detail == "none"


def test_killed_at_named_steps(tmp_path: Path) -> None:
    """One collection, killed at each step in turn; every run continues the one before."""
    data = tmp_path / "data"
    for step in (
        "before-words:1",
        "after-words:1",
        "after-vectors:1",
        "after-catalogue:1",
        "before-forgetting:4",
        "after-vectors:3",
        "after-catalogue:2",
        "after-words:5",
        "before-swap:1",
        "after-swap:2",
    ):
        said = run_child(data, step)
        assert said[-1:] != ["complete"], step
        assert_whole(data, {line for line in said if line != "ready"})
    assert_complete(data)


def test_killed_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(1)
    data = tmp_path / "data"
    reported: set[str] = set()
    for lines in (1, 3, 7, 14):
        said = run_child(data, kill_after_lines=lines, delay_s=chance.uniform(0, 0.05))
        reported = {line for line in said if line not in ("ready", "complete")}
        assert_whole(data, reported)
    assert_complete(data)
