"""The vocabulary of evaluation: a question whose right answer is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ingest.document import Document, Language

__all__ = ["Evidence", "GoldQuestion", "QuestionSet", "QuestionType"]

QuestionType = Literal[
    "factoid", "numeric", "date", "entity", "list", "table", "comparison", "unanswerable"
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A page that proves an answer; ``doc`` is a path, file name or title, ``page`` from 1."""

    doc: str
    page: int
    quote: str = ""
    grade: int = 1
    """How relevant the page is, where a format says so; only nDCG tells grades apart."""


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
    within: str = ""
    """The one document that is searched, where a format names it; empty: the whole collection."""
    line: int = 0
    """In the gold file, from 1; 0 where there are no lines."""
    empty_answers: bool = False
    """Whether answers without text were left out of ``answers``."""
    proposed: bool = False
    """Whether the evidence was proposed by the program and confirmed by nobody."""


@dataclass(frozen=True, eq=False, slots=True)
class QuestionSet:
    """Questions, and the documents that they are about, by path.

    Without documents the questions are about a collection that exists already. ``notes`` say in
    one line each what of the source was left out, and why.
    """

    documents: Mapping[str, Document]
    questions: list[GoldQuestion]
    notes: tuple[str, ...] = ()

    def limited(self, count: int | None) -> QuestionSet:
        """The first ``count`` questions over the same documents."""
        return replace(self, questions=self.questions[:count])

    def only_asked(self) -> QuestionSet:
        """Without the documents that no question asks of."""
        asked = {e.doc for q in self.questions for e in (*q.evidence, *q.asked_of)}
        return self._keeping(asked | {q.within for q in self.questions})

    def only_searched(self) -> QuestionSet:
        """Without the documents that no question searches."""
        if not all(q.within for q in self.questions):
            return self
        return self._keeping({q.within for q in self.questions})

    def _keeping(self, names: set[str]) -> QuestionSet:
        kept = {path: d for path, d in self.documents.items() if path in names}
        return replace(self, documents=kept)
