"""Questions about single cells of securities reports: NTCIR-18 U4, table QA, valid set.

    python benchmarks/bench_table_qa.py NTCIR18_U4/table_qa/valid

Each question names its report, which alone is searched. The answer is right when its number is
the gold value with the table's unit worked out (111,548 below 百万円 is 111548000000), or, for
values in words, when it is the same text. Questions whose report is missing from the set are left
out and counted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import MEASUREMENTS, latency, write_results

from eval.formats import read_format
from eval.metrics.answer_text import folded_answer
from eval.questions import GoldQuestion
from eval.statistics import bootstrap_interval
from eval.workspace import default_work_dir, open_question_set
from index import Collection, CollectionOptions
from ingest.language import find_numbers
from service.answering import Answer, AnswerOptions, answer
from service.answering.comparison import value_of
from service.answering.readers import default_threshold

_BLANK = frozenset("－—–―-‐")


@dataclass(frozen=True)
class Asked:
    """One question and what came of it."""

    question: GoldQuestion
    given: Answer
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the answer is the gold value."""
        return same_value(self.given.answer or "", self.question.answers[-1])

    @property
    def table_found(self) -> bool:
        """Whether the first citation stands in the gold table (which is a page here)."""
        pages = {e.page for e in self.question.evidence}
        return bool(self.given.citations) and self.given.citations[0].page in pages


def same_value(text: str, gold: str) -> bool:
    """Whether ``text`` says the value ``gold``, which is a plain number or words."""
    if gold.strip() in _BLANK:
        return text.strip() in _BLANK
    try:
        wanted = Decimal(gold)
    except InvalidOperation:
        return folded_answer(text) == folded_answer(gold)
    numbers = [n for n in find_numbers(text) if n.kind in ("number", "percent")]
    if not numbers:
        return False
    value = numbers[0].value
    if numbers[0].kind == "percent":
        value /= 100  # the set writes 6.61 % as 0.0661
    below = value_of(text)
    signed = -abs(value) if below is not None and below < 0 else value
    return wanted in (signed, value)


def figures(asked: Sequence[Asked], threshold: float) -> dict[str, Any]:
    """The figures with their 95 % bootstrap intervals."""
    return {
        "questions": len(asked),
        "value": _estimate([float(a.right) for a in asked]),
        "table": _estimate([float(a.table_found) for a in asked]),
        "refused": _estimate([float(a.given.confidence < threshold) for a in asked]),
        "value_where_answered": _estimate(
            [float(a.right) for a in asked if a.given.confidence >= threshold] or [0.0]
        ),
        "ask": latency([a.seconds for a in asked]),
    }


def _estimate(values: Sequence[float]) -> dict[str, Any]:
    low, high = bootstrap_interval(values)
    mean = round(float(np.mean(values)), 4)
    return {"value": mean, "interval": [round(low, 4), round(high, 4)]}


def _ask(collection: Collection, question: GoldQuestion, options: AnswerOptions) -> Asked:
    started = time.perf_counter()
    given = answer(collection, question.question, options, doc_id=question.within)
    return Asked(question, given, time.perf_counter() - started)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and write ``docs/measurements/table_qa.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--fitted",
        nargs="*",
        default=["S100ILF5", "S100IWZG"],
        help="reports that the ranking was fitted on; figures are given with and without them",
    )
    parser.add_argument("--every", type=int, default=1, help="ask only every so many question")
    parser.add_argument("--work-dir", type=Path, default=default_work_dir())
    parser.add_argument("--misses", type=Path, help="write what was answered wrongly")
    parser.add_argument("--out", type=Path, default=MEASUREMENTS / "table_qa.json")
    arguments = parser.parse_args(argv)
    wanted = read_format("ntcir-u4", arguments.folder)
    questions = list(wanted.questions)[:: arguments.every]
    options = AnswerOptions(threshold=0.0)
    with open_question_set(
        wanted, CollectionOptions(data_dir=Path()), arguments.work_dir
    ) as collection:
        _ask(collection, questions[0], options)
        asked = [_ask(collection, question, options) for question in questions]
        passages = sum(d.passages for d in collection.documents())
    if arguments.misses:
        lines = [
            f"{a.question.question}\t{a.question.answers}\t{a.given.answer}\t{a.table_found}"
            f"\t{a.given.citations[0].quote if a.given.citations else ''}"
            for a in asked
            if not a.right
        ]
        arguments.misses.write_text("\n".join(lines), encoding="utf-8")
    others = [a for a in asked if a.question.within not in arguments.fitted]
    write_results(
        arguments.out,
        {
            "benchmark": "table_qa",
            "questions": len(asked),
            "of": len(wanted.questions),
            "notes": list(wanted.notes),
            "reports": len(wanted.documents),
            "passages": passages,
            "threshold": default_threshold("bundled"),
            "figures": figures(asked, default_threshold("bundled")),
            "fitted": arguments.fitted,
            "others": figures(others, default_threshold("bundled")) if others else None,
        },
    )


if __name__ == "__main__":
    main()
