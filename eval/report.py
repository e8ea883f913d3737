"""A run on paper: a table for people, JSON for programs, one line a question, reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from eval.journal import JOURNAL_FILE
from eval.records import Record
from eval.reports import write_reports
from eval.saved import QUESTIONS_FILE, SUMMARY_FILE, replace_file
from eval.summary import METRICS

__all__ = ["summary_table", "write_run"]


def write_run(folder: Path, summary: Mapping[str, Any], records: Sequence[Record]) -> None:
    """Write ``summary.json``, ``questions.jsonl`` and the reports into ``folder``; an older run is
    replaced.

    The summary is written after the questions and at once: a folder that has one is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUMMARY_FILE).unlink(missing_ok=True)
    lines = (json.dumps(record.to_json(), ensure_ascii=False) + "\n" for record in records)
    replace_file(folder / QUESTIONS_FILE, "".join(lines))
    text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
    replace_file(folder / SUMMARY_FILE, text)
    write_reports(folder)
    (folder / JOURNAL_FILE).unlink(missing_ok=True)  # everything in it is in the run now


def summary_table(summary: Mapping[str, Any]) -> Table:
    """One row a metric, one column for all questions and one for each part of them.

    Parts that hold every question say nothing new and are left out.
    """
    columns = list(_columns(summary))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("metric", no_wrap=True)
    for name, _ in columns:
        table.add_column(Text(name), justify="right", no_wrap=True)
    table.add_row("n", *(f"{part['n']:,}" for _, part in columns), end_section=True)
    for group, names in METRICS.items():
        if group not in summary:
            continue
        for name in names:
            values = [part.get(group, {}).get(name) for _, part in columns]
            if any(value is not None for value in values):
                table.add_row(f"{group}.{name}", *(_shown(group, v) for v in values))
    return table


def _columns(summary: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "all", summary
    for parts in summary.get("by", {}).values():
        if len(parts) > 1:
            yield from parts.items()


def _shown(group: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if group == "latency_ms" else f"{value:.3f}"
