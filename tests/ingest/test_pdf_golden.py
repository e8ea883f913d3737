"""Pages of the corpus read as a person reads them.

Each file in ``golden`` is named ``DOCUMENT-PAGE.txt`` and was compared with the rendered page by
eye: all its words, in the order of reading, without running heads and page numbers.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from ingest import read_document
from ingest.document import Document

_GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))
_CORPUS = Path(__file__).parents[2] / "corpus"


@lru_cache(maxsize=8)
def _read(name: str) -> Document:
    return read_document(_CORPUS / f"{name}.pdf")


@pytest.mark.parametrize("golden", _GOLDEN, ids=lambda path: path.stem)
def test_a_page_reads_as_it_was_checked_by_eye(golden: Path) -> None:
    name, number = golden.stem.rsplit("-", 1)
    page = _read(name).pages[int(number) - 1]
    # Lists of lines, so that a failure shows which line differs and how.
    assert page.text.split("\n") == golden.read_text(encoding="utf-8").rstrip("\n").split("\n")


def test_there_are_pages_to_compare() -> None:
    assert {path.stem.rsplit("-", 1)[0] for path in _GOLDEN} == {
        "digital-china-white-paper",
        "digital-economy-deck",
        "vertical-essay-ja",
    }
