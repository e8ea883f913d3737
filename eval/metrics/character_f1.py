"""Overlap of answer and expected answer in characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from eval.metrics.answer_text import bare_answer

__all__ = ["character_f1"]


def character_f1(answer: str, expected: Sequence[str]) -> float | None:
    """The best ``2PR / (P + R)`` over ``expected``, on bags of the characters of bare texts.

    With ``o`` characters in common, ``P = o / |answer|`` and ``R = o / |expected|``. ``None``
    when nothing is expected; two empty texts agree.

    Source: Rajpurkar et al. (2016), in characters instead of words as JaQuAD has it (So et al.,
    "JaQuAD: Japanese Question Answering Dataset for Machine Reading Comprehension", 2022).
    """
    if not expected:
        return None
    bare = bare_answer(answer)
    return max(_f1(bare, bare_answer(e)) for e in expected)


def _f1(one: str, other: str) -> float:
    if not one or not other:
        return float(one == other)
    common = (Counter(one) & Counter(other)).total()
    # 2PR / (P + R) with P = common / |one| and R = common / |other|
    return 2 * common / (len(one) + len(other))
