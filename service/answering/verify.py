"""Find every quotation again on the stored page before anyone sees it."""

from __future__ import annotations

from index import StoredPage
from service.answering.candidates import Candidate

__all__ = ["verified"]


def verified(candidate: Candidate, page: StoredPage) -> bool:
    """Whether the candidate's text stands on ``page``, character for character, where it says.

    A page whose text is unreadable verifies nothing.
    """
    text = page.page.text
    if not page.page.quality.ok or not 0 <= candidate.start < candidate.end <= len(text):
        return False
    return text[candidate.start : candidate.end] == candidate.text
