"""The outline (bookmarks) of a PDF: what its maker says the headings are, and how they nest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ingest.pdf.blocks import Paragraph

__all__ = ["OutlineEntry", "headings_in_outline", "outline_of"]

_MOST = 20_000
_DEEPEST = 6
_NUMBER = re.compile(
    r"^(?:第[0-9一二三四五六七八九十百]+[章节節部編编篇回]|(?:chapter|appendix|section)?"
    r"(?:[0-9]+|[a-z](?=\.))(?:\.[0-9]+)*[.、:]?)",
)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of the outline: ``level`` and ``page`` from 1."""

    level: int
    title: str
    page: int


def outline_of(pdf: Any) -> tuple[OutlineEntry, ...]:
    """The outline of an open ``pypdfium2.PdfDocument``, in its order; empty where it has none."""
    found: list[OutlineEntry] = []
    for bookmark in islice(pdf.get_toc(max_depth=_DEEPEST), _MOST):  # one may lead to itself
        target = bookmark.get_dest()
        index = target.get_index() if target is not None else None
        title = " ".join(bookmark.get_title().split())
        if index is not None and title:
            found.append(OutlineEntry(bookmark.level + 1, title, index + 1))
    return tuple(found)


def headings_in_outline(
    outline: Sequence[OutlineEntry], pages: Sequence[Sequence[Paragraph]]
) -> dict[int, int]:
    """The level of each paragraph that the outline names, by ``id``.

    A paragraph is meant when it stands on the entry's page and says the entry's title, with or
    without the number that stands before it. An outline that names every page (of slides, of a
    scan) but no heading finds nothing.
    """
    wanted: dict[int, list[OutlineEntry]] = {}
    for entry in outline:
        wanted.setdefault(entry.page, []).append(entry)
    levels: dict[int, int] = {}
    for number, paragraphs in enumerate(pages, start=1):
        level_of: dict[str, int] = {}
        for entry in wanted.get(number, ()):
            for form in _forms(entry.title):
                level_of.setdefault(form, entry.level)
        for paragraph in paragraphs if level_of else ():
            text = "".join(line.text for line in paragraph.lines)
            if not paragraph.lines or len(paragraph.lines) > 4 or len(text) > 200:
                continue
            found = [form for form in _forms(text) if form in level_of]
            if found:
                levels[id(paragraph)] = level_of[found[0]]
    return levels


def _forms(title: str) -> tuple[str, ...]:
    """A title without white space and differences of width, with and without its number."""
    plain = "".join(unicodedata.normalize("NFKC", title).split()).lower()
    bare = _NUMBER.sub("", plain)
    return (plain, bare) if len(bare) > 1 else (plain,)
