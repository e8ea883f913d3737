"""What speaks for a candidate answer, as numbers, and the probability that follows from them.

A logistic regression over what the reading model says of the passage, how the search ranked it,
and what of the question stands with it. Its weights are fitted by
``benchmarks/fit_confidence.py`` on questions that the reading model was not trained on.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

__all__ = ["Evidence", "confidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate answer; what is a share or a match is 0 to 1.

    ``margin`` and ``relevance`` are the reading model's logits, cut to -10 to 10 and divided by
    10. ``dense`` is a cosine, ``retrieval`` the fused score, ``first`` 1 for the best hit.
    ``title`` is the share of the question's words in the document's title, ``coverage`` that with
    the whole passage, ``best_coverage`` the same relative to the best candidate's, ``near`` that
    in the answering sentence alone; ``missing`` the share of the weight of the question's names
    and numbers that stand nowhere with it (0 where none can be told). ``value`` says that the
    answer is the kind of value asked for, ``years`` how its period fits (-1 to 1), ``agreed``
    that another passage gives the same answer. ``is_row`` marks table rows, for which
    ``row_match``, ``column_match`` and ``column_margin`` say how head and column fit, and
    ``scope`` whether the table is of the group or the company that is asked about (-1 to 1).
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
    value: float
    years: float
    agreed: float
    same_language: float
    is_row: float
    row_match: float
    column_match: float
    column_margin: float
    scope: float

    def row(self) -> tuple[float, ...]:
        """The features in the order of ``WEIGHTS``: as they are, then what differs for rows and
        across languages."""
        cross = 1.0 - self.same_language
        return (
            *astuple(self),
            self.margin * self.is_row,
            self.relevance * self.is_row,
            self.coverage * cross,
            self.margin * cross,
            self.dense * cross,
        )


WEIGHTS: tuple[float, ...] = (
    0.7,
    0.76,
    -1.65,
    1.38,
    1.64,
    1.14,
    -1.75,
    1.89,
    2.15,
    -1.26,
    1.67,
    0.48,
    1.37,
    -1.03,
    -1.03,
    1.43,
    0.08,
    1.13,
    1.0,
    0.07,
    1.19,
    1.19,
    -0.22,
    -0.82,
)
BIAS = -4.11


def confidence(evidence: Evidence) -> float:
    """The probability, 0 to 1, that the candidate answers the question."""
    total = BIAS + sum(w * x for w, x in zip(WEIGHTS, evidence.row(), strict=True))
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))
