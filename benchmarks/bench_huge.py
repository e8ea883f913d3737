"""Files of thousands of pages: does a page take as long there, and how much memory is held.

    python benchmarks/bench_huge.py --json docs/measurements/huge.json

Japanese reports of 200, 2,000 and 10,000 pages are made with reportlab, the same each time. Each is
ingested into a new data directory with one and two workers, in a process of its own. A stand-in
takes the place of the embedding model, which would take most of the time and memory: its vectors
are arbitrary. ``read_s`` are the seconds until the document is there, ``store_s`` those until it is
stored. Last, the report of 2,000 pages is ingested by the command line, with the model. Memory is
the most that the process itself and the largest of its workers held, shared pages counted in full.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import MEASUREMENTS, Ran, measured, shutten, write_results
from huge_report import make_report
from numpy.typing import NDArray

from index import CollectionOptions, Progress
from index.ingestion import ingest_paths

_SIZES = (200, 2_000, 10_000)
_WORKERS = (1, 2)
_WITH_MODEL = 2_000
_DIMENSION = 384


def main() -> None:
    """Measure, or ingest when called by itself with ``--ingest``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "huge.json")
    parser.add_argument("--pages", type=int, nargs="+", default=_SIZES, help="sizes of the files")
    parser.add_argument(
        "--ingest", nargs=3, metavar=("PDF", "WORKERS", "DATA"), help=argparse.SUPPRESS
    )
    arguments = parser.parse_args()
    if arguments.ingest:
        pdf, workers, data = arguments.ingest
        print(json.dumps(_ingest(Path(pdf), int(workers), Path(data))))
        return
    with tempfile.TemporaryDirectory(prefix="shutten-bench-") as folder:
        write_results(arguments.json, _measure(arguments.pages, Path(folder)))


def _measure(sizes: Sequence[int], folder: Path) -> dict[str, Any]:
    files = {pages: folder / f"{pages}.pdf" for pages in sizes}
    for pages, pdf in files.items():
        make_report(pdf, pages)
    runs = [
        _run(pdf, pages, workers, folder / f"{pages}-{workers}")
        for pages, pdf in files.items()
        for workers in _WORKERS
    ]
    return {"benchmark": "huge", "runs": runs, "with_model": _with_model(files, folder / "data")}


def _run(pdf: Path, pages: int, workers: int, data: Path) -> dict[str, Any]:
    ran = measured([sys.executable, __file__, "--ingest", str(pdf), str(workers), str(data)])
    found = json.loads(ran.output)
    return {
        "pages": pages,
        "workers": workers,
        **found,
        "pages_per_s": round(pages / found["read_s"], 2),
        **_memory(ran),
    }


def _with_model(files: dict[int, Path], data: Path) -> dict[str, Any]:
    pages = min(files, key=lambda size: abs(size - _WITH_MODEL))
    ran = measured(shutten("--data", str(data), "ingest", str(files[pages]), "--json"))
    [document] = json.loads(ran.output)["ingested"]
    return {
        "pages": document["pages"],
        "passages": document["passages"],
        "wall_s": ran.wall_s,
        **_memory(ran),
    }


def _memory(ran: Ran) -> dict[str, float]:
    return {"process_mib": ran.first_mib, "worker_mib": ran.other_mib}


class _StandIn:
    """An embedder that takes no time: unit vectors of which none says anything."""

    id, revision, query_prefix, passage_prefix, dim = "stand-in", "1", "", "", _DIMENSION

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        vectors[np.arange(len(texts)), np.arange(len(texts)) % _DIMENSION] = 1.0
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    def embed_few(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)


def _ingest(pdf: Path, workers: int, data: Path) -> dict[str, Any]:
    """Seconds that reading and storing ``pdf`` take. Raises ``RuntimeError`` where it fails."""
    times: dict[str, float] = {}

    def note(progress: Progress) -> None:
        times.setdefault(progress.state, time.perf_counter())

    started = time.perf_counter()
    options = CollectionOptions(data_dir=data, workers=workers)
    report = ingest_paths([pdf], options, progress=note, embedder=_StandIn())
    ended = time.perf_counter()
    if report.failed or report.warnings:
        raise RuntimeError(f"{report.failed} {report.warnings}")
    [document] = report.ingested
    return {
        "passages": document.passages,
        "read_s": round(times["encoding"] - started, 3),
        "store_s": round(ended - times["encoding"], 3),
    }


if __name__ == "__main__":
    main()
