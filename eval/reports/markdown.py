"""A run as Markdown, short enough for the description of a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.attribution import CAUSES
from eval.reports.names import GROUP_TITLES, PART_METRICS, Figure, figure, figures
from eval.saved import Run

__all__ = ["cell", "run_markdown", "table"]

_SHORT = {
    "answer": ("contains", "f1", "em", "numbers", "judge"),
    "citation": ("page_precision", "page_recall", "verified"),
    "abstention": ("precision", "recall"),
    "retrieval": ("recall@1", "recall@5", "mrr@10", "ndcg@10"),
    "passages": ("recall@5", "mrr@10"),
    "confidence": ("aurc", "ece"),
    "latency_ms": ("p50", "p95"),
}
"""What a reviewer looks at first; everything else is in the page."""


def run_markdown(run: Run) -> str:
    """The main figures with intervals, by part, and where answers are lost."""
    summary = run.summary
    lines = [f"# Evaluation: {cell(str(run.configuration.get('gold', run.path.name)))}", ""]
    lines += [f"{summary['n']:,} questions{_produced(run.configuration)}.", ""]
    lines += [*table(("metric", "figure", "95 % interval"), _main_rows(summary)), ""]
    if run.configuration.get("judge"):
        model = cell(str(run.configuration["judge"]["model"]))
        lines += [f"answer.judge is the opinion of the language model {model}.", ""]
    lines += ["## Where answers are lost", "", *_lost_lines(run), ""]
    for name, parts in summary.get("by", {}).items():
        if len(parts) > 1:
            lines += [f"## By {name}", "", *_part_lines(parts), ""]
    configuration = json.dumps(run.configuration, ensure_ascii=False, indent=2)
    lines += ["<details><summary>What produced this run</summary>", "", "```json"]
    lines += [configuration.replace("```", "'''"), "```", "", "</details>", ""]
    return "\n".join(lines)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table's lines; all columns but the first are aligned to the right."""
    ruler = ["---", *("---:" for _ in head[1:])]
    body = [f"| {' | '.join(map(cell, row))} |" for row in (head, *rows)]
    return [body[0], f"| {' | '.join(ruler)} |", *body[1:]]


def cell(text: str) -> str:
    """``text`` on one line, with what Markdown would take for its own escaped."""
    line = " ".join(text.split())
    for character in "\\`*<>[]|":
        line = line.replace(character, f"\\{character}")
    return line


def _main_rows(summary: Mapping[str, Any]) -> list[list[str]]:
    rows = []
    for group in GROUP_TITLES:
        for f in figures(summary, group) if group in summary else ():
            if f.name.partition(".")[2] in _SHORT[group]:
                rows.append([f.name, _value(f), _interval(f)])
    return rows


def _lost_lines(run: Run) -> Iterator[str]:
    lost: Mapping[str, int] = run.summary.get("lost", {})
    known = [row for row in run.questions.values() if row["right"] is not None]
    rows = [[cause, f"{n}", CAUSES.get(cause, "")] for cause, n in lost.items()]
    if rows:
        yield from table(("first cause", "questions", "what it says"), rows)
        yield ""
    yield f"{sum(lost.values())} missed of {len(known)} questions that are known right or wrong."


def _part_lines(parts: Mapping[str, Any]) -> list[str]:
    held = [m for m in PART_METRICS if any(figure(part, m) for part in parts.values())]
    rows = []
    for name, part in parts.items():
        found = [figure(part, metric) for metric in held]
        rows.append([name, f"{part['n']:,}", *("–" if f is None else _value(f) for f in found)])
    return table(("", "n", *held), rows)


def _value(f: Figure) -> str:
    return f"{f.value:.3f}" if f.is_share else f"{f.value:,.0f}"


def _interval(f: Figure) -> str:
    if f.low is None or f.high is None:
        return ""
    return f"{f.low:.3f} – {f.high:.3f}" if f.is_share else f"{f.low:,.0f} – {f.high:,.0f}"


def _produced(configuration: Mapping[str, Any]) -> str:
    code = configuration.get("code") or {}
    parts = [f"shutten {code['shutten']}" if "shutten" in code else "", code.get("commit", "")]
    named = ", ".join(part for part in (*parts, configuration.get("date", "")) if part)
    return f" ({named})" if named else ""
