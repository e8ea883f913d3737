"""Whether the quotations of an answer carry its sentences, in the manner of ALCE.

ALCE asks an entailment model. Nothing here calls one: ``overlap_entails`` is a deterministic
stand-in that compares characters and numbers, and the figures are to be read as such. It holds
for what a quotation says nearly in its own words; a paraphrase or a translation fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.language import find_numbers, fold_text

__all__ = ["Entails", "overlap_entails", "support_precision", "support_recall"]

Entails = Callable[[str, str], bool]
"""Premise and claim: whether the first proves the second."""

_ENOUGH = 0.8
_NEGATIONS = ("ない", "ず", "ません", "不", "没", "无", "未", "非", "否")

CitedSentence = tuple[str, Sequence[str]]
"""A sentence of the answer and the quotations that it cites."""


def overlap_entails(premise: str, claim: str) -> bool:
    """The stand-in: ``premise`` holds the claim's numbers and 80 % of its pairs of characters.

    Both are folded over script variants, without white space and marks. A claim with a word of
    negation needs one in the premise. A claim without characters is proved by nothing.
    """
    wanted, given = _bare(claim), _bare(premise)
    if not wanted:
        return False
    if wanted in given:
        return True
    numbers = {(n.kind, n.value) for n in find_numbers(claim)}
    if not numbers <= {(n.kind, n.value) for n in find_numbers(premise)}:
        return False
    if any(n in wanted for n in _NEGATIONS) and not any(n in given for n in _NEGATIONS):
        return False
    pairs = _pairs(wanted)
    return len(pairs & _pairs(given)) >= _ENOUGH * len(pairs)


def support_recall(
    sentences: Sequence[CitedSentence], entails: Entails = overlap_entails
) -> float | None:
    """The share of sentences that their quotations, taken together, prove.

    ``None`` without sentences; a sentence without a quotation is not proved.

    Source: citation recall of Gao et al., "Enabling Large Language Models to Generate Text with
    Citations" (ALCE, EMNLP 2023), with ``entails`` in the place of their entailment model.
    """
    if not sentences:
        return None
    return sum(_proved(quotes, text, entails) for text, quotes in sentences) / len(sentences)


def support_precision(
    sentences: Sequence[CitedSentence], entails: Entails = overlap_entails
) -> float | None:
    """The share of quotations that are needed: of a proved sentence, and either proving it alone
    or not to be done without. ``None`` without quotations. Source as for ``support_recall``.
    """
    needed = [
        _proved(quotes, text, entails) and _is_needed(n, quotes, text, entails)
        for text, quotes in sentences
        for n in range(len(quotes))
    ]
    return sum(needed) / len(needed) if needed else None


def _is_needed(n: int, quotes: Sequence[str], text: str, entails: Entails) -> bool:
    others = [*quotes[:n], *quotes[n + 1 :]]
    return _proved([quotes[n]], text, entails) or not _proved(others, text, entails)


def _proved(quotes: Sequence[str], text: str, entails: Entails) -> bool:
    return bool(quotes) and entails("\n".join(quotes), text)


def _bare(text: str) -> str:
    return "".join(c for c in fold_text(text) if c.isalnum())


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(max(1, len(text) - 1))}
