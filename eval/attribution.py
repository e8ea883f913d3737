"""Where answers are lost: for every missed question the first thing that went wrong.

The steps are looked at in the order in which the product takes them, so that each missed
question has exactly one cause and the causes add up to the questions that were missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

from eval import metrics

if TYPE_CHECKING:
    from eval.records import FoundPassage, Record

__all__ = ["CAUSES", "count_causes", "first_cause", "is_right"]

CAUSES: Mapping[str, str] = {
    "not_retrieved": "no page that proves the answer was among the passages read",
    "not_read": "such a page was found, but not the passage on it that proves the answer",
    "refused": "the passage was read, and the answer withheld",
    "not_verified": "what was cited did not stand where it was said to stand",
    "wrong_document": "the answer was taken from another document",
    "wrong_page": "the answer was taken from another page of the right document",
    "wrong_sentence": "the answer was taken from the right page, but not from what proves it",
    "wrong_wording": "what proves the answer was quoted, and it does not hold the answer expected",
    "not_refused": "the documents do not answer, and an answer was given",
}
"""Every cause and what it says, in the order in which they are looked for."""


def is_right(record: Record) -> bool | None:
    """Whether the question came out right; ``None`` where no answer is known to compare with.

    An answerable question is right when the answer holds an expected one (``contains``, or all
    its numbers), an unanswerable one when it is refused.
    """
    question, outcome = record.question, record.outcome
    if not question.answerable:
        return outcome.abstained
    if not question.answers:
        return None
    if outcome.abstained:
        return False
    return record.scores.get("answer.contains") == 1.0


def first_cause(record: Record, passages: Set[str], read: int) -> str | None:
    """The first thing that went wrong, a key of ``CAUSES``; ``None`` where nothing did.

    ``passages`` are the ids of those that hold the evidence; the reader read the first ``read``
    of the ranking that are no headings, and every row of a table in it.
    """
    if is_right(record) is not False:
        return None
    question, outcome = record.question, record.outcome
    if not question.answerable:
        return "not_refused"
    pages = frozenset(record.evidence)
    if outcome.found is not None and pages:
        hits = _read_of(outcome.found, read)
        if not any(hit.place in pages for hit in hits):
            return "not_retrieved"
        if not any(hit.passage_id in passages for hit in hits):
            return "not_read"
    if outcome.abstained:
        return "refused"
    if not all(c.verified for c in outcome.citations):
        return "not_verified"
    first = outcome.citations[0] if outcome.citations else None
    if first is None or first.doc_id not in {doc for doc, _ in pages}:
        return "wrong_document"
    if (first.doc_id, first.page) not in pages:
        return "wrong_page"
    holds = metrics.contains(first.quote, [*question.answers, *_quotes(record)])
    return "wrong_wording" if holds else "wrong_sentence"


def _read_of(found: Sequence[FoundPassage], read: int) -> list[FoundPassage]:
    usable = [hit for hit in found if hit.kind != "heading"]
    return [*usable[:read], *(hit for hit in usable[read:] if hit.kind == "table_row")]


def count_causes(records: Sequence[Record]) -> dict[str, int]:
    """How many questions were missed for each cause, in the order of ``CAUSES``, without zeros.

    The counts add up to the number of records for which ``is_right`` is false.
    """
    causes = [record.cause for record in records]
    return {cause: causes.count(cause) for cause in CAUSES if cause in causes}


def _quotes(record: Record) -> list[str]:
    return [e.quote for e in record.question.evidence if e.quote]
