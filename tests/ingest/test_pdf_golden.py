"""Pages read as a person reads them.

Each text is named ``DOCUMENT-PAGE.txt``. It began as the reader's own output and was compared with
the rendered page and corrected by eye: all its words, in the order of reading, without running
heads, page numbers and readings (ruby). Those in ``golden`` are of the sample reports, those in
``layouts`` of the files beside them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from ingest import read_document
from ingest.document import Document

_HERE = Path(__file__).parent
_CORPUS = _HERE.parents[1] / "corpus"
_GOLDEN = [
    *((path, _CORPUS) for path in sorted((_HERE / "golden").glob("*.txt"))),
    *((path, _HERE / "layouts") for path in sorted((_HERE / "layouts").glob("*.txt"))),
]


@lru_cache(maxsize=8)
def _read(path: Path) -> Document:
    return read_document(path)


@pytest.mark.parametrize(("golden", "folder"), _GOLDEN, ids=[path.stem for path, _ in _GOLDEN])
def test_a_page_reads_as_it_was_checked_by_eye(golden: Path, folder: Path) -> None:
    name, number = golden.stem.rsplit("-", 1)
    page = _read(folder / f"{name}.pdf").pages[int(number) - 1]
    # Lists of lines, so that a failure shows which line differs and how.
    assert page.text.split("\n") == golden.read_text(encoding="utf-8").rstrip("\n").split("\n")


def test_there_are_pages_to_compare() -> None:
    named: dict[Path, set[str]] = {}
    for path, folder in _GOLDEN:
        named.setdefault(folder, set()).add(path.stem.rsplit("-", 1)[0])
    assert named[_HERE / "layouts"] == {path.stem for path in (_HERE / "layouts").glob("*.pdf")}
    assert named[_CORPUS] == {path.stem for path in _CORPUS.glob("*.pdf")} - {"scanned-survey-ja"}
