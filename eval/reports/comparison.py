"""Two runs side by side: tables for a terminal, Markdown for a pull request, a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from eval.changes import Change
from eval.compare import Comparison, Delta, Slice
from eval.reports.markdown import cell, table
from eval.reports.names import label
from eval.reports.page import render
from eval.reports.texts import drawn

__all__ = [
    "changed_questions",
    "comparison_markdown",
    "comparison_page",
    "comparison_table",
    "notable_slices",
    "slice_table",
    "unchanged",
]

_COLUMNS = ("n", "A", "B", "B − A", "95 % interval", "gained/lost", "p", "p (Holm)")
_TURNS = {
    "worse": "right in A, wrong in B",
    "better": "wrong in A, right in B",
    "elsewhere": "wrong in both, for another cause",
}
_SHOWN = 20


def comparison_table(comparison: Comparison) -> Table:
    """One row a metric, of those that changed."""
    found = _table("metric")
    for delta in _changed(comparison):
        found.add_row(delta.metric, *_cells(delta), delta.verdict)
    return found


def unchanged(comparison: Comparison) -> str:
    """A line that names the metrics that are the same in every question; empty without any."""
    names = [d.metric for d in comparison.deltas if d.verdict == "same"]
    return f"the same in every question: {', '.join(names)}" if names else ""


def _changed(comparison: Comparison) -> list[Delta]:
    return [d for d in comparison.deltas if d.verdict != "same"]


def slice_table(slices: Sequence[Slice]) -> Table:
    """One row a slice and metric."""
    found = _table("slice")
    for part in slices:
        name = f"{part.group} {part.value}: {part.delta.metric}"
        found.add_row(Text(name), *_cells(part.delta), part.delta.verdict)
    return found


def notable_slices(comparison: Comparison) -> list[Slice]:
    """The slices whose own interval does not hold zero, the surest first.

    Most of many such intervals may still be chance: the adjusted p-value tells.
    """
    found = [s for s in comparison.slices if s.delta.low > 0 or s.delta.high < 0]
    return sorted(found, key=lambda s: s.delta.p)


def changed_questions(comparison: Comparison, most: int = _SHOWN) -> Iterator[str]:
    """Lines for a terminal: the questions that turned, at most ``most`` of each kind."""
    for turn, what in _TURNS.items():
        turned = [c for c in comparison.questions if c.turn == turn]
        if turned:
            yield f"{len(turned)} {what}:"
        for change in turned[:most]:
            yield f"  {change.a['id']}  {change.a['question']}{_causes(change)}"
        if len(turned) > most:
            yield f"  and {len(turned) - most} more"


def comparison_markdown(comparison: Comparison) -> str:
    """Figures, notable slices and turned questions, for the description of a pull request."""
    lines = ["# Evaluation: B against A", ""]
    lines += [f"A is {cell(str(comparison.a.path))}, B is {cell(str(comparison.b.path))}.", ""]
    if comparison.changed:
        rows = [[name, str(a), str(b)] for name, (a, b) in comparison.changed.items()]
        lines += [*table(("changed", "A", "B"), rows), ""]
    rows = [[d.metric, *_cells(d), d.verdict] for d in _changed(comparison)]
    if rows:
        lines += [*table(("metric", *_COLUMNS, "B is"), rows), ""]
    if same := unchanged(comparison):
        lines += [f"{same[0].upper()}{same[1:]}.", ""]
    slices = notable_slices(comparison)
    if slices:
        rows = [
            [f"{s.group} {s.value}: {s.delta.metric}", *_cells(s.delta), s.delta.verdict]
            for s in slices
        ]
        lines += ["## Slices whose interval does not hold zero", ""]
        lines += [*table(("slice", *_COLUMNS, "B is"), rows), ""]
    for turn, what in _TURNS.items():
        turned = [c for c in comparison.questions if c.turn == turn]
        if turned:
            lines += [f"<details><summary>{len(turned)} {what}</summary>", ""]
            lines += [f"- {cell(c.a['id'])} {cell(c.a['question'])}{_causes(c)}" for c in turned]
            lines += ["", "</details>", ""]
    return "\n".join(lines)


def comparison_page(comparison: Comparison) -> str:
    """One HTML file, as ``report.html`` is."""
    return render(
        "compare.html",
        title="Evaluation: B against A",
        comparison=comparison,
        columns=_COLUMNS,
        rows=[(d.metric, label(d.metric), d, _cells(d)) for d in _changed(comparison)],
        unchanged=unchanged(comparison),
        slices=[
            (f"{s.group} {s.value}", label(s.delta.metric), s.delta, _cells(s.delta))
            for s in notable_slices(comparison)
        ],
        compared_slices=len(comparison.slices),
        turns=_TURNS,
        questions=[_question(change) for change in comparison.questions],
    )


def _question(change: Change) -> dict[str, Any]:
    a, b = change.a, change.b
    return {
        "id": a["id"],
        "turn": change.turn,
        "language": a["language"],
        "type": a["type"],
        "question": drawn(a["question"], a["language"]),
        "answers": [drawn(answer) for answer in a["answers"]],
        "sides": [_side("A", a), _side("B", b)],
        "searchable": " ".join([a["id"], a["question"], *a["answers"]]),
    }


def _side(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    answer = row["answer"]
    places = [f"{c['path']}, p. {c['page']}" for c in row["citations"]]
    return {
        "name": name,
        "answer": None if answer is None else drawn(answer),
        "cause": row["cause"],
        "confidence": row["confidence"],
        "cited": list(dict.fromkeys(places)),
    }


def _table(first: str) -> Table:
    found = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    found.add_column(first, no_wrap=True)
    for name in _COLUMNS:
        found.add_column(name, justify="right", no_wrap=True)
    found.add_column("B is", no_wrap=True)
    return found


def _cells(d: Delta) -> list[str]:
    return [
        f"{d.n:,}",
        f"{d.a:.3f}",
        f"{d.b:.3f}",
        f"{d.delta:+.3f}",
        f"[{d.low:+.3f}, {d.high:+.3f}]",
        "" if d.gained is None else f"+{d.gained} −{d.lost}",
        f"{d.p:.3g}",
        f"{d.adjusted:.3g}",
    ]


def _causes(change: Change) -> str:
    one, other = change.a["cause"], change.b["cause"]
    if one and other:
        return f" ({one} → {other})"
    return f" ({one or other})"
