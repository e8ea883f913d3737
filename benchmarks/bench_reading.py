"""How fast PDF pages are read on one core, and whether they read the same.

    python benchmarks/bench_reading.py REPORTS... --json docs/measurements/reading.json

In one run, in one process: pdfplumber's ``extract_text`` and ``find_tables``, then our raw pages
(characters, lines, tables) and whole documents, all in seconds of processor time. Then, page by
page: our characters against pdfplumber's and the stored text (running heads added back) against
pdfium's own text, as multisets of characters that are not space, compatibility forms folded;
and the tables that pdfplumber's finder finds on our rulings against those on its own. Last, the
same files through the workers that ingestion uses, one and two of them. Files without any text
(scans) are set aside.
"""

from __future__ import annotations

import argparse
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
from bench_tools import MEASUREMENTS, write_results

from ingest.document import Page
from ingest.errors import ShuttenError
from ingest.parallel import read_documents
from ingest.pdf import assemble_file, page_count, read_pages
from ingest.pdf.characters import clean
from ingest.pdf.font_names import Shown, shown_pieces
from ingest.pdf.page_content import PageContent, read_page
from ingest.pdf.pdfium_api import document_handle

_GOAL = 0.995
_UNKNOWN = re.compile(r"\(cid:\d+\)|\ufffd")
"""Characters without a meaning, as pdfminer and as we write them."""


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, nargs="+", help="PDF files, or folders of them")
    parser.add_argument("--json", type=Path, default=MEASUREMENTS / "reading.json")
    arguments = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    paths = [p for r in arguments.reports for p in (sorted(r.glob("*.pdf")) if r.is_dir() else [r])]
    paths = [path for path in paths if _has_text(path)]
    files = [_file(path) for path in paths]
    write_results(arguments.json, _summary(files) | {"scaling": _scaling(paths), "files": files})


def _has_text(path: Path) -> bool:
    pdf = pypdfium2.PdfDocument(path)
    found = any(page.get_textpage().count_chars() for page in pdf)
    pdf.close()
    return found


def _summary(files: list[dict[str, Any]]) -> dict[str, Any]:
    pages = sum(file["pages"] for file in files)
    seconds = {key: sum(file[key] for file in files) for key in _STEPS}
    return {
        "benchmark": "reading",
        "pages": pages,
        "pages_per_s": {key[:-2]: round(pages / value, 2) for key, value in seconds.items()},
        "ratio_raw_pages": round(seconds["pdfplumber_s"] / seconds["raw_pages_s"], 2),
        "ratio_documents": round(
            seconds["pdfplumber_s"] / (seconds["raw_pages_s"] + seconds["assemble_s"]), 2
        ),
        "by_pdfminer": sum(len(file["by_pdfminer"]) for file in files),
        "pages_with_all_characters_of_pdfplumber": sum(file["same_characters"] for file in files),
        "pages_with_the_tables_of_pdfplumber": sum(file["same_tables"] for file in files),
        "pages_below_goal_against_pdfium": sum(len(file["below_goal"]) for file in files),
    }


_STEPS = ("pdfplumber_s", "raw_pages_s", "assemble_s")


def _file(path: Path) -> dict[str, Any]:
    count = page_count(path)
    plumber_s, _ = _timed(lambda: _by_pdfplumber(path))
    raw_s, raw = _timed(lambda: read_pages(path, 0, count))
    assemble_s, document = _timed(lambda: assemble_file(path, raw))
    out: dict[str, Any] = {
        "file": path.name,
        "pages": count,
        "pdfplumber_s": plumber_s,
        "raw_pages_s": raw_s,
        "assemble_s": assemble_s,
        "ratio": round(plumber_s / (raw_s + assemble_s), 2),
    }
    return out | _compared(path, document.pages)


def _timed(step: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = step()
    return round(time.process_time() - started, 3), result


def _by_pdfplumber(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.find_tables()
            page.close()


def _compared(path: Path, stored: tuple[Page, ...]) -> dict[str, Any]:
    """Our characters and tables, page by page, against pdfplumber's and pdfium's."""
    characters: list[dict[str, Any]] = []
    tables: list[dict[str, Any]] = []
    below: list[dict[str, Any]] = []
    by_pdfminer: list[int] = []
    pdf = pypdfium2.PdfDocument(path)
    with pdfplumber.open(path) as expected:
        for index, page in enumerate(expected.pages):
            text = pdf[index].get_textpage()
            below += _against(stored[index], text.get_text_bounded())
            content = _content(document_handle(pdf), index, page)
            if content is None:
                by_pdfminer.append(index + 1)
            else:
                characters += _differing(index, content, page)
                tables += _tables_differ(index, content, page)
            page.close()
    pdf.close()
    return {
        "same_characters": len(stored) - len(characters),
        "same_tables": len(stored) - len(tables),
        "by_pdfminer": by_pdfminer,
        "characters_differ": characters,
        "tables_differ": tables,
        "below_goal": below,
    }


def _content(handle: int, index: int, page: Any) -> PageContent | None:
    def pieces(_: int) -> list[Shown]:
        return shown_pieces(page.page_obj)

    content, _, _ = read_page(handle, index, pieces)
    return content


def _differing(index: int, content: PageContent, page: Any) -> list[dict[str, Any]]:
    ours = _bag("".join(c["text"] for c in content.chars))
    theirs = _bag("".join(c["text"] for c in page.chars))
    if ours == theirs:
        return []
    recall, precision = _rates(ours, theirs)
    only = {"ours": dict(ours - theirs), "pdfplumber": dict(theirs - ours)}
    return [{"page": index + 1, "recall": recall, "precision": precision, "only": only}]


def _tables_differ(index: int, content: PageContent, page: Any) -> list[dict[str, Any]]:
    """Pages with other tables: by number of cells, or by more than half a point."""
    ours = [(t.bbox, len(t.cells)) for t in content.find_tables()]
    theirs = [(t.bbox, len(t.cells)) for t in page.find_tables()]
    same = [n for _, n in ours] == [n for _, n in theirs] and all(
        abs(x - y) < 0.5
        for (a, _), (b, _) in zip(ours, theirs, strict=True)
        for x, y in zip(a, b, strict=True)
    )
    return [] if same else [{"page": index + 1, "ours": ours, "pdfplumber": theirs}]


def _against(page: Page, text: str) -> list[dict[str, Any]]:
    """The page, if its stored text and pdfium's, of what stands on the page, share fewer
    characters than the goal. What we put between cells and words stands nowhere."""
    if page.quality.source != "text":
        return []
    assert page.boxes is not None
    stands = ~np.isnan(page.boxes[:, 0])
    written = "".join(c for c, there in zip(page.text, stands, strict=True) if there)
    ours = _bag(written + "".join(block.removed_text for block in page.blocks))
    theirs = _bag(text.replace("\x02", "-").replace("\ufffe", "-"))
    recall, precision = _rates(ours, theirs)
    if min(recall, precision) >= _GOAL:
        return []
    only = {"ours": dict(ours - theirs), "pdfium": dict(theirs - ours)}
    return [{"page": page.number, "recall": recall, "precision": precision, "only": only}]


def _bag(text: str) -> Counter[str]:
    known = _UNKNOWN.sub("", text)
    folded = unicodedata.normalize("NFKC", "".join(map(clean, known)))
    return Counter(c for c in folded if not c.isspace() and unicodedata.category(c)[0] != "C")


def _rates(ours: Counter[str], theirs: Counter[str]) -> tuple[float, float]:
    shared = (ours & theirs).total()
    return (
        round(shared / max(theirs.total(), 1), 4),
        round(shared / max(ours.total(), 1), 4),
    )


def _scaling(paths: list[Path]) -> list[dict[str, Any]]:
    """Wall seconds for all files by the number of workers, starting them included."""
    found = []
    for workers in (1, 2):
        started = time.perf_counter()
        outcomes = [outcome for _, outcome in read_documents(paths, workers)]
        wall = time.perf_counter() - started
        pages = sum(len(o.pages) for o in outcomes if not isinstance(o, ShuttenError))
        found.append(
            {"workers": workers, "wall_s": round(wall, 2), "pages_per_s": round(pages / wall, 2)}
        )
    return found


if __name__ == "__main__":
    main()
