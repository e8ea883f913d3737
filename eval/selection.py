"""Choosing one of several settings by a figure, and how good the chosen one really is.

A setting that is chosen because it did best on some questions looks better on them than it is.
Here it is chosen on some of the questions and looked at on the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.questions import GoldQuestion
from eval.statistics import bootstrap_interval

__all__ = ["Choice", "choose", "folds_of"]

Scores = Mapping[str, float]
"""The score of each question that has one, by its id."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The setting that is best on all questions, and what to expect of it.

    ``held_out`` is the mean score of questions under the setting that was chosen without them,
    with the 95 % interval ``low`` to ``high``; ``apparent`` is the chosen setting's mean on the
    questions that it was chosen by. ``by_fold`` are the settings chosen without each fold.
    """

    best: int
    apparent: float
    held_out: float
    low: float
    high: float
    by_fold: tuple[int, ...]
    n: int

    @property
    def optimism(self) -> float:
        """By how much choosing flatters: ``apparent - held_out``."""
        return self.apparent - self.held_out


def folds_of(questions: Sequence[GoldQuestion], count: int) -> list[list[str]]:
    """The questions' ids in ``count`` folds in which languages and types are spread evenly.

    The same questions are always in the same folds; a fold may be empty when there are few.
    """

    def order(question: GoldQuestion) -> tuple[str, str, bytes]:
        return question.language, question.type, hashlib.sha256(question.id.encode()).digest()

    spread = sorted(questions, key=order)
    return [[q.id for q in spread[fold::count]] for fold in range(count)]


def choose(scores: Sequence[Scores], folds: Sequence[Sequence[str]]) -> Choice | None:
    """The best of several settings, given the scores of the questions under each of them.

    For each fold a setting is chosen by the mean over the other folds, and scored on the fold.
    Of equally good settings the first one is chosen. ``None`` where no question has a score.

    Source: cross-validation of a choice, Stone, "Cross-Validatory Choice and Assessment of
    Statistical Predictions", Journal of the Royal Statistical Society B 36 (1974).
    """
    everything = [i for fold in folds for i in fold]
    best = _best(scores, everything)
    if best is None:
        return None
    held_out: list[float] = []
    by_fold: list[int] = []
    for fold in folds:
        inside = set(fold)
        chosen = _best(scores, [i for i in everything if i not in inside])
        if chosen is None:
            continue
        by_fold.append(chosen)
        held_out += [scores[chosen][i] for i in fold if i in scores[chosen]]
    if not held_out:
        return None
    low, high = bootstrap_interval(held_out)
    apparent = _mean(scores[best], everything) or 0.0
    mean = sum(held_out) / len(held_out)
    return Choice(best, apparent, mean, low, high, tuple(by_fold), len(held_out))


def _best(scores: Sequence[Scores], members: Sequence[str]) -> int | None:
    means = [_mean(of_setting, members) for of_setting in scores]
    known = [(mean, -n) for n, mean in enumerate(means) if mean is not None]
    return -max(known)[1] if known else None


def _mean(of_setting: Scores, members: Sequence[str]) -> float | None:
    values = [of_setting[i] for i in members if i in of_setting]
    return sum(values) / len(values) if values else None
