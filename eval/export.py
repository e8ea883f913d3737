"""A run in the formats of other tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.formats.ragas import ragas_records
from eval.formats.trec import qrels_lines, trec_run_lines
from eval.saved import Run, replace_file, require_fields
from ingest.errors import UsageError

__all__ = ["EXPORTS", "export_run"]

EXPORTS: Mapping[str, str] = {
    "trec": "run.txt and qrels.txt with pages as file#page, and the same of passages",
    "ragas": "ragas.jsonl, a record a question",
}


def export_run(run: Run, format_: str, folder: Path) -> list[Path]:
    """Write ``run`` into ``folder`` in one of ``EXPORTS``, and say which files that made.

    Raises:
        UsageError: the run has no ranking that a TREC run could hold.
    """
    require_fields(run, "hits", "passages", "expected")
    texts = _trec(run) if format_ == "trec" else _ragas(run)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        replace_file(folder / name, text)
    return [folder / name for name in texts]


def _trec(run: Run) -> dict[str, str]:
    rows = run.questions.values()
    if all(row["hits"] is None for row in rows):
        raise UsageError(
            "the run has no ranking: its passages were given",
            path=str(run.path),
            hint="export a run that was made without --given-passage",
        )
    pages = ((row["id"], [(_page(hit), hit["score"]) for hit in row["hits"]]) for row in rows)
    passages = (
        (row["id"], [(hit["passage_id"], hit["score"]) for hit in row["hits"]]) for row in rows
    )
    on_pages = ((row["id"], {_page(e): e["grade"] for e in row["evidence"]}) for row in rows)
    in_passages = ((row["id"], dict.fromkeys(row["passages"], 1)) for row in rows)
    return {
        "run.txt": "".join(trec_run_lines(pages)),
        "qrels.txt": "".join(qrels_lines(on_pages)),
        "passages-run.txt": "".join(trec_run_lines(passages)),
        "passages-qrels.txt": "".join(qrels_lines(in_passages)),
    }


def _page(place: Mapping[str, Any]) -> str:
    return f"{place['path']}#{place['page']}"


def _ragas(run: Run) -> dict[str, str]:
    lines = (json.dumps(record, ensure_ascii=False) for record in ragas_records(run))
    return {"ragas.jsonl": "".join(f"{line}\n" for line in lines)}
