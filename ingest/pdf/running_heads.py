"""Running heads, footers and page numbers: found across pages, taken out of the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.pdf.lines import Line
from ingest.pdf.raw import RawPage

__all__ = ["Stripped", "strip_running_heads"]

_ZONE = 0.13
"""Of the page's height, at its top and at its bottom."""
_ROWS = 3
_MIN_PAGES = 3
_LARGEST_ALONE = 9_999
"""A larger number is taken for that of a page only where it counts along with the pages."""
_LEADER = re.compile(r"[.．・…·⋯](?:\s?[.．・…·⋯]){2,}\s*$")
_DIGITS = re.compile(r"[0-9０-９]+")
_NUMBER = re.compile(
    r"(?:第|p\.?|page|[-–—―－・|\s])*(\d{1,5}|[ivxlc]{1,6})(?:页|頁|ページ|[-–—―－・|\s])*"
    r"(?:(?:/|／|of|共)\s*\d{1,5}\s*(?:页|頁|ページ)?)?[-–—―－\s]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stripped:
    """A page without its running lines, and those lines: heads, feet and the page number."""

    page: RawPage
    heads: tuple[Line, ...] = ()
    feet: tuple[Line, ...] = ()
    numbers: tuple[Line, ...] = ()
    printed: str = ""
    """The printed page number, where it is one that counts along with the pages."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    page: int
    line: Line
    at_top: bool

    @property
    def key(self) -> tuple[bool, str]:
        return (self.at_top, _DIGITS.sub("#", "".join(self.line.text.split())))


def strip_running_heads(pages: Sequence[RawPage], body_size: float) -> list[Stripped]:
    """Each page without the lines at its edges that come back on other pages.

    A line counts as running when the same words (any digits) stand at the same height on at
    least three pages, or on both of two, in type no larger than the body's; in larger type
    only when most pages have it, because slides repeat their titles. A number alone at the
    edge counts as a page number when it keeps a constant distance to the page's place in the
    file, or when it is the outermost line.
    """
    candidates = [c for page in pages for c in _candidates(page)]
    offsets = _number_offsets(candidates)
    repeated = _repeated(candidates, len(pages), body_size)
    taken: dict[int, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        value = _value(candidate.line.text)
        is_number = (
            value is not None
            and not _ends_leader(candidate, pages)
            and (
                candidate.page - value in offsets
                or (value <= _LARGEST_ALONE and _outermost(candidate, pages))
            )
        )
        if is_number or id(candidate.line) in repeated:
            taken[candidate.page].append(candidate)
    for candidate in candidates:
        found = taken[candidate.page]
        if candidate not in found and any(_beside(candidate, other) for other in found):
            found.append(candidate)
    return [_strip(page, taken[page.number], offsets) for page in pages]


def _candidates(page: RawPage) -> list[_Candidate]:
    height = page.size[1]
    found = []
    for at_top in (True, False):
        zone = [
            line
            for line in page.lines
            if (line.rect[3] <= _ZONE * height if at_top else line.rect[1] >= (1 - _ZONE) * height)
        ]
        zone.sort(key=lambda line: line.rect[1], reverse=not at_top)
        edges: list[float] = []
        for line in zone:
            edge = line.rect[1]
            if not any(abs(edge - e) < 0.6 * line.size for e in edges):
                edges.append(edge)
            if len(edges) > _ROWS:
                break
            found.append(_Candidate(page.number, line, at_top))
    return found


def _beside(candidate: _Candidate, running: _Candidate) -> bool:
    """Whether a line stands in the same row as a running one, in the same type: the half of a
    running head that names the chapter."""
    a, b = candidate.line, running.line
    return (
        candidate.at_top == running.at_top
        and abs(a.rect[3] - b.rect[3]) < 0.3 * b.size
        and abs(a.size - b.size) < 0.1 * b.size
    )


def _value(text: str) -> int | None:
    """The number that is all of ``text``; roman numerals count as well."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1]
    return int(digits) if digits.isdigit() else _roman(digits.lower())


def _roman(digits: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[d] for d in digits]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-a if a < b else a for a, b in pairs)


def _number_offsets(candidates: Sequence[_Candidate]) -> set[int]:
    """Distances between place in the file and printed number that at least two pages share."""
    seen: dict[int, set[int]] = defaultdict(set)
    for candidate in candidates:
        value = _value(candidate.line.text)
        if value is not None:
            seen[candidate.page - value].add(candidate.page)
    return {offset for offset, pages in seen.items() if len(pages) >= 2}


def _ends_leader(candidate: _Candidate, pages: Sequence[RawPage]) -> bool:
    """Whether a number ends a line of a table of contents: a row of dots leads to it."""
    page = pages[candidate.page - pages[0].number]
    return any(
        _LEADER.search(line.text) and abs(line.rect[3] - candidate.line.rect[3]) < 0.3 * line.size
        for line in page.lines
        if line is not candidate.line
    )


def _outermost(candidate: _Candidate, pages: Sequence[RawPage]) -> bool:
    """Whether nothing stands further out; a lone number at the foot of a page, far from text."""
    if candidate.at_top:
        return False
    page = pages[candidate.page - pages[0].number]
    below = candidate.line.rect[1]
    others = [line.rect[3] for line in page.lines if line is not candidate.line]
    others += [table.rect[3] for table in page.tables]
    return bool(others) and below - max(others) > 1.5 * candidate.line.size


def _repeated(candidates: Sequence[_Candidate], pages: int, body_size: float) -> set[int]:
    groups: dict[tuple[bool, str], list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.key].append(candidate)
    need = min(_MIN_PAGES, max(2, pages))
    repeated: set[int] = set()
    for group in groups.values():
        heights = Counter(_height(c.line) for c in group)
        for candidate in group:
            height = _height(candidate.line)
            same = heights[height] + heights[height - 1] + heights[height + 1]
            small = candidate.line.size <= 1.1 * body_size
            if same >= need and (small or same >= max(3, 0.6 * pages)):
                repeated.add(id(candidate.line))
    return repeated


def _height(line: Line) -> int:
    return round(line.rect[1] / 4)


def _strip(page: RawPage, taken: list[_Candidate], offsets: set[int]) -> Stripped:
    gone = {id(c.line) for c in taken}
    numbers = [c for c in taken if _value(c.line.text) is not None]
    heads = [c.line for c in taken if c.at_top and c not in numbers]
    feet = [c.line for c in taken if not c.at_top and c not in numbers]
    printed = [
        found[1]
        for c in numbers
        if (found := _NUMBER.fullmatch(c.line.text.strip())) is not None
        and c.page - (_value(c.line.text) or 0) in offsets
    ]
    rest = tuple(line for line in page.lines if id(line) not in gone)
    return Stripped(
        replace(page, lines=rest),
        tuple(heads),
        tuple(feet),
        tuple(c.line for c in numbers),
        printed[0] if printed else "",
    )
