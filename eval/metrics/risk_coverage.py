"""What is wrong among the answers that one would keep, from the surest down."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["aurc", "risk_coverage"]


def risk_coverage(
    confidences: Sequence[float], correct: Sequence[bool]
) -> list[tuple[float, float]]:
    """``(coverage, risk)`` for each threshold: the share of answers that are at least as sure,
    and the share of wrong ones among them. Answers of equal confidence are kept together.

    Source: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification"
    (JMLR 2010).
    """
    order = sorted(range(len(correct)), key=lambda i: -confidences[i])
    points: list[tuple[float, float]] = []
    wrong = 0
    for kept, i in enumerate(order, start=1):
        wrong += not correct[i]
        last = kept == len(order)
        if last or confidences[order[kept]] != confidences[i]:
            points.append((kept / len(order), wrong / kept))
    return points


def aurc(confidences: Sequence[float], correct: Sequence[bool]) -> float | None:
    """The area under the risk-coverage curve, ``Σ risk(c) · Δc``; the lower the better.

    The curve is a step function over ``risk_coverage``'s points, each as wide as the coverage
    that it adds, so that without ties it is the mean risk over the n thresholds. ``None``
    without answers. A random order gives the share of wrong answers on average.

    Source: Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural
    Classifiers" (ICLR 2019).
    """
    if not correct:
        return None
    area, before = 0.0, 0.0
    for coverage, risk in risk_coverage(confidences, correct):
        area += risk * (coverage - before)
        before = coverage
    return area
