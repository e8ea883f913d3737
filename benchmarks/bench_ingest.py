"""How fast reports go in, and how much of that the embedding model alone takes.

    python benchmarks/bench_ingest.py REPORTS --json docs/measurements/ingest.json

The folder is ingested into a new data directory by the command line itself, in a process of its
own; the time includes starting it and loading the model. Then the same passages are encoded by
the same model in another process, counted after the model is loaded: nothing can be faster than
that, and ``ratio_to_encoding`` says how near ingestion comes. Last, the unchanged folder is
ingested again. Memory is the sum over all processes, shared pages counted in parts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench_tools import MEASUREMENTS, measured, shutten, write_results

from index import CollectionOptions, open_collection
from index.embedding import make_embedder
from index.grouping import GROUP_PASSAGES
from index.writer import embedded_text


def main() -> None:
    """Measure, or encode when called by itself with ``--encode``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, help="a folder of reports, or one file")
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "ingest.json")
    parser.add_argument("--encode", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.encode:
        print(json.dumps(_encode(arguments.reports)))
        return
    with tempfile.TemporaryDirectory(prefix="shutten-bench-") as folder:
        write_results(arguments.json, _measure(arguments.reports, Path(folder)))


def _measure(reports: Path, data: Path) -> dict[str, Any]:
    first = measured(shutten("--data", str(data), "ingest", str(reports), "--json"), codes=(0, 1))
    report = json.loads(first.output)
    again = measured(shutten("--data", str(data), "ingest", str(reports), "--json"), codes=(0, 1))
    encoding = measured([sys.executable, __file__, str(data), "--encode"])
    encoded = json.loads(encoding.output)
    pages = sum(document["pages"] for document in report["ingested"])
    return {
        "benchmark": "ingest",
        "documents": len(report["ingested"]),
        "failed": [failure["path"] for failure in report["failed"]],
        "pages": pages,
        "passages": encoded["passages"],
        "characters": encoded["characters"],
        "ingest": {
            "wall_s": first.wall_s,
            "pages_per_s": round(pages / first.wall_s, 2),
            "passages_per_s": round(encoded["passages"] / first.wall_s, 2),
            "peak_memory_mib": first.peak_mib,
        },
        "encode_only": {
            "load_s": encoded["load_s"],
            "wall_s": encoded["wall_s"],
            "passages_per_s": round(encoded["passages"] / encoded["wall_s"], 2),
            "peak_memory_mib": encoding.peak_mib,
        },
        "ratio_to_encoding": round(first.wall_s / encoded["wall_s"], 3),
        "unchanged": {"wall_s": again.wall_s, "peak_memory_mib": again.peak_mib},
        "disk_mib": round(sum(p.stat().st_size for p in data.rglob("*") if p.is_file()) / 2**20, 2),
    }


def _encode(data: Path) -> dict[str, Any]:
    """Seconds to load the model and to encode the passages of a collection with it, in the
    groups that ingestion encodes them in.
    """
    options = CollectionOptions(data_dir=data)
    with open_collection(options) as collection:
        texts = [embedded_text(p.text, p.context) for p in collection.passages()]
    embedder = make_embedder(options)
    started = time.perf_counter()
    # As many as make the model take the way that it takes for a whole group.
    embedder.embed_passages(["あ"] * min(GROUP_PASSAGES, 64))
    loaded = time.perf_counter()
    for first in range(0, len(texts), GROUP_PASSAGES):
        embedder.embed_passages(texts[first : first + GROUP_PASSAGES])
    done = time.perf_counter()
    return {
        "passages": len(texts),
        "characters": sum(map(len, texts)),
        "load_s": round(loaded - started, 3),
        "wall_s": round(done - loaded, 3),
    }


if __name__ == "__main__":
    main()
