"""Passages that may prove the answer to a question, the likeliest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from eval.drafting.wanted import Wanted
from eval.evidence import squeeze
from service.answering import AnswerOptions, answer_from_passages

if TYPE_CHECKING:
    from index import Collection, Hit
    from service.answering import Citation

__all__ = ["Candidate", "Proposal", "propose"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may prove the answer, as the page's text has it.

    ``doc`` is the file's name, or its path where several files have the name; ``around`` is the
    passage that the sentence stands in; ``confidence`` is the reader's, 0 to 1.
    """

    doc: str
    page: int
    quote: str
    around: str
    language: str
    confidence: float

    def evidence(self) -> dict[str, Any]:
        """As a gold set writes it."""
        return {"doc": self.doc, "page": self.page, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and its candidates, the likeliest first; none where nothing was found."""

    wanted: Wanted
    candidates: tuple[Candidate, ...]

    def to_json(self) -> dict[str, Any]:
        """A line that a person may complete to a gold question; ``status`` says that nobody has."""
        wanted = self.wanted
        first = [c.evidence() for c in self.candidates[:1]]
        return {
            "id": wanted.id,
            "language": wanted.language,
            "question": wanted.question,
            "answerable": bool(first),
            "answers": list(wanted.answers),
            "evidence": first,
            "type": wanted.type or ("factoid" if first else "unanswerable"),
            "topic": wanted.topic,
            "status": "proposed",
            "candidates": [
                {**c.evidence(), "confidence": round(c.confidence, 4)} for c in self.candidates
            ],
        }


def propose(
    wanted: Wanted, collection: Collection, options: AnswerOptions, count: int = 5
) -> Proposal:
    """The likeliest sentence of each of the first passages that the search finds.

    Expected answers that stand in a passage put it first: they are what is to be proved.
    """
    hits = collection.search(wanted.question, top_k=max(count, options.top_k)).hits
    reading = replace(options, threshold=0.0, max_sentences=1)
    names = _names(collection)
    found = list(_candidates(wanted, hits, collection, reading, names))
    found.sort(key=lambda c: (not _holds(c, wanted), -c.confidence))
    return Proposal(wanted, tuple(found[:count]))


def _candidates(
    wanted: Wanted,
    hits: tuple[Hit, ...],
    collection: Collection,
    options: AnswerOptions,
    names: dict[str, str],
) -> Iterator[Candidate]:
    seen: set[tuple[str, int, str]] = set()
    for hit in hits:
        given = answer_from_passages(wanted.question, [hit], collection, options)
        for citation in given.citations[:1]:
            place = (citation.doc_id, citation.page, citation.quote)
            if place not in seen:
                seen.add(place)
                yield _candidate(citation, hit.passage.text, names)


def _candidate(citation: Citation, around: str, names: dict[str, str]) -> Candidate:
    return Candidate(
        doc=names.get(citation.doc_id, citation.path),
        page=citation.page,
        quote=citation.quote,
        around=around,
        language=citation.language,
        confidence=citation.score,
    )


def _holds(candidate: Candidate, wanted: Wanted) -> bool:
    text = squeeze(candidate.quote)
    return any(squeeze(answer) in text for answer in wanted.answers)


def _names(collection: Collection) -> dict[str, str]:
    """What gold questions call each document, by id."""
    documents = collection.documents()
    counts = Counter(PurePath(d.path).name for d in documents)
    return {
        d.doc_id: name if counts[name := PurePath(d.path).name] == 1 else d.path for d in documents
    }
