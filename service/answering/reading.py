"""What a reader gives for a question: candidates, each with its short answer and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index import Hit
from service.answering.candidates import Candidate
from service.answering.question import Question

__all__ = ["Reader", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate sentence or row with the probability that it answers the question.

    ``answer`` is the short answer that stands in it, with its unit; the whole sentence where the
    reader finds no shorter one. ``support`` are further rows or sentences that the answer rests
    on, and that are cited with it.
    """

    candidate: Candidate
    confidence: float
    answer: str
    support: tuple[Candidate, ...] = ()


class Reader(Protocol):
    """Anything that looks for the answer to a question in what a search found."""

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """Readings of some sentences and rows of ``hits``, best first."""
        ...
