"""Public question sets in formats of their own, as gold questions and documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.formats.beir import read_beir
from eval.formats.ntcir_u4 import read_ntcir_u4
from eval.formats.squad import read_squad
from eval.formats.trec import read_qrels, read_trec, trec_run_lines
from eval.questions import QuestionSet
from ingest.errors import UsageError

__all__ = [
    "FORMATS",
    "QuestionSet",
    "read_beir",
    "read_format",
    "read_ntcir_u4",
    "read_qrels",
    "read_squad",
    "read_trec",
    "trec_run_lines",
]

FORMATS = ("squad", "beir", "trec", "ntcir-u4")
"""Formats that bring their documents; ``trec`` may leave them to the collection."""


def read_format(
    name: str, path: Path, *, also_index: Sequence[Path] = (), titles: bool = False
) -> QuestionSet:
    """The questions and documents of ``path`` in the format ``name``.

    Raises:
        GoldSetError: lists everything that is not as the format wants it.
        UsageError: an option does not go with the format.
    """
    if name == "squad":
        return read_squad(path, also_index=also_index, titles=titles)
    if also_index or titles:
        raise UsageError("--also-index and --titles go with --format squad")
    return {"beir": read_beir, "trec": read_trec, "ntcir-u4": read_ntcir_u4}[name](path)
