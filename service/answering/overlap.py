"""How much of a question's words stands in a text, weighed by how much each word tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache

from index.proximity import pair_terms
from ingest.language import canonical, fold_text
from ingest.language.glossary import spellings

__all__ = ["QuestionTerms", "TermWeights", "bare", "canonical_weights", "terms_of"]

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


def canonical_weights(terms: Sequence[str], term_weights: TermWeights) -> dict[str, float]:
    """The weights of terms of canonical text.

    A collection in Japanese has 売上高 on every page and never 营业收入, which stands for it there:
    a term of such a word tells no more than the word's most frequent spelling, whose frequency is
    that of its rarest term.
    """
    spelled = {term: _spelled().get(term, ()) for term in terms}
    others = {part for ways in spelled.values() for parts in ways for part in parts}
    known = term_weights(sorted(others.union(terms)))
    return {
        term: min(known[term], *(max(known[part] for part in parts) for parts in ways))
        if ways
        else known[term]
        for term, ways in spelled.items()
    }


@lru_cache(maxsize=1)
def _spelled() -> dict[str, tuple[frozenset[str], ...]]:
    """By each term of the words that stand for others: the terms of those others."""
    found: dict[str, set[frozenset[str]]] = {}
    for target, words in spellings().items():
        ways = {pair_terms(word) for word in words if word != target}
        for term in pair_terms(target):
            found.setdefault(term, set()).update(ways)
    return {term: tuple(ways) for term, ways in found.items() if ways}


class QuestionTerms:
    """The terms of a question and their weights; terms of texts are weighed where first met."""

    def __init__(self, subject: str, term_weights: TermWeights) -> None:
        self.terms = terms_of(subject)
        self._term_weights = term_weights
        self._known = canonical_weights(sorted(self.terms), term_weights)
        self.total = self.weight(self.terms)

    def weight(self, terms: Set[str]) -> float:
        """The sum of the inverse document frequencies of ``terms``."""
        unknown = sorted(terms - self._known.keys())
        if unknown:
            self._known |= canonical_weights(unknown, self._term_weights)
        return sum(self._known.get(term, 0.0) for term in terms)

    def recall(self, terms: Set[str]) -> float:
        """The share of the question's weight that ``terms`` hold, 0 to 1."""
        return self.weight(self.terms & terms) / self.total if self.total > 0.0 else 0.0

    def precision(self, terms: Set[str]) -> float:
        """The share of the weight of ``terms`` that the question holds, 0 to 1."""
        total = self.weight(terms)
        return self.weight(self.terms & terms) / total if total > 0.0 else 0.0
