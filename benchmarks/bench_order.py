"""How faithfully pages are read: the likeness of their text to golden texts checked by eye.

    python benchmarks/bench_order.py REPORTS

The pages of the sample reports and of ``tests/ingest/layouts`` have a golden text beside the tests,
``DOCUMENT-PAGE.txt``. Pages of documents of others are held as facts only
(``golden_pages/DOCUMENT-PAGE.json``): which ranges of the characters that pdfium finds on the page
follow on which, with the line breaks, spaces and cell borders between them; the documents
themselves are read from the folder given. Likeness is one less the edit distance (Levenshtein
1966) over the longer text's length, white space left out and raised figures set level.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from bench_tools import MEASUREMENTS, write_results

from ingest import read_document
from ingest.document import Document

_ROOT = Path(__file__).resolve().parent.parent
_FACTS = Path(__file__).resolve().parent / "golden_pages"
_TEXTS = (
    (_ROOT / "tests" / "ingest" / "golden", _ROOT / "corpus"),
    (_ROOT / "tests" / "ingest" / "layouts", _ROOT / "tests" / "ingest" / "layouts"),
)
"""Folders of golden texts, and where their documents are."""
_GOAL = 0.98
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def main() -> None:
    """Compare every golden text with its page and write the likeness of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, help="the folder of the documents of others")
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "order.json")
    arguments = parser.parse_args()
    groups = {"own": _compare(_own_pages()), "others": _compare(_pages_of(arguments.reports))}
    pages = {name: value for found in groups.values() for name, value in found.items()}
    results: dict[str, Any] = {"benchmark": "order", "pages": len(pages), **_summary(pages)}
    results["groups"] = {name: {"pages": len(f), **_summary(f)} for name, f in groups.items()}
    results["below_goal"] = {name: v for name, v in pages.items() if v < _GOAL}
    write_results(arguments.json, {**results, "likeness": pages})


def _summary(pages: dict[str, float]) -> dict[str, float]:
    values = list(pages.values())
    return {"mean": round(sum(values) / len(values), 4), "least": min(values)} if values else {}


def _own_pages() -> Iterator[tuple[str, Path, int, str]]:
    """Name, document, page number and golden text of each page that we wrote ourselves."""
    for golden, documents in _TEXTS:
        for path in sorted(golden.glob("*.txt")):
            name, number = path.stem.rsplit("-", 1)
            text = path.read_text(encoding="utf-8")
            yield path.stem, documents / f"{name}.pdf", int(number), text


def _pages_of(reports: Path) -> Iterator[tuple[str, Path, int, str]]:
    """The same for the documents of others that ``reports`` holds, in the same version."""
    for path in sorted(_FACTS.glob("*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        document = reports / facts["document"]
        if document.is_file() and _digest(document) == facts["sha256"]:
            yield path.stem, document, facts["page"], _golden_text(document, facts)


@lru_cache(maxsize=8)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _golden_text(document: Path, facts: dict[str, Any]) -> str:
    """The golden text that the facts describe. Raises ``ValueError`` where this version of
    pdfium does not find the characters that were there when the page was checked."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        text = pdf[facts["page"] - 1].get_textpage().get_text_range()
    finally:
        pdf.close()
    if len(text) != facts["characters"]:
        raise ValueError(f"{document.name}, page {facts['page']}: pdfium finds other characters")
    return "".join(p if isinstance(p, str) else text[p[0] : p[1]] for p in facts["pieces"])


@lru_cache(maxsize=2)
def _read(path: Path) -> Document:
    return read_document(path)


def _compare(pages: Iterator[tuple[str, Path, int, str]]) -> dict[str, float]:
    """The likeness of each page to its golden text, by name."""
    return {
        name: round(_likeness(_read(document).pages[number - 1].text, golden), 4)
        for name, document, number, golden in pages
    }


def _likeness(a: str, b: str) -> float:
    a, b = ("".join(text.translate(_LEVEL).split()) for text in (a, b))
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
