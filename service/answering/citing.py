"""A citation of words that were found again on their page."""

from __future__ import annotations

from collections.abc import Callable

from index import StoredPage
from service.answering.answer import Citation
from service.answering.candidates import Candidate

__all__ = ["PageOf", "cite"]

PageOf = Callable[[str, int], StoredPage]


def cite(n: int, candidate: Candidate, score: float, page_of: PageOf) -> Citation:
    """Citation number ``n`` of a candidate whose quotation has been verified."""
    passage = candidate.hit.passage
    page = page_of(passage.doc_id, passage.page).page
    return Citation(
        n=n,
        doc_id=passage.doc_id,
        title=passage.title,
        path=passage.path,
        page=passage.page,
        page_label=passage.page_label,
        rects=tuple(page.rects(candidate.start, candidate.end)),
        page_size=page.size,
        quote=candidate.text,
        char_start=candidate.start,
        char_end=candidate.end,
        score=round(score, 4),
        language=passage.language,
        verified=True,
    )
