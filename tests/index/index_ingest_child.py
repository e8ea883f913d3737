"""Run by test_index_kill.py in a process of its own: ingests generated documents and says which
are stored, one line each; with a second argument ``STEP:N`` it kills itself at the Nth STEP.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index_helpers import HashEmbedder, make_document

from index import CollectionOptions, Progress, grouping, ingest_documents, writer
from index.catalogue_writer import CatalogueWriter
from index.lexical import LexicalWriter
from ingest.document import Document


def generated() -> list[tuple[str, Document]]:
    """Twenty-four documents of four passages; every fourth replaces the one before it."""
    documents = []
    for i in range(24):
        texts = [f"第{i}号の報告の第{j}段落は件数{i * 7 + j}を述べる。" for j in range(4)]
        path = f"{i - 1 if i % 4 == 3 else i}.pdf"
        documents.append((path, make_document(*texts, title=f"報告{i}")))
    return documents


def die_at(owner: Any, name: str, number: int, *, after: bool) -> None:
    """Replace a function by one that kills the process at its ``number``th call."""
    original: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, wrapped)


STEPS: dict[str, tuple[Any, str, bool]] = {
    "before-words": (LexicalWriter, "commit", False),
    "after-words": (LexicalWriter, "commit", True),
    "after-vectors": (writer, "write_segment", True),
    "after-catalogue": (CatalogueWriter, "store", True),
    "before-forgetting": (writer.WriteSession, "_forget", False),
    "before-swap": (CatalogueWriter, "swap_segments", False),
    "after-swap": (CatalogueWriter, "swap_segments", True),
}


def main() -> None:
    grouping.GROUP_PASSAGES = 4
    if len(sys.argv) > 2:
        step, _, number = sys.argv[2].partition(":")
        owner, name, after = STEPS[step]
        die_at(owner, name, int(number), after=after)

    def say(progress: Progress) -> None:
        if progress.state in ("stored", "unchanged"):
            print(progress.path, flush=True)

    print("ready", flush=True)
    options = CollectionOptions(data_dir=Path(sys.argv[1]))
    ingest_documents(generated(), options, progress=say, embedder=HashEmbedder())
    print("complete", flush=True)


if __name__ == "__main__":
    main()
