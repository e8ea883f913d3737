"""How long it takes to evaluate about a thousand questions, and whether twice is the same.

    python benchmarks/bench_eval.py corpus/gold.jsonl --data .demo

The gold set is repeated under other ids until there are ``--questions`` of them; every copy is
asked anew. The first run asks one question at a time, as latencies are measured; the second asks
one for each core. Their figures, other than latencies, must be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from itertools import count, islice
from pathlib import Path
from typing import Any

from bench_tools import MEASUREMENTS, Ran, measured, shutten, write_results


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "eval.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder) / "gold.jsonl"
        gold.write_text(_repeated(arguments.gold, arguments.questions), encoding="utf-8")
        jobs = os.cpu_count() or 1
        runs = {n: _run(arguments.data, gold, n) for n in sorted({1, jobs})}
        lint = measured(shutten("--data", str(arguments.data), "eval", "lint", str(gold)))
    configuration = json.loads(runs[1].output)["configuration"]
    figures = [_figures(ran.output) for ran in runs.values()]
    results = {
        "benchmark": "eval",
        "questions": arguments.questions,
        **{name: configuration[name] for name in ("documents", "passages")},
        "runs": {f"jobs_{n}": _described(ran, arguments.questions) for n, ran in runs.items()},
        "lint_s": lint.wall_s,
        "same_figures": all(found == figures[0] for found in figures),
    }
    write_results(arguments.json, results)


def _repeated(gold: Path, questions: int) -> str:
    """The lines of ``gold`` over and over, the ids of each round marked with its number."""
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
    endless = ({**row, "id": f"{row['id']}/{n}"} for n in count() for row in rows)
    lines = (json.dumps(row, ensure_ascii=False) for row in islice(endless, questions))
    return "".join(f"{line}\n" for line in lines)


def _run(data: Path, gold: Path, jobs: int) -> Ran:
    command = ("--data", str(data), "eval", "run", str(gold), "--jobs", str(jobs), "--json")
    return measured(shutten(*command))


def _described(ran: Ran, questions: int) -> dict[str, Any]:
    summary = json.loads(ran.output)
    return {
        "wall_s": ran.wall_s,
        "questions_per_s": round(questions / ran.wall_s, 2),
        "peak_mib": ran.peak_mib,
        "latency_ms": summary["latency_ms"],
    }


def _figures(output: str) -> dict[str, Any]:
    """All figures but times."""
    summary = json.loads(output)
    groups = ("retrieval", "passages", "answer", "citation", "abstention", "confidence", "lost")
    return {group: summary[group] for group in groups if group in summary}


if __name__ == "__main__":
    main()
