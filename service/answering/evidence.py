"""What speaks for a candidate answer, as numbers, and the probability that follows from them.

Candidates are ranked by a weighted sum of what the reading model says of the passage, how the
search ranked it, and what of the question stands with it; the weights make the right ones of a
question's candidates likely among all of them (a softmax over the list: Cao et al., "Learning to
Rank: From Pairwise to Listwise Approach", 2007). How sure the first one is follows by a logistic
regression that also sees its score and its lead over the next. Both are fitted by
``benchmarks/fit_confidence.py`` on questions that the reading model was not trained on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

__all__ = ["Evidence", "confidences", "leads", "ranked", "scores"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate answer; what is a share or a match is 0 to 1.

    ``margin`` and ``relevance`` are the reading model's logits, cut to -10 to 10 and divided by
    10. ``dense`` is a cosine, ``retrieval`` the fused score, ``first`` 1 for the best hit.
    ``title`` is the share of the question's words in the document's title, ``coverage`` that with
    the whole passage, ``best_coverage`` the same relative to the best candidate's, ``near`` that
    in the answering sentence alone; ``missing`` the share of the weight of the question's names
    and numbers that stand nowhere with it, nor at the beginning of its document (0 where none can
    be told), ``away`` the same of the answering sentence and its headings alone, ``noun`` that of
    the noun that is asked for. ``year`` says that other years than the question's stand with it,
    ``elsewhere`` other countries or cities, ``unplaced`` that those of the question do not.
    ``owner`` says that the document is of the company that is asked about (1), or is not where
    another one is (-1).
    ``value`` says that the answer is the kind of value asked for, ``other_unit`` that it is one in
    a unit that is not asked for, ``other_time`` that its sentence tells it of another year,
    ``years`` how its period fits (-1 to 1), ``unit`` whether its unit is the one asked for (-1 to
    1), ``agreed`` that another passage gives the same answer, ``compared`` that it follows from
    comparing values (1), or does not where another does, or is neither of the two things of which
    one is asked for (-1), ``items`` that it has as many items as are asked for (1), or has not
    (-1). ``echo`` is the share of the answer that the question says itself, ``kind`` whether it
    holds a name of the kind asked for (-1 to 1), ``unnamed`` that it does not, ``contrary`` that a
    word beside it excludes one of the question's, ``part`` that the quarter, half or month asked
    for is not there, ``lost`` the weight of the question's weightiest word that stands nowhere
    with it, relative to the weightiest of all, ``lost_near`` the same of the answering sentence
    and its headings alone.
    ``is_row`` marks table rows, for which ``row_match``, ``column_match`` and ``column_margin``
    say how head and column fit, ``scope`` whether the table is of the group or the company that
    is asked about (-1 to 1), ``named`` that the question names exactly the row's item, and
    ``statement`` that the table is one of the primary statements of accounts, which are meant
    where notes have the item too.
    """

    margin: float
    relevance: float
    dense: float
    retrieval: float
    first: float
    title: float
    coverage: float
    best_coverage: float
    near: float
    missing: float
    noun: float
    year: float
    away: float
    elsewhere: float
    unplaced: float
    owner: float
    value: float
    other_unit: float
    other_time: float
    years: float
    unit: float
    agreed: float
    compared: float
    items: float
    echo: float
    kind: float
    unnamed: float
    contrary: float
    part: float
    lost: float
    lost_near: float
    same_language: float
    is_row: float
    row_match: float
    column_match: float
    column_margin: float
    scope: float
    named: float
    statement: float

    def row(self) -> tuple[float, ...]:
        """The features in the order of ``RANKING``: as they are, then what differs for rows,
        across languages, for text, and for rows again."""
        cross = 1.0 - self.same_language
        return (
            *_VALUES(self),
            self.margin * self.is_row,
            self.relevance * self.is_row,
            self.coverage * cross,
            self.margin * cross,
            self.dense * cross,
            self.relevance * cross,
            self.missing * cross,
            self.noun * cross,
            self.years * (1.0 - self.is_row),
            self.noun * self.is_row,
            self.missing * self.is_row,
        )


_VALUES = attrgetter(*(field.name for field in fields(Evidence)))

RANKING: tuple[float, ...] = (
    1.06, 2.35, 0.29, 2.25, 1.01, 0.12, 0.71, 1.45, 1.26, -0.36, -0.73, -1.12, -0.49, -0.22, -0.78,
    0.13, 1.14, -0.57, -0.17, 0.0, 0.78, 0.38, 0.96, 1.03, -0.84, 0.45, -0.22, -0.7, 0.0, -0.28,
    -0.49, -0.07, -1.11, 1.72, 0.59, 0.71, 1.25, 1.2, 0.92, -1.02, 1.34, 0.23, 0.74, 0.08, 0.54,
    -0.48, -0.2, 0.54, -0.62, -0.27,
)  # fmt: skip
"""Weights of ``Evidence.row`` for the order of candidates."""
WEIGHTS: tuple[float, ...] = (
    0.62, 1.25, 2.52, 1.61, 0.0, 0.57, 0.35, 0.15, 0.33, -0.44, -0.23, -1.88, -0.35, -1.23, -1.6,
    0.28, 0.34, -2.35, -2.07, 0.0, 0.0, 0.16, 1.55, 0.51, -0.52, 0.16, -0.43, -1.49, -0.52, 0.0,
    0.0, -0.1, -0.2, 0.28, 0.1, 0.13, 0.0, 0.04, 0.0, 0.02, -0.1, 0.29, 0.25, 0.15, 0.38, 0.02,
    0.12, 0.11, 0.11, -0.69, 0.12, 0.29, 0.0, 0.07,
)  # fmt: skip
"""Weights of ``Evidence.row`` and of ``ranked`` for the confidence."""
BIAS = -5.04
_MOST_LEAD = 5.0


def scores(candidates: Sequence[Evidence]) -> list[float]:
    """The score of each candidate of a question; the best answer has the highest."""
    return [sum(w * x for w, x in zip(RANKING, e.row(), strict=True)) for e in candidates]


def leads(scored: Sequence[float]) -> list[float]:
    """By how much each score is above the best of the others, cut to -5 to 5; 5 for one alone."""
    found = []
    for n, score in enumerate(scored):
        others = [other for m, other in enumerate(scored) if m != n]
        lead = score - max(others) if others else _MOST_LEAD
        found.append(max(-_MOST_LEAD, min(_MOST_LEAD, lead)))
    return found


def confidences(candidates: Sequence[Evidence]) -> list[float]:
    """The probability, 0 to 1, that each of a question's candidates answers it."""
    scored = scores(candidates)
    found = []
    for evidence, score, lead in zip(candidates, scored, leads(scored), strict=True):
        row = (*evidence.row(), *ranked(evidence.is_row, score, lead))
        total = BIAS + sum(w * x for w, x in zip(WEIGHTS, row, strict=True))
        found.append(1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total)))))
    return found


def ranked(is_row: float, score: float, lead: float) -> tuple[float, float, float, float]:
    """What the order of the candidates adds to the evidence for the confidence: the score and the
    lead, which mean more for text than for one of a table's rows, so again for rows alone."""
    return (score, lead, score * is_row, lead * is_row)
