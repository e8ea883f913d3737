"""Whether the answer is one of the expected answers."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.answer_text import bare_answer

__all__ = ["exact_match"]


def exact_match(answer: str, expected: Sequence[str]) -> float | None:
    """1 when ``answer`` equals one of ``expected`` once both are bare, else 0.

    ``None`` when nothing is expected. See ``bare_answer`` for what is ignored.

    Source: Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text"
    (2016); the normalisation for text without spaces follows CMRC 2018 (Cui et al., 2019).
    """
    if not expected:
        return None
    bare = bare_answer(answer)
    return float(any(bare == bare_answer(e) for e in expected))
