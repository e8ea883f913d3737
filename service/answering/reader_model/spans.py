"""The best span of each row of scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST_ANSWER", "Spans", "best_spans"]

LONGEST_ANSWER = 48
"""Tokens; 99 % of the answers that the reader was trained on are shorter."""
_NEVER = np.float32(-1e9)


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
) -> Spans:
    """The spans with the highest sum of start and end score; all arrays are (rows, length).

    ``allowed`` marks the text's tokens; spans are at most ``longest`` tokens long. Source: Devlin
    et al., "BERT" (2019), section 4.3.
    """
    rows, length = starts.shape
    start = np.where(allowed, starts, _NEVER)
    end = np.where(allowed, ends, _NEVER)
    score = np.full(rows, 2 * _NEVER, dtype=np.float32)
    first = np.full(rows, -1, dtype=np.int64)
    last = np.full(rows, -1, dtype=np.int64)
    for extra in range(min(longest, length)):
        sums = start[:, : length - extra] + end[:, extra:]
        at = sums.argmax(axis=1)
        value = sums[np.arange(rows), at]
        better = (value > score) & (value > _NEVER)
        score = np.where(better, value, score)
        first = np.where(better, at, first)
        last = np.where(better, at + extra, last)
    nothing: NDArray[np.float32] = (starts[:, 0] + ends[:, 0]).astype(np.float32)
    return Spans(first, last, score.astype(np.float32), nothing)
