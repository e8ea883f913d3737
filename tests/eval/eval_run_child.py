"""Runs a gold set as ``shutten eval run`` does and says which question has been kept.

python eval_run_child.py DATA GOLD OUT JOBS
"""

from __future__ import annotations

import sys
import time

from eval_helpers import PairEmbedder

import index.collection
from eval.journal import Journal
from eval.records import Outcome
from service.cli import main


def run(data: str, gold: str, out: str, jobs: str) -> int:
    fake = PairEmbedder()
    index.collection.make_embedder = lambda options: fake  # type: ignore[assignment]
    add = Journal.add

    def telling(self: Journal, identity: str, outcome: Outcome) -> None:
        add(self, identity, outcome)
        print(identity, flush=True)
        time.sleep(0.02)  # so that a kill comes while questions are left

    Journal.add = telling  # type: ignore[method-assign]
    return main(["--data", data, "eval", "run", gold, "--out", out, "--jobs", jobs])


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
