"""How long a question takes: warm in the process and over HTTP, and cold from the command line.

    python benchmarks/bench_latency.py corpus/gold.jsonl --data .demo

Every question of the gold set is searched and asked once after a warm-up, one at a time.
``serving_memory_mib`` is the memory of the serving process after 100 questions.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import re
import statistics
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench_tools import (
    MEASUREMENTS,
    latency,
    measured,
    median_wall,
    shutten,
    timed,
    tree_mib,
    write_results,
)

from eval.gold import read_gold
from index import open_collection
from service.answering import answer
from service.settings import load_settings

_SERVED = 100


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "latency.json")
    arguments = parser.parse_args()
    questions = [q.question for q in read_gold(arguments.gold)[: arguments.limit]]
    results = {
        "benchmark": "latency",
        "questions": len(questions),
        **_in_process(arguments.data, questions),
        **_over_http(arguments.data, questions),
        **_cold(arguments.data, questions[0]),
    }
    write_results(arguments.json, results)


def _in_process(data: Path, questions: Sequence[str]) -> dict[str, Any]:
    settings = load_settings({"data": data})
    with open_collection(settings.collection_options()) as collection:
        documents = collection.documents()
        options = settings.answer_options()
        return {
            "documents": len(documents),
            "passages": sum(d.passages for d in documents),
            "in_process": {
                "search": _each(questions, lambda q: collection.search(q, top_k=10)),
                "ask": _each(questions, lambda q: answer(collection, q, options)),
            },
        }


def _over_http(data: Path, questions: Sequence[str]) -> dict[str, Any]:
    with _server(data) as (pid, host, port):
        connection = http.client.HTTPConnection(host, port, timeout=60)

        def post(path: str, body: dict[str, Any]) -> None:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read()
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status} {text[:200]!r}")

        idle = tree_mib(pid)
        results = {
            "search": _each(questions, lambda q: post("/api/v1/search", {"query": q})),
            "ask": _each(questions, lambda q: post("/api/v1/ask", {"question": q})),
        }
        for question in itertools.islice(itertools.cycle(questions), _SERVED):
            post("/api/v1/ask", {"question": question})
        memory = tree_mib(pid)
        connection.close()
    return {
        "http": results,
        "serving_memory_mib": {"idle": round(idle, 1), f"after_{_SERVED}": round(memory, 1)},
    }


def _cold(data: Path, question: str) -> dict[str, Any]:
    search = shutten("--data", str(data), "search", question, "--json")
    runs = [measured(search) for _ in range(5)]
    return {
        "cold": {
            "help_s": round(median_wall(shutten("--help")), 3),
            "search_s": round(statistics.median(run.wall_s for run in runs), 3),
            "search_memory_mib": max(run.peak_mib for run in runs),
        }
    }


def _each(questions: Sequence[str], call: Callable[[str], object]) -> dict[str, Any]:
    call(questions[0])
    seconds: list[float] = []
    for question in questions:
        with timed(seconds):
            call(question)
    return latency(seconds)


@contextmanager
def _server(data: Path) -> Iterator[tuple[int, str, int]]:
    """A serving process on a free port."""
    process = subprocess.Popen(
        shutten("--data", str(data), "serve", "--port", "0"), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"http://([^/:\s]+):(\d+)", line)
        if match is None:
            raise RuntimeError(f"the server said {line!r}")
        yield process.pid, match[1], int(match[2])
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
