"""Take out of the similarities what a question shares with a whole language.

A multilingual encoder puts the passages of one language into one region, so a question is near
every passage in its own language before anything is said about the subject. Subtracting what the
question has in common with the mean passage of each language makes the similarities comparable
across languages (Yang et al., "A Simple and Effective Method To Eliminate the Self Language Bias
in Multilingual Representations", EMNLP 2021, remove such directions from the vectors; here the
stored vectors stay as they are). Within one language the order does not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["SAMPLED", "LanguageBias", "language_bias"]

SAMPLED = 512
"""Passages of a language that its mean is taken from."""
_REMOVED = 0.4
"""How much of the shared part goes; .35 to .7 rank the sample questions alike."""
_PRIOR = 20
"""A language's mean counts as if this many passages lay at the mean of all."""


@dataclass(frozen=True, eq=False, slots=True)
class LanguageBias:
    """Directions that similarities are freed of; ``directions`` is (languages, dimension)."""

    directions: NDArray[np.float32]

    def of(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """What to subtract from a cosine with ``query``, for each language."""
        shared: NDArray[np.float32] = self.directions @ query.reshape(-1)
        return shared


def language_bias(
    samples: Sequence[NDArray[np.float32]], counts: Sequence[int], dimension: int
) -> LanguageBias:
    """From vectors of some passages of each language and how many passages each has.

    ``samples`` are (n, dimension) each, n at least 0.
    """
    directions = np.zeros((len(samples), dimension), dtype=np.float32)
    known = [i for i, sample in enumerate(samples) if len(sample)]
    if len(known) > 1:
        means = np.stack([samples[i].mean(axis=0) for i in known])
        weights = np.array([counts[i] for i in known], dtype=np.float32)
        overall = weights @ means / weights.sum()
        trust = weights / (weights + _PRIOR)
        directions[known] = _REMOVED * trust[:, None] * (means - overall)
    return LanguageBias(directions)
