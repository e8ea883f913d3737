"""How faithfully pages are read: the likeness of their text to golden texts checked by eye.

    python benchmarks/bench_order.py corpus
    python benchmarks/bench_order.py REPORTS --golden GOLDEN

The golden folder holds ``DOCUMENT-PAGE.txt``. Likeness is one less the edit distance
(Levenshtein 1966) over the longer text's length, white space left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from bench_tools import MEASUREMENTS, write_results

from ingest import read_document

_GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "ingest" / "golden"


def main() -> None:
    """Compare every golden text with its page and write the likeness of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, help="the folder of the PDF files")
    parser.add_argument("--golden", type=Path, default=_GOLDEN)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "order.json")
    arguments = parser.parse_args()
    pages = _compare(arguments.reports, arguments.golden)
    if not pages:
        parser.error(f"no golden texts in {arguments.golden}")
    values = list(pages.values())
    results: dict[str, Any] = {"benchmark": "order", "pages": len(pages)}
    results |= {"mean": round(sum(values) / len(values), 4), "least": min(values)}
    write_results(arguments.json, {**results, "likeness": pages})


def _compare(reports: Path, golden: Path) -> dict[str, float]:
    """The likeness of each page that has a golden text, by ``DOCUMENT-PAGE``."""
    named: dict[str, dict[int, Path]] = {}
    for path in sorted(golden.glob("*.txt")):
        name, number = path.stem.rsplit("-", 1)
        named.setdefault(name, {})[int(number)] = path
    found = {}
    for name, texts in named.items():
        document = read_document(reports / f"{name}.pdf")
        for number, path in sorted(texts.items()):
            text = document.pages[number - 1].text
            found[path.stem] = round(_likeness(text, path.read_text(encoding="utf-8")), 4)
    return found


def _likeness(a: str, b: str) -> float:
    a, b = "".join(a.split()), "".join(b.split())
    longer = max(len(a), len(b))
    return 1.0 if not longer else 1 - _distance(a, b) / longer


def _distance(a: str, b: str) -> int:
    """The edit distance, a row of the table at a time."""
    letters = np.array([ord(char) for char in b])
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for n, char in enumerate(a, start=1):
        change = np.minimum(row[:-1] + (letters != ord(char)), row[1:] + 1)
        best = np.concatenate(([n], change))
        # Insertions: the least of all places to the left, one more for each step away.
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])


if __name__ == "__main__":
    main()
