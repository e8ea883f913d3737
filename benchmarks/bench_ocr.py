"""How many characters of a scanned report are read right, and how long a page takes.

    python benchmarks/bench_ocr.py corpus/scanned-survey-ja.pdf corpus/sources/ja_scanned_survey.txt

The source has the text of the pages parted by form feeds. Accuracy is the share of the source's
characters that the longest common subsequences with the page's stored text (running heads
included) hold, after NFKC and without white space; table bars are no characters of the page.
"""

from __future__ import annotations

import argparse
import time
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from bench_tools import MEASUREMENTS, write_results

from ingest.document import Page
from ingest.pdf.reader import assemble_file, page_count, read_pages


def main() -> None:
    """Read the report page by page and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("source", type=Path)
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "ocr.json")
    arguments = parser.parse_args()
    write_results(arguments.json, _measure(arguments.report, arguments.source))


def _measure(report: Path, source: Path) -> dict[str, Any]:
    truth = [_plain(text) for text in source.read_text(encoding="utf-8").split("\f")]
    seconds: list[float] = []
    raw = []
    for number in range(page_count(report)):
        started = time.perf_counter()
        raw += read_pages(report, number, number + 1)
        seconds.append(round(time.perf_counter() - started, 2))
    pages = assemble_file(report, raw).pages
    rows = [_compared(page, text) for page, text in zip(pages, truth, strict=True)]
    right, wanted = sum(r["right"] for r in rows), sum(r["characters"] for r in rows)
    read = sum(r["read"] for r in rows)
    return {
        "benchmark": "ocr",
        "report": report.name,
        "pages": len(pages),
        "characters": wanted,
        "recall": round(right / wanted, 4),
        "precision": round(right / read, 4),
        "seconds_a_page": {
            "first": seconds[0],
            "others": round(sum(seconds[1:]) / len(seconds[1:]), 2),
        },
        "unreadable_pages": [page.number for page in pages if not page.quality.ok],
        "tables": sum(len(page.tables) for page in pages),
        "by_page": rows,
    }


def _compared(page: Page, truth: str) -> dict[str, Any]:
    removed = "".join(block.removed_text for block in page.blocks)
    body = _plain(page.text.replace(" | ", ""))
    # Where running heads stand differs: they are compared by themselves, at either end.
    text = _best(truth, body, _plain(removed))
    matcher = SequenceMatcher(None, truth, text, autojunk=False)
    right = sum(block.size for block in matcher.get_matching_blocks())
    return {
        "page": page.number,
        "characters": len(truth),
        "read": len(text),
        "right": right,
        "recall": round(right / len(truth), 4),
        "wrong": [
            [truth[a:b], text[c:d]] for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
        ][:20],
    }


def _best(truth: str, body: str, removed: str) -> str:
    """The text with what was taken off the page put back before, behind or around it."""
    candidates = [removed[:i] + body + removed[i:] for i in range(len(removed) + 1)]
    return max(candidates, key=lambda text: _common(truth, text))


def _common(a: str, b: str) -> int:
    """A quick count of common characters at both ends."""
    head = sum(x == y for x, y in zip(a[:40], b[:40], strict=False))
    tail = sum(x == y for x, y in zip(a[::-1][:40], b[::-1][:40], strict=False))
    return head + tail


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())


if __name__ == "__main__":
    main()
