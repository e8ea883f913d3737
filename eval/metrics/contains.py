"""Whether an expected answer stands in the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.metrics.answer_text import folded_answer
from ingest.language import find_numbers

__all__ = ["contains"]


def contains(answer: str, expected: Sequence[str]) -> float | None:
    """1 when one of ``expected`` stands in ``answer``, else 0; ``None`` when nothing is expected.

    Texts are compared folded (経済 = 经济, full width = half width), without white space and
    thousands separators. A number is found whole: 12 is not in 112 or 12.5. An expected answer
    that is one number is also found in another spelling: 9.5兆元 in 9兆5000億元, 2021年 in
    令和3年.

    Source: the "accuracy" of answers by inclusion, as in Mallen et al., "When Not to Trust
    Language Models" (2023), with the folding that this project searches by.
    """
    if not expected:
        return None
    folded = folded_answer(answer)
    return float(any(_stands(e, folded) or _same_number(e, answer) for e in expected))


def _stands(expected: str, folded: str) -> bool:
    wanted = folded_answer(expected)
    if not wanted:
        return False
    before = r"(?<![0-9])(?<![0-9][.,])" if wanted[0].isdigit() else ""
    after = r"(?![0-9])(?![.,][0-9])" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, folded) is not None


def _same_number(expected: str, answer: str) -> bool:
    """Whether all of ``expected`` is one number with its unit and ``answer`` holds the same."""
    wanted = expected.strip()
    whole = [n for n in find_numbers(wanted) if n.start == 0 and n.end == len(wanted)]
    if not whole:
        return False
    same = {(n.kind, n.value, n.unit) for n in find_numbers(answer)}
    return any((n.kind, n.value, n.unit) in same for n in whole)
