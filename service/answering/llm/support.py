"""Find the quotation that carries a sentence of a language model, or say that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index import Hit
from ingest.language import find_numbers, index_terms
from service.answering.candidates import Candidate, candidates
from service.answering.llm.evidence import Evidence
from service.answering.llm.facts import facts_missing, without_numbers

__all__ = ["CLOSE_ACROSS", "CLOSE_WITHIN", "CLOSE_WITH_FACTS", "COVERED", "Support", "find_support"]

Embed = Callable[[list[str]], NDArray[np.float32]]

CLOSE_WITHIN = 0.90
COVERED = 0.6
"""The share of a sentence's terms that must stand in a passage of its language; half of it is
enough where the cosine of sentence and quotation is ``CLOSE_WITHIN``."""
CLOSE_ACROSS = 0.86
"""Cosine that a sentence and its quotation need in two languages, …"""
CLOSE_WITH_FACTS = 0.80
"""… and where the sentence has a number or a date, all of which stand in the passage;
``docs/llm.md`` says how both were chosen."""
_MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Support:
    """The quotations that carry a sentence, best first, and how near the best is (cosine)."""

    quotes: tuple[Candidate, ...]
    closeness: float


def find_support(
    sentence: str, language: str, cited: Sequence[Hit], embed: Embed
) -> Support | None:
    """The sentences of the ``cited`` passages that carry ``sentence``; ``None`` when its numbers,
    dates or names do not stand there, or when nothing there is near enough to what it says.
    """
    evidence = Evidence(tuple(hit.passage for hit in cited))
    quotable = candidates(cited)
    if not quotable or facts_missing(sentence, language, evidence):
        return None
    vectors = embed([sentence, *(_readable(candidate) for candidate in quotable)])
    near = [float(value) for value in vectors[1:] @ vectors[0]]
    terms = set(index_terms(without_numbers(sentence), language))
    held = [_held(terms, candidate.text, candidate) for candidate in quotable]
    best = max(range(len(quotable)), key=lambda i: (near[i] + held[i], -i))
    if language in evidence.languages:
        covered = _held(terms, evidence.text, quotable[best])
        if covered < (COVERED / 2 if near[best] >= CLOSE_WITHIN else COVERED):
            return None
    elif near[best] < (CLOSE_WITH_FACTS if find_numbers(sentence) else CLOSE_ACROSS):
        return None
    return Support(tuple(_quotes(sentence, language, quotable, best)), near[best])


def _readable(candidate: Candidate) -> str:
    """A sentence with what makes it understood; cells of a table need their heads."""
    passage = candidate.hit.passage
    if passage.kind == "table_row":
        return f"{passage.context.rpartition(' > ')[2]}\n{candidate.text}"
    return candidate.text


def _held(terms: set[str], text: str, candidate: Candidate) -> float:
    """The share of ``terms`` that stand in ``text``; all of none."""
    if not terms:
        return 1.0
    return len(terms & set(index_terms(text, candidate.hit.passage.language))) / len(terms)


def _quotes(
    sentence: str, language: str, quotable: Sequence[Candidate], best: int
) -> list[Candidate]:
    """The best candidate, and others that hold facts which it does not."""
    chosen = [quotable[best]]
    missing = _missing(sentence, language, chosen)
    for candidate in quotable:
        if not missing or len(chosen) == _MOST_QUOTES:
            break
        if candidate in chosen:
            continue
        now = _missing(sentence, language, [*chosen, candidate])
        if len(now) < len(missing):
            chosen.append(candidate)
            missing = now
    return chosen


def _missing(sentence: str, language: str, chosen: Sequence[Candidate]) -> list[str]:
    """What the chosen quotations alone do not say."""
    quoted = tuple(replace(c.hit.passage, text=c.text) for c in chosen)
    return facts_missing(sentence, language, Evidence(quoted))
