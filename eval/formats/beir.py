"""BEIR: a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/*.tsv``.

Each entry of the corpus becomes a document of one page under its id. Format: Thakur et al.,
"BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models" (2021).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from eval.faults import Fault, raise_faults
from eval.formats.entries import entry_document
from eval.formats.lines import json_lines
from eval.formats.trec import judged_questions, read_qrels
from eval.questions import QuestionSet
from ingest.document import Document
from ingest.errors import GoldSetError
from ingest.language import detect_language

__all__ = ["qrels_file", "read_beir", "read_corpus", "read_queries"]

_SPLITS = ("test", "dev", "train")
_LANGUAGE_SAMPLE = 20


def read_beir(path: Path) -> QuestionSet:
    """Documents and judged queries of a BEIR folder, or of one qrels file in it.

    A folder's judgements are ``qrels/test.tsv``, else those of ``dev`` or ``train``, else the
    only file there. Queries without a relevant entry are left out, with a note.

    Raises:
        GoldSetError: lists everything that is not as the format wants it.
    """
    folder, qrels = (path, qrels_file(path)) if path.is_dir() else (path.parent.parent, path)
    faults: list[Fault] = []
    documents = read_corpus(folder / "corpus.jsonl", faults)
    queries = read_queries(folder / "queries.jsonl", faults)
    judgements = read_qrels(qrels, faults)
    questions, notes = judged_questions(queries, judgements, documents, faults)
    raise_faults(faults, str(path))
    return QuestionSet(documents, questions, notes)


def qrels_file(folder: Path) -> Path:
    """The judgements of a BEIR folder. Raises ``GoldSetError`` where it is not clear which."""
    found = sorted((folder / "qrels").glob("*.tsv"))
    for split in _SPLITS:
        for file in found:
            if file.stem == split:
                return file
    if len(found) != 1:
        raise GoldSetError(
            f"there are {len(found)} files in qrels, and none is test.tsv",
            path=str(folder),
            hint="name one: shutten eval run FOLDER/qrels/NAME.tsv --format beir",
        )
    return found[0]


def read_corpus(path: Path, faults: list[Fault]) -> dict[str, Document]:
    """The entries of ``corpus.jsonl`` by id; an entry without words is a fault."""
    rows: dict[str, tuple[str, str]] = {}
    for where, row in json_lines(path, faults):
        identity, text = str(row.get("_id", "")), row.get("text")
        if not identity or not isinstance(text, str):
            faults.append(Fault(where, "an entry needs '_id' and 'text'"))
        elif identity in rows:
            faults.append(Fault(where, f"the id {identity!r} occurs twice"))
        else:
            title = row.get("title")
            rows[identity] = (title if isinstance(title, str) else "", text)
    sample = "\n".join(text for _, text in islice(rows.values(), _LANGUAGE_SAMPLE))
    prior = detect_language(sample)
    # An entry may be a title alone; without any words it cannot be found, and is not stored.
    return {
        identity: entry_document(identity, title, text if text.strip() else title, prior)
        for identity, (title, text) in rows.items()
        if text.strip() or title.strip()
    }


def read_queries(path: Path, faults: list[Fault]) -> Mapping[str, str]:
    """The texts of ``queries.jsonl`` by id."""
    found: dict[str, str] = {}
    for where, row in json_lines(path, faults):
        identity, text = str(row.get("_id", "")), row.get("text")
        if not identity or not isinstance(text, str) or not text.strip():
            faults.append(Fault(where, "a query needs '_id' and 'text'"))
        elif identity in found:
            faults.append(Fault(where, f"the id {identity!r} occurs twice"))
        else:
            found[identity] = text
    return found
