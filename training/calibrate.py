"""From a reader's scores to the probability that its span is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics import character_f1
from service.answering.reader_model import SpanReader, SpanReading, Text
from service.answering.reader_model.weights import Calibration
from training.examples import Example

__all__ = ["Judged", "fitted", "judged"]

_RIGHT = 0.5
"""A span is right when its character F1 with the answer is at least this."""
_ROUNDS = 50
_RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Judged:
    """One example as the reader saw it: its two scores in logits, and what it should have said."""

    margin: float
    relevance: float
    answerable: bool
    right: bool


def judged(reader: SpanReader, examples: Sequence[Example]) -> list[Judged]:
    """What ``reader`` makes of ``examples``."""
    found = []
    for example in examples:
        (reading,) = reader.read(example.question, [Text(example.text, example.context)])
        found.append(_judge(example, reading))
    return found


def _judge(example: Example, reading: SpanReading) -> Judged:
    quoted = example.text[reading.start : reading.end]
    f1 = character_f1(quoted, [example.answer]) if example.answerable else 0.0
    relevance = min(max(reading.relevance, 1e-9), 1.0 - 1e-9)
    return Judged(
        margin=reading.margin,
        relevance=float(np.log(relevance / (1.0 - relevance))),
        answerable=example.answerable,
        right=(f1 or 0.0) >= _RIGHT,
    )


def fitted(rows: Sequence[Judged]) -> Calibration:
    """The calibration under which ``rows`` are most likely, and its best threshold.

    The threshold is the one that lets most examples end well: a right span given, or a silent
    passage refused. Source: Platt (1999); Newton's method on the logistic likelihood.
    """
    scores = np.array([[r.margin, r.relevance, 1.0] for r in rows])
    right = np.array([r.right for r in rows], dtype=np.float64)
    weights = _logistic(scores, right)
    sure = 1.0 / (1.0 + np.exp(-np.clip(scores @ weights, -50, 50)))
    margin, relevance, bias = (round(float(w), 5) for w in weights)
    return Calibration(margin, relevance, bias, _threshold(rows, sure))


def _logistic(scores: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.zeros(scores.shape[1])
    ridge = _RIDGE * np.eye(scores.shape[1])
    for _ in range(_ROUNDS):
        sure = 1.0 / (1.0 + np.exp(-np.clip(scores @ weights, -50, 50)))
        slope = scores.T @ (right - sure) - ridge @ weights
        curve = (scores * (sure * (1 - sure))[:, None]).T @ scores + ridge
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _threshold(rows: Sequence[Judged], sure: NDArray[np.float64]) -> float:
    right = np.array([r.right for r in rows])
    silent = np.array([not r.answerable for r in rows])
    steps = np.round(np.arange(0.05, 0.96, 0.01), 2)
    well = [((sure >= t) & right).sum() + ((sure < t) & silent).sum() for t in steps]
    return float(steps[int(np.argmax(well))])
