"""Exact match and F1 as the scorer of JSQuAD has them."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

__all__ = ["jsquad_exact_match", "jsquad_f1"]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def jsquad_exact_match(answer: str, expected: Sequence[str]) -> float | None:
    """1 when ``answer`` equals one of ``expected`` after SQuAD's normalisation, else 0.

    That is lower case, without ASCII punctuation and English articles, white space as single
    blanks; 。 and 、 stay. ``None`` when nothing is expected.

    Source: Kurihara, Kawahara and Shibata, "JGLUE: Japanese General Language Understanding
    Evaluation" (LREC 2022), which scores JSQuAD as Rajpurkar et al. (2016) score SQuAD.
    """
    if not expected:
        return None
    normal = _normal(answer)
    return float(any(normal == _normal(e) for e in expected))


def jsquad_f1(answer: str, expected: Sequence[str]) -> float | None:
    """The best ``2PR / (P + R)`` over ``expected``, on bags of characters after normalisation.

    With ``o`` characters in common ``P = o / |answer|`` and ``R = o / |expected|``; blanks are
    characters too. Two empty texts agree. ``None`` when nothing is expected. Source as for
    ``jsquad_exact_match``: characters take the place of words.
    """
    if not expected:
        return None
    normal = _normal(answer)
    return max(_f1(normal, _normal(e)) for e in expected)


def _normal(text: str) -> str:
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def _f1(one: str, other: str) -> float:
    if not one or not other:
        return float(one == other)
    common = (Counter(one) & Counter(other)).total()
    return 2 * common / (len(one) + len(other))
