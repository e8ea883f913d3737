"""Lines to the text of a paragraph: what a line end parted is put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.document import Rect
from ingest.pdf.characters import is_cjk
from ingest.pdf.lines import Line

__all__ = ["beside", "hyphened_words", "join_lines"]

_HYPHENED = re.compile(r"[a-z]{2,}(?:-[a-z]{2,})+")
_WORD = re.compile(r"[A-Za-z]+")
_LAST_WORD = re.compile(r"([A-Za-z]+)[-‐]$")
_ADDRESS = re.compile(r"(?:https?://|www\.|/)\S*[/_=&?]$|\w/-?$|[\w-]{2,}[._/@][\w.-]*\w[./_]$")
"""The end of a line at which a path, an address or a file name goes on in the next line."""


def hyphened_words(texts: Iterable[str]) -> frozenset[str]:
    """The pairs of Latin words that ``texts`` write with a hyphen inside a line, and never as one
    word: in ``package-name`` the hyphen at a line end belongs to the word."""
    hyphened: set[str] = set()
    plain: set[str] = set()
    for text in texts:
        if "-" in text:
            for word in _HYPHENED.findall(text.lower()):
                parts = word.split("-")
                hyphened.update(f"{a}-{b}" for a, b in pairwise(parts))
        plain.update(_WORD.findall(text.lower()))
    return frozenset(word for word in hyphened if word.replace("-", "") not in plain)


def join_lines(
    lines: Sequence[Line], hyphened: frozenset[str] = frozenset()
) -> tuple[str, NDArray[np.float32]]:
    """The text of ``lines`` as one paragraph, and its boxes.

    No space between CJK, one between Latin words and between pieces of one row; a hyphen that a
    line end put into a Latin word goes, unless the word is one of ``hyphened``. A path or an
    address that goes on in the next line stays in one piece.
    """
    text = ""
    parts: list[NDArray[np.float32]] = []
    gap = np.full((1, 4), np.nan, dtype=np.float32)
    last: Line | None = None
    for line in lines:
        if last is not None:
            wide = not is_cjk(text[-1]) and not is_cjk(line.text[0])
            row = beside(last.place, line.place)
            if not row and _hyphenated(text, line.text):
                if _pair(text, line.text) not in hyphened:
                    text = text[:-1]
                    parts[-1] = parts[-1][:-1]
            elif not row and _goes_on(text, line.text):
                if text.endswith("/-"):
                    text = text[:-1]
                    parts[-1] = parts[-1][:-1]
            elif wide or row:
                text += " "
                parts.append(gap)
        text += line.text
        parts.append(line.boxes)
        last = line
    return text, np.concatenate(parts) if parts else np.empty((0, 4), dtype=np.float32)


def beside(a: Rect, b: Rect) -> bool:
    """Whether ``b`` stands to the right of ``a`` in the same row."""
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return b[0] >= a[2] - 1 and shared > 0.5 * min(a[3] - a[1], b[3] - b[1])


def _pair(before: str, after: str) -> str:
    """The words on both sides of a hyphen at a line end, in lower case."""
    left, right = _LAST_WORD.search(before), _WORD.match(after)
    return f"{left[1]}-{right[0]}".lower() if left and right else ""


def _goes_on(before: str, after: str) -> bool:
    """Whether a path, an address or a file name was parted at the line end."""
    last = before[-80:].rsplit(None, 1)[-1]
    return (after[0].islower() or after[0].isdigit()) and bool(_ADDRESS.search(last))


def _hyphenated(before: str, after: str) -> bool:
    return (
        len(before) > 2
        and before[-1] in "-‐"
        and before[-2].isalpha()
        and before[-2].isascii()
        and after[0].islower()
        and after[0].isascii()
    )
