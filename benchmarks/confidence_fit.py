"""How candidate answers are ranked and how sure the first is, fitted to gathered evidence.

See ``fit_confidence.py``, which gathers the examples and prints what is fitted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import KFold

from service.answering.evidence import Evidence, leads, ranked

__all__ = ["Example", "HeldOut", "fitted", "held_out", "judged_by", "logit", "sharpened", "sure"]

HeldOut = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""By question the first candidate's confidence, and whether it is right."""
_FOLDS = 5
_SEED = 20261124
_RIDGE = 0.001
_CONFIDENCE_RIDGE = 0.05
_ALTERED = 0.3
"""How much a question that was made counts."""
_EITHER_WAY = frozenset(("title", "same_language", "is_row"))
_IS_ROW = [field.name for field in fields(Evidence)].index("is_row")
_AGAINST = frozenset(
    (
        "missing",
        "noun",
        "year",
        "away",
        "elsewhere",
        "unplaced",
        "unnamed",
        "other_unit",
        "other_time",
        "echo",
        "contrary",
        "part",
        "lost",
        "lost_near",
    )
)
_UNANSWERABLE = 0.2
"""The share of questions without an answer that the confidence is fitted for, whatever the sets
hold: a half of those that were written to be refused is more than readers ask."""


@dataclass(frozen=True)
class Example:
    """One question: the evidence of its candidates, and which of them answer it; and the same of
    questions that were made from it and have no answer."""

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    answerable: bool
    altered: tuple[Example, ...] = ()


def _ranking(sets: Sequence[Sequence[Example]]) -> NDArray[np.float64]:
    """The weights that make the right candidates likely among all of their question."""
    examples = [(e, 1.0 / len(one)) for one in sets for e in one if e.right.any()]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for example, share in examples:
            score = example.rows @ weights
            likely = np.exp(score - score.max())
            likely /= likely.sum()
            right = likely * example.right
            total -= share * float(np.log(right.sum()))
            slope -= share * ((right / right.sum() - likely) @ example.rows)
        n = len(sets)
        return total / n + _RIDGE * float(weights @ weights), slope / n + 2 * _RIDGE * weights

    start = np.zeros(sets[0][0].rows.shape[1])
    bounds = _bounds(len(start))
    found: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def _bounds(size: int) -> list[tuple[float | None, float | None]]:
    """Which weights may be negative: of what may speak either way, and of the products."""
    names = [field.name for field in fields(Evidence)]
    found: list[tuple[float | None, float | None]] = [
        (None, None) if n in _EITHER_WAY else (None, 0.0) if n in _AGAINST else (0.0, None)
        for n in names
    ]
    return found + [(None, None)] * (size - len(names))


def _top(example: Example, ranking: NDArray[np.float64]) -> tuple[int, NDArray[np.float64]]:
    """The candidate that is ranked first, and what its confidence is computed from."""
    score = example.rows @ ranking
    top = int(score.argmax())
    lead = leads(score.tolist())[top]
    is_row = example.rows[top][_IS_ROW]
    return top, np.array([*example.rows[top], *ranked(is_row, score[top], lead)])


def fitted(sets: Sequence[Sequence[Example]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ranking and confidence, its bias last; each set weighs the same, and in it each question.

    The confidence is fitted on the sets that have questions without an answer: the others are
    there for the ranking, and would make every answer look doubtful.
    """
    ranking = _ranking(sets)
    rows, right, weight = [], [], []
    for one in sets:
        if all(example.answerable and not example.altered for example in one):
            continue
        asked = [(e, 1.0) for e in one] + [(e, _ALTERED) for each in one for e in each.altered]
        total = {kind: sum(w for e, w in asked if e.answerable == kind) for kind in (True, False)}
        meant = {True: 1.0 - _UNANSWERABLE, False: _UNANSWERABLE}
        for example, share in asked:
            top, row = _top(example, ranking)
            rows.append([*row, 1.0])
            right.append(float(example.right[top]))
            weight.append(share * meant[example.answerable] / total[example.answerable])
    shares = np.array(weight) / sum(weight)
    return ranking, _logistic(np.array(rows), np.array(right), shares)


def _logistic(
    rows: NDArray[np.float64], right: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The weights under which ``right`` is most likely, small ones preferred; the last is free."""
    # What tells more between questions is not to be kept smaller for its scale.
    mean = share @ rows
    spread = np.sqrt(share @ np.square(rows - mean))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        total = share @ np.logaddexp(0.0, np.where(right > 0, -scores, scores))
        slope = rows.T @ (share * (sure(scores) - right))
        kept = weights * spread
        return (
            float(total) + _CONFIDENCE_RIDGE * float(kept @ kept),
            slope + 2 * _CONFIDENCE_RIDGE * kept * spread,
        )

    size = rows.shape[1]
    # Behind the evidence come the score and the lead, which speak for an answer, again for rows,
    # and the bias.
    ranks = [(0.0, None), (0.0, None), (None, None), (None, None)]
    bounds = [*_bounds(size - len(ranks) - 1), *ranks, (None, None)]
    found: NDArray[np.float64] = minimize(
        loss, np.zeros(size), jac=True, method="L-BFGS-B", bounds=bounds
    ).x
    return found


def sure(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(scores, -50.0, 50.0)))
    return found


def sharpened(
    sets: Sequence[Sequence[Example]],
    judged: Sequence[HeldOut],
) -> tuple[float, float]:
    """What the logits of the confidence are multiplied by, and what is added, to be right for
    questions that the weights have not seen: small weights make them too modest. Each set counts
    the same. Source: Platt, "Probabilistic Outputs for Support Vector Machines" (1999).
    """
    logits, rights, shares = [], [], []
    for one, (best, right) in zip(sets, judged, strict=True):
        answerable = np.array([e.answerable for e in one])
        if answerable.all():
            continue
        share = np.where(
            answerable,
            (1.0 - _UNANSWERABLE) / answerable.sum(),
            _UNANSWERABLE / (~answerable).sum(),
        )
        logits.append(logit(best))
        rights.append(right.astype(np.float64))
        shares.append(share)
    if not logits:
        raise ValueError("none of the sets that tell how sure it is has unanswerable questions")
    scores, right, share = (np.concatenate(parts) for parts in (logits, rights, shares))

    def loss(pair: NDArray[np.float64]) -> float:
        sharp = pair[0] * scores + pair[1]
        return float(share @ np.logaddexp(0.0, np.where(right > 0, -sharp, sharp)))

    found = minimize(loss, np.array([1.0, 0.0])).x
    return float(found[0]), float(found[1])


def logit(sure: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(sure, 1e-6, 1.0 - 1e-6)
    logits: NDArray[np.float64] = np.log(kept / (1.0 - kept))
    return logits


def judged_by(
    examples: Sequence[Example], ranking: NDArray[np.float64], weights: NDArray[np.float64]
) -> HeldOut:
    """For each question the first candidate's confidence, and whether it is right."""
    best, right = np.zeros(len(examples)), np.zeros(len(examples), dtype=bool)
    for i, example in enumerate(examples):
        top, row = _top(example, ranking)
        best[i] = float(sure(weights @ np.array([*row, 1.0])))
        right[i] = example.right[top]
    return best, right


def held_out(sets: list[list[Example]], number: int) -> HeldOut:
    """The same for each question of a set, by weights fitted without it."""
    examples = sets[number]
    best = np.zeros(len(examples))
    right = np.zeros(len(examples), dtype=bool)
    folds = KFold(_FOLDS, shuffle=True, random_state=_SEED)
    for train, test in folds.split(np.arange(len(examples))):
        others = [one for n, one in enumerate(sets) if n != number]
        weights = fitted([[examples[i] for i in train], *others])
        best[test], right[test] = judged_by([examples[i] for i in test], *weights)
    return best, right
