"""The page of a run: one HTML file with its style, its script and its charts inside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.attribution import CAUSES
from eval.reports import charts
from eval.reports.names import GROUP_TITLES, PART_METRICS, figure, figures, label
from eval.reports.texts import drawn
from eval.saved import Run

__all__ = ["render", "run_page"]

_MOST_QUESTIONS = 2_000
"""A browser is slow with more; the missed ones are shown first."""
_SHOWN_HITS = 5
_HIT_CHARACTERS = 180
_HEADLINES = (
    ("answer.contains", "answers that hold the expected one"),
    ("retrieval.recall@5", "questions with their page among the first five"),
    ("citation.page_recall", "questions with a proving page cited"),
    ("citation.verified", "quotations found again on their page"),
    ("abstention.recall", "unanswerable questions refused"),
)
_PARTS = {
    "language": "language of the question",
    "relation": "languages of question and document",
    "type": "type of question",
    "document": "document",
}


def run_page(run: Run) -> str:
    """The report of ``run`` as HTML; it asks for no other file and for nothing from a network."""
    rows = list(run.questions.values())
    summary = run.summary
    known = [r for r in rows if r["answer"] is not None and r["right"] is not None]
    confidences = [r["confidence"] for r in known]
    right = [bool(r["right"]) for r in known]
    pictures: dict[str, str] = {}
    if known:
        pictures["risk"] = charts.risk_coverage_chart(confidences, right)
        pictures["calibration"] = charts.calibration_chart(confidences, right)
    if rows:
        pictures["latency"] = charts.latency_chart([r["ask_ms"] for r in rows])
    shown = sorted(rows, key=lambda r: r["right"] is not False)[:_MOST_QUESTIONS]
    return render(
        "run.html",
        title=f"Evaluation: {summary.get('configuration', {}).get('gold', run.path.name)}",
        summary=summary,
        configuration=run.configuration,
        headlines=[(figure(summary, name), text) for name, text in _HEADLINES],
        groups=[(t, figures(summary, g)) for g, t in GROUP_TITLES.items() if g in summary],
        parts=[part for name, what in _PARTS.items() if (part := _part(summary, name, what))],
        lost=_lost(summary),
        missed=sum(r["right"] is False for r in rows),
        judged=sum(r["right"] is not None for r in rows),
        charts={name: Markup(svg) for name, svg in pictures.items()},
        questions=[_question(row) for row in shown],
        left_out=len(rows) - len(shown),
        choices={
            name: sorted({str(row[name]) for row in rows if row[name]})
            for name in ("language", "relation", "type", "cause")
        },
    )


def render(template: str, **context: Any) -> str:
    """A page out of ``templates/``, with the style and the script that all of them share."""
    return _environment().get_template(template).render(**context)


@cache
def _environment() -> Environment:
    loader = PackageLoader("eval.reports", "templates")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def source(name: str) -> Markup:
        return Markup(loader.get_source(environment, name)[0])

    environment.globals.update(source=source, label=label, causes=CAUSES)
    environment.filters.update(figure=_shown, percent=lambda v: f"{100 * v:.2f}%")
    return environment


def _shown(value: float, name: str = "") -> str:
    if name.startswith("latency_ms."):
        return f"{value:,.0f}"
    return f"{value:.3f}"


def _part(summary: Mapping[str, Any], name: str, what: str) -> dict[str, Any] | None:
    """A table of the parts that the questions fall into; ``None`` where there is only one."""
    parts = summary.get("by", {}).get(name, {})
    if len(parts) < 2:
        return None
    rows = [
        {"name": value, "n": part["n"], "cells": [figure(part, metric) for metric in PART_METRICS]}
        for value, part in parts.items()
    ]
    held = [i for i in range(len(PART_METRICS)) if any(row["cells"][i] for row in rows)]
    for row in rows:
        row["cells"] = [row["cells"][i] for i in held]
    return {
        "what": what,
        "is_document": name == "document",
        "metrics": [PART_METRICS[i] for i in held],
        "rows": rows,
    }


def _lost(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    lost: Mapping[str, int] = summary.get("lost", {})
    most = max(lost.values(), default=1)
    return [
        {"cause": cause, "n": n, "what": CAUSES.get(cause, ""), "share": n / most}
        for cause, n in lost.items()
    ]


def _question(row: Mapping[str, Any]) -> dict[str, Any]:
    """A question as the page shows it, each text with the language that it is drawn in."""
    places = {(e["doc_id"], e["page"]) for e in row["evidence"]}
    hits = (row["hits"] or [])[:_SHOWN_HITS]
    return {
        **row,
        "lang": drawn(row["question"], row["language"])["lang"],
        "answers": [drawn(answer) for answer in row["answers"]],
        "expected": [{**e, **drawn(e["quote"])} for e in row["expected"]],
        "answer": None if row["answer"] is None else drawn(row["answer"]),
        "citations": [
            {**c, **drawn(c["quote"]), "proves": (c["doc_id"], c["page"]) in places}
            for c in row["citations"]
        ],
        "hits": [
            {**hit, **drawn(_cut(hit["text"])), "proves": (hit["doc_id"], hit["page"]) in places}
            for hit in hits
        ],
        "searchable": " ".join([row["id"], row["question"], *row["answers"], row["answer"] or ""]),
    }


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _HIT_CHARACTERS else line[:_HIT_CHARACTERS] + "…"
