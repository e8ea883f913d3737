"""Whether answers that are said to be 70 % sure are right 70 % of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["CalibrationBin", "calibration_bins", "expected_calibration_error"]

BINS = 10


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Answers with a confidence of ``low`` to ``high``: how many, how sure and how right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


def calibration_bins(
    confidences: Sequence[float], correct: Sequence[bool], bins: int = BINS
) -> list[CalibrationBin]:
    """The bins of equal width over 0..1 that hold answers; 1 belongs to the last."""
    members: dict[int, list[int]] = {}
    for i, value in enumerate(confidences):
        members.setdefault(min(int(max(value, 0.0) * bins), bins - 1), []).append(i)
    return [
        CalibrationBin(
            low=b / bins,
            high=(b + 1) / bins,
            n=len(held),
            confidence=sum(confidences[i] for i in held) / len(held),
            accuracy=sum(correct[i] for i in held) / len(held),
        )
        for b, held in sorted(members.items())
    ]


def expected_calibration_error(
    confidences: Sequence[float], correct: Sequence[bool], bins: int = BINS
) -> float | None:
    """``Σ n_b / n · |accuracy_b − confidence_b|`` over bins of equal width; ``None`` without
    answers. The lower the better.

    Source: Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017).
    """
    if not correct:
        return None
    found = calibration_bins(confidences, correct, bins)
    return sum(b.n * abs(b.accuracy - b.confidence) for b in found) / len(correct)
