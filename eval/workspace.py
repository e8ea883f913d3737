"""Collections that are built to be evaluated, kept so that the next run need not encode again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from eval.questions import QuestionSet
from index import Collection, CollectionOptions, Progress, ingest_documents, open_collection
from index.embedding import Embedder
from ingest.errors import (
    CollectionDamagedError,
    CollectionError,
    CollectionMismatchError,
    EmptyCollectionError,
)

__all__ = ["default_work_dir", "open_question_set"]

Listener = Callable[[Progress], None]


def default_work_dir() -> Path:
    """``$XDG_CACHE_HOME/shutten/eval``, or ``~/.cache/shutten/eval``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(base) if os.path.isabs(base) else Path.home() / ".cache"
    return root / "shutten" / "eval"


def open_question_set(
    wanted: QuestionSet,
    options: CollectionOptions,
    work_dir: Path,
    *,
    progress: Listener | None = None,
    embedder: Embedder | None = None,
) -> Collection:
    """The collection of ``wanted``'s documents: the one that is kept, else a new one.

    It lives in a folder of ``work_dir`` that is named by the documents and the model. One that
    is incomplete is completed; one that another version built, or that is damaged, is replaced.
    """
    folder = work_dir / _name(wanted, options)
    options = replace(options, data_dir=folder)
    try:
        collection = open_collection(options, embedder=embedder)
        if len(collection.documents()) == len(wanted.documents):
            return collection
        collection.close()
    except EmptyCollectionError:
        pass
    except (CollectionMismatchError, CollectionDamagedError):
        shutil.rmtree(folder)
    report = ingest_documents(
        list(wanted.documents.items()), options, progress=progress, embedder=embedder
    )
    if report.failed:
        first = report.failed[0]
        raise CollectionError(f"{len(report.failed)} documents did not go in: {first.error}")
    return open_collection(options, embedder=embedder)


def _name(wanted: QuestionSet, options: CollectionOptions) -> str:
    contexts = {
        path: [document.sha256, *sorted({p.context for p in document.passages})]
        for path, document in wanted.documents.items()
    }
    model = [
        options.model,
        options.model_revision,
        options.query_prefix,
        options.passage_prefix,
    ]
    body = json.dumps([contexts, model], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()[:24]
