"""The best span of each row of scores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["LONGEST_ANSWER", "Spans", "best_spans", "own_words", "sentence_numbers"]

LONGEST_ANSWER = 48
"""Tokens; 99 % of the answers that the reader was trained on are shorter."""
_NEVER = np.float32(-1e9)
_PARTICLE = re.compile("(?:に|の|が|から|で|を|は|まで|と|も|へ|的|在|是|、|，)$")
"""What a piece may bring behind an answer's last word, as 年に does. Of 6,000 answers of
JaQuAD's training part 560 end in such a piece, and 555 of them leave the particle out."""
_SEPARATORS = "、，"
_SENTENCE_END = re.compile("[。\n]")
_NO_WORD = re.compile(r"[。\s]+(?=[^。\s])")


@dataclass(frozen=True, eq=False, slots=True)
class Spans:
    """For each row the tokens ``first`` to ``last`` (both inside), and two scores in logits.

    ``score`` is start plus end of the span, ``nothing`` the same of ``<s>``, which stands for
    "not here". A row in which no token may be an answer has ``first`` -1.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    score: NDArray[np.float32]
    nothing: NDArray[np.float32]


def best_spans(
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    longest: int = LONGEST_ANSWER,
    sentences: NDArray[np.int64] | None = None,
) -> Spans:
    """The spans with the highest sum of start and end score; all arrays are (rows, length).

    ``allowed`` marks the text's tokens; spans are at most ``longest`` tokens long, and lie within
    one sentence where ``sentences`` numbers them. Source: Devlin et al., "BERT" (2019),
    section 4.3.
    """
    rows, length = starts.shape
    longest = min(longest, length)
    start = np.where(allowed, starts, _NEVER)
    end = np.where(allowed, ends, _NEVER)
    # Of equals the shortest counts, and of those the first: (rows, tokens more, first token).
    sums = start[:, None, :] + _ahead(end, longest, float(2 * _NEVER))
    if sentences is not None:
        sums[sentences[:, None, :] != _ahead(sentences, longest, -1)] = 2 * _NEVER
    flat = sums.reshape(rows, -1)
    best = flat.argmax(axis=1)
    score = flat[np.arange(rows), best]
    extra, first = np.divmod(best, length)
    found = score > _NEVER
    first = np.where(found, first, -1)
    last = np.where(found, first + extra, -1)
    score = np.where(found, score, 2 * _NEVER)
    nothing: NDArray[np.float32] = (starts[:, 0] + ends[:, 0]).astype(np.float32)
    return Spans(first, last, score.astype(np.float32), nothing)


def _ahead(values: NDArray[Any], most: int, beyond: float) -> NDArray[Any]:
    """``values`` of (rows, length) 0 to ``most`` - 1 places further on, (rows, most, length);
    ``beyond`` stands for what would lie behind the end."""
    filled = np.pad(values, ((0, 0), (0, most - 1)), constant_values=beyond)
    return sliding_window_view(filled, values.shape[1], axis=1)


def sentence_numbers(text: str, offsets: Sequence[tuple[int, int]]) -> list[int]:
    """For each piece at ``offsets`` the number of its sentence; line ends divide as well."""
    found, number, before = [], 0, 0
    for start, end in offsets:
        # A piece may begin with the end of the sentence before its word.
        own = _NO_WORD.match(text, start, end)
        word = own.end() if own else start
        number += len(_SENTENCE_END.findall(text, before, word))
        before = word
        found.append(number)
    return found


def own_words(text: str, first: tuple[int, int], last: tuple[int, int]) -> tuple[int, int]:
    """``[start, end)`` of an answer whose first and last pieces stand at ``first`` and ``last``.

    Pieces do not end where words do: without the white space and the comma before the answer, and
    without the particle that shares the last piece with its last word.
    """
    start, end = first[0], last[1]
    particle = _PARTICLE.search(text, last[0], end)
    if particle and particle.start() > max(start, last[0]):
        end = particle.start()
    quoted = text[start:end]
    start += len(quoted) - len(quoted.lstrip().lstrip(_SEPARATORS).lstrip())
    return start, max(start, start + len(text[start:end].rstrip()))
