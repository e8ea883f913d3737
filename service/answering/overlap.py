"""How much of a question's words stands in a text, weighed by how much each word tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache

from index.proximity import pair_terms
from ingest.language import canonical, fold_text

__all__ = ["QuestionTerms", "TermWeights", "bare", "terms_of"]

TermWeights = Callable[[Sequence[str]], Mapping[str, float]]
"""The inverse document frequencies of terms in a collection."""


@lru_cache(maxsize=8_192)
def terms_of(text: str) -> frozenset[str]:
    """Pairs of neighbouring CJK characters and whole other words of the folded text, with the
    words of reports that languages write differently (売上高, 营业收入) brought to one.
    """
    return pair_terms(canonical(fold_text(text)))


@lru_cache(maxsize=2_048)
def bare(text: str) -> str:
    """``text`` folded, with the glossary's words brought to one, and without white space."""
    return "".join(canonical(fold_text(text)).split())


class QuestionTerms:
    """The terms of a question and their weights; terms of texts are weighed where first met."""

    def __init__(self, subject: str, term_weights: TermWeights) -> None:
        self.terms = terms_of(subject)
        self._term_weights = term_weights
        self._known = dict(term_weights(sorted(self.terms)))
        self.total = self.weight(self.terms)

    def weight(self, terms: Set[str]) -> float:
        """The sum of the inverse document frequencies of ``terms``."""
        unknown = sorted(terms - self._known.keys())
        if unknown:
            self._known |= self._term_weights(unknown)
        return sum(self._known.get(term, 0.0) for term in terms)

    def recall(self, terms: Set[str]) -> float:
        """The share of the question's weight that ``terms`` hold, 0 to 1."""
        return self.weight(self.terms & terms) / self.total if self.total > 0.0 else 0.0

    def precision(self, terms: Set[str]) -> float:
        """The share of the weight of ``terms`` that the question holds, 0 to 1."""
        total = self.weight(terms)
        return self.weight(self.terms & terms) / total if total > 0.0 else 0.0
