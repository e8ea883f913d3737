"""The vocabulary of evaluation: a question whose right answer is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.document import Language

__all__ = ["Evidence", "GoldQuestion", "QuestionType"]

QuestionType = Literal[
    "factoid", "numeric", "date", "entity", "list", "table", "comparison", "unanswerable"
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A page that proves an answer; ``doc`` is a path, file name or title, ``page`` from 1."""

    doc: str
    page: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, the answers that count, and the pages that prove them."""

    id: str
    language: Language
    """Of the question; the documents may be in another."""
    question: str
    answerable: bool
    answers: tuple[str, ...] = ()
    """Any of them counts."""
    evidence: tuple[Evidence, ...] = ()
    type: QuestionType = "factoid"
    topic: str = ""
    all_evidence: bool = False
    """Whether every evidence page is needed; otherwise they are alternatives."""
    asked_of: tuple[Evidence, ...] = ()
    """The page that an unanswerable question was asked of, where a format says so."""
    line: int = 0
    """In the gold file, from 1; 0 where there are no lines."""
