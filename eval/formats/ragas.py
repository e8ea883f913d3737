"""Records as RAGAS takes them: ``user_input``, ``retrieved_contexts``, ``response``, ``reference``.

Field names: the single-turn samples of RAGAS (Es et al., "RAGAS: Automated Evaluation of
Retrieval Augmented Generation", EACL 2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.saved import Run

__all__ = ["ragas_record", "ragas_records"]


def ragas_records(run: Run) -> list[dict[str, Any]]:
    """One record for each question of ``run``, in its order."""
    read = (run.configuration.get("settings") or {}).get("top_k")
    return [ragas_record(row, read) for row in run.questions.values()]


def ragas_record(row: Mapping[str, Any], read: int | None = None) -> dict[str, Any]:
    """A question's line as a record; the contexts are the first ``read`` passages of the ranking.

    A refusal has an empty response, and a question that the documents do not answer an empty
    reference. Where there are several expected answers the first one is the reference.
    """
    quotes = [e["quote"] for e in row["expected"] if e["quote"]]
    return {
        "user_input": row["question"],
        "retrieved_contexts": [hit["text"] for hit in (row["hits"] or [])[:read]],
        "reference_contexts": quotes,
        "response": row["answer"] or "",
        "reference": row["answers"][0] if row["answers"] else "",
    }
