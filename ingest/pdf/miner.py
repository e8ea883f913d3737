"""A file's pages by pdfminer, for what pdfium does not know or tell.

pdfminer's parser is slow, and pdfplumber has it look at every page of a file before the first:
here a page is looked up by the counts that the nodes of the page tree carry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pdfplumber
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfplumber.page import Page

from ingest.pdf.font_names import Shown, shown_pieces
from ingest.pdf.guarded import guarded
from ingest.pdf.page_content import PageContent, shifted_page
from ingest.pdf.page_geometry import PageGeometry

__all__ = ["Miner"]

_DEEPEST = 64


class Miner:
    """A file, opened when the first page needs it."""

    def __init__(self, open_file: Callable[[], Any]) -> None:
        self._open = open_file
        self._file: Any = None
        self._pdf: Any = None
        self._pages: list[Any] | None = None

    def __enter__(self) -> Miner:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def pieces(self, index: int) -> list[Shown] | None:
        """What page ``index`` (from 0) shows, in its order; ``None`` where that is unknown."""
        page = self._page(index)
        shown: list[Shown] | None = guarded(lambda: shown_pieces(page.page_obj)) if page else None
        return shown

    def content(self, index: int, geometry: PageGeometry) -> PageContent | None:
        """The page as pdfminer reads it; ``None`` where it cannot."""
        page = self._page(index)
        content = guarded(lambda: shifted_page(page, geometry)) if page else None
        if page:
            page.close()
        return content if isinstance(content, PageContent) else None

    def _page(self, index: int) -> Any:
        if self._file is None:
            self._file = self._open()
            self._pdf = guarded(lambda: pdfplumber.open(self._file))
        if self._pdf is None:
            return None
        return guarded(lambda: self._found(index))

    def _found(self, index: int) -> Any:
        found = _leaf(self._pdf.doc, index)
        if found is not None:
            return Page(self._pdf, found, page_number=index + 1)
        if self._pages is None:  # the tree's counts are wrong; walk through it
            self._pages = guarded(lambda: self._pdf.pages) or []
        return self._pages[index] if index < len(self._pages) else None


def _leaf(document: Any, index: int) -> PDFPage | None:
    """Page ``index`` by the counts in the page tree (ISO 32000-1, 7.7.3); ``None`` where they
    cannot be right."""
    reference: Any = document.catalog.get("Pages")
    inherited: dict[str, Any] = {}
    for _ in range(_DEEPEST):
        node = resolve1(reference)
        if not isinstance(node, Mapping) or not isinstance(reference, PDFObjRef):
            return None
        inherited |= {k: v for k, v in node.items() if k in PDFPage.INHERITABLE_ATTRS}
        if "Kids" not in node:
            return (
                PDFPage(document, reference.objid, {**inherited, **node}, None)
                if not index
                else None
            )
        kids = resolve1(node["Kids"])
        if resolve1(node.get("Count")) == len(kids):
            reference, index = kids[index], 0  # every kid is one page
            continue
        for kid in kids:
            count = _count(kid)
            if index < count:
                reference = kid
                break
            index -= count
        else:
            return None
    return None


def _count(reference: Any) -> int:
    node = resolve1(reference)
    if not isinstance(node, Mapping):
        return 0
    return int(resolve1(node.get("Count", 0))) if "Kids" in node else 1
