"""Fusing the lexical and the dense ranking into one; pure functions.

Scores are normalised per leg over the candidates and combined convexly (Bruch, Gai and Ingber,
"An Analysis of Fusion Functions for Hybrid Retrieval", 2023), with a weight that depends on
whether question and passage share a language: across languages few words match, so the dense
leg must weigh more. Without that, no passage of the other language could win. Japanese and
Chinese still share names and terms in Han characters; an English question shares with them what
the glossary and the lexicon translate.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.document import Language

__all__ = ["Weights", "convex", "normalise_dense", "normalise_lexical", "reciprocal_rank"]

Floats = NDArray[np.float64]

_AS_KNOWN = 1.3
"""At this share of known words they would count as within one language; that no share gets there
says that a word looked up tells less than one's own."""
_HAN: frozenset[Language] = frozenset({"ja", "zh"})


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of the dense leg, 0..1: within one language, between Japanese and Chinese, and
    between two languages that share no script.
    """

    same: float = 0.5
    cross: float = 0.6
    foreign: float = 0.9

    def knowing(self, share: float) -> Weights:
        """The weights for a query of whose words ``share``, 0 to 1, can be looked for in the
        languages that share no script with it. Where all are known, words say almost as much there
        as within one language; where none is, meaning counts nearly alone.
        """
        known = share / _AS_KNOWN
        return replace(self, foreign=self.foreign - (self.foreign - self.same) * known)

    def between(self, query: Set[Language], passage: str) -> float:
        """The weight for a query that may be in any of some languages, and a passage in one."""
        if passage in query:
            return self.same
        return self.cross if passage in _HAN and query & _HAN else self.foreign


def normalise_lexical(scores: Floats) -> Floats:
    """BM25 divided by its maximum: 0..1, and 0 stays 0 (no shared term)."""
    top = float(scores.max(initial=0.0))
    if top <= 0.0:
        return np.zeros_like(scores)
    return np.clip(scores / top, 0.0, 1.0)


def normalise_dense(scores: Floats) -> Floats:
    """``(s - min) / (max - min)``, 0..1; all ones where every candidate scores the same.

    Cosines of one model crowd into a narrow band, which is why the minimum is taken off.
    """
    if not scores.size:
        return scores.copy()
    low, high = float(scores.min()), float(scores.max())
    if high - low <= 1e-9:
        return np.ones_like(scores)
    return np.clip((scores - low) / (high - low), 0.0, 1.0)


def convex(dense: Floats, lexical: Floats, weight: Floats) -> Floats:
    """The fused score of each candidate, 0..1.

    ``dense`` are cosines and ``lexical`` BM25 scores of the same candidates, complete: a leg
    that did not retrieve a candidate still has to score it. ``weight`` is the dense leg's.
    """
    fused = weight * normalise_dense(dense) + (1.0 - weight) * normalise_lexical(lexical)
    return np.clip(fused, 0.0, 1.0)


def reciprocal_rank(rankings: Sequence[Sequence[int]], k: int = 60) -> dict[int, float]:
    """Reciprocal-rank fusion, ``sum of 1 / (k + rank)`` with ranks from 1 (Cormack, Clarke and
    Büttcher, 2009). Here for comparison: the convex combination measured better everywhere.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (k + rank)
    return scores
