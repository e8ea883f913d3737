"""Does a page's text say what its picture shows? Asked only where the text cannot be true.

A font with a wrong map to Unicode may turn every character into another common one: nothing is odd
about the characters, but they make no words. Such a page is found by what any prose has, and a
few of its lines are recognised on the image before its text is disbelieved.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from ingest.ocr import recognise
from ingest.pdf.characters import is_cjk
from ingest.pdf.lines import Line
from ingest.pdf.raw import RawPage

__all__ = ["contradicts_image", "makes_no_words"]

_FEW = 80
_LEAST_SHARE = 0.03
_COMMON = frozenset(
    "的一是在不了有和人中大为為上个個国國以要时時来來用年月日会會这這地出对對成可主发發"
)
"""The characters that one in five of any Chinese prose is; a Japanese page has kana."""
_LINES = 3
_SHORT = 5
_SCALE = 2.0
_MOST_PIXELS = 40_000_000
_MARGIN = 4.0
_ALIKE = 0.3


def makes_no_words(text: str) -> bool:
    """Whether a text of many CJK characters has neither hiragana nor the commonest characters of
    Chinese: on true pages of reports one of the two is above a twentieth, tables included."""
    solid = {c: n for c, n in Counter(text).items() if is_cjk(c) and c.isalpha()}
    total = sum(solid.values())
    if total < _FEW:
        return False
    known = sum(n for c, n in solid.items() if "\u3041" <= c <= "\u3096" or c in _COMMON)
    return known < _LEAST_SHARE * total


def contradicts_image(page: RawPage, load: Callable[[], Any]) -> bool:
    """Whether the longest lines of a page that makes no words say something else than its image
    shows. Pages that lie on their side, or are larger than any paper, are not looked at. ``load``
    gives the pdfium page, where it is needed: parsing it once more takes its time."""
    too_large = page.size[0] * page.size[1] * _SCALE**2 > _MOST_PIXELS
    if page.quarters or page.main != "h" or too_large:
        return False
    cells = (cell.text for table in page.tables for row in table.rows for cell in row)
    if not makes_no_words("".join([*(line.text for line in page.lines), *cells])):
        return False
    longest = sorted(page.lines, key=lambda line: -len(line.text))[:_LINES]
    image = load().render(scale=_SCALE).to_numpy()
    if image.ndim == 2:
        image = image[:, :, None].repeat(3, axis=2)
    found = [_likeness(line, image[:, :, :3]) for line in longest if len(line.text) >= _SHORT]
    known = [likeness for likeness in found if likeness is not None]
    return bool(known) and sum(known) < _ALIKE * len(known)


def _likeness(line: Line, image: Any) -> float | None:
    """The share of characters that a line and its image have in common, in any order; ``None``
    where the image shows nothing that can be read."""
    x0, top, x1, bottom = (round(side * _SCALE) for side in line.rect)
    edge = round(_MARGIN * _SCALE)
    rows = slice(max(0, top - edge), bottom + edge)
    part = np.ascontiguousarray(image[rows, max(0, x0 - edge) : x1 + edge])
    if not part.size:
        return None
    seen = _characters("".join(text for text, _ in recognise(part, _SCALE).lines))
    said = _characters(line.text)
    if seen.total() < _SHORT:
        return None
    return (seen & said).total() / max(seen.total(), said.total())


def _characters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())
