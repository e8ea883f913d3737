"""Whether the system says "not here" when, and only when, it is so."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["abstention_precision", "abstention_recall"]


def abstention_precision(abstained: Sequence[bool], unanswerable: Sequence[bool]) -> float | None:
    """``|abstained and unanswerable| / |abstained|`` over questions.

    ``None`` when the system never abstained, or when every question can be answered.

    Source: the precision and recall of the no-answer class, after Rajpurkar, Jia and Liang,
    "Know What You Don't Know: Unanswerable Questions for SQuAD" (2018).
    """
    if not any(abstained) or not any(unanswerable):
        return None
    return _both(abstained, unanswerable) / sum(abstained)


def abstention_recall(abstained: Sequence[bool], unanswerable: Sequence[bool]) -> float | None:
    """``|abstained and unanswerable| / |unanswerable|`` over questions.

    ``None`` when every question can be answered. Source as for ``abstention_precision``.
    """
    if not any(unanswerable):
        return None
    return _both(abstained, unanswerable) / sum(unanswerable)


def _both(abstained: Sequence[bool], unanswerable: Sequence[bool]) -> int:
    return sum(a and u for a, u in zip(abstained, unanswerable, strict=True))
