"""How a question and a passage become one row of tokens, in training as in answering.

``<s> question </s> </s> context </s> text </s>``; without a context its ``</s>`` falls away. The
answer can only stand in the text. Questions and contexts that are too long lose what matters
least: a question its end, a context its beginning (column heads and the unit stand at its end).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BEGIN",
    "CONTEXT_TOKENS",
    "END",
    "PAD",
    "QUESTION_TOKENS",
    "Piece",
    "Window",
    "head_of",
    "pad",
    "pieces",
    "token_span",
    "windows",
]

BEGIN, PAD, END = 0, 1, 2
"""The ids of ``<s>``, ``<pad>`` and ``</s>`` in the bundled vocabulary."""
QUESTION_TOKENS = 64
CONTEXT_TOKENS = 48


@dataclass(frozen=True, slots=True)
class Piece:
    """A text as tokens; ``offsets`` are ``[start, end)`` in its characters, one a token."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens ``[first, last)`` of a text."""

    first: int
    last: int


def pieces(tokenizer: Any, texts: Sequence[str]) -> list[Piece]:
    """``texts`` as tokens of a ``tokenizers.Tokenizer``, without special ones."""
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [Piece(tuple(e.ids), tuple(e.offsets)) for e in encoded]


def head_of(question: Sequence[int], context: Sequence[int]) -> list[int]:
    """All tokens before the text's."""
    head = [BEGIN, *question[:QUESTION_TOKENS], END, END]
    return [*head, *context[-CONTEXT_TOKENS:], END] if context else head


def windows(tokens: int, size: int, overlap: int) -> Iterator[Window]:
    """Windows of at most ``size`` tokens that cover a text of ``tokens`` tokens.

    Neighbours share at least ``overlap`` tokens (less than ``size``), and all but a lone one are
    full. An empty text has one empty window.
    """
    first = 0
    while tokens - first > size:
        yield Window(first, first + size)
        first = min(first + size - overlap, tokens - size)
    yield Window(first, tokens)


def token_span(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """The first and the last token that share a character with ``[start, end)``, if any do."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
    return (inside[0], inside[-1]) if inside else None


def pad(rows: Sequence[Sequence[int]], length: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows filled up to ``length``: ids, and a mask that is 1 where a token stands."""
    ids = np.full((len(rows), length), PAD, dtype=np.int64)
    mask = np.zeros((len(rows), length), dtype=np.int32)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask
