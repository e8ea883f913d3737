"""What answering takes and gives: options, and an answer whose every sentence is cited."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Language, Rect

__all__ = ["Answer", "AnswerOptions", "Citation", "Sentence"]


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How much to read and how sure to be.

    ``threshold`` is the confidence (0 to 1) below which shutten says that the documents do not
    answer; ``None`` takes the one that was chosen for the reader (``docs/evaluation.md``).
    ``reader`` is ``bundled`` for the trained reading model that comes with shutten, ``words`` to
    do without one, or the path of a file of weights.
    """

    top_k: int = 10
    max_sentences: int = 3
    threshold: float | None = None
    max_question_chars: int = 2_000
    reader: str = "bundled"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands.

    ``quote`` is the stored text of page ``page`` (from 1) of the document at
    ``[char_start, char_end)``. ``rects`` are in points from the top left of a page of
    ``page_size``; both are empty for formats without geometry. ``score`` is 0 to 1.
    ``verified`` says that the quotation was found again on the stored page.
    """

    n: int
    doc_id: str
    title: str
    path: str
    page: int
    page_label: str
    rects: tuple[Rect, ...]
    page_size: tuple[float, float] | None
    quote: str
    char_start: int
    char_end: int
    score: float
    language: Language
    verified: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to ``question``; without one, the nearest passages stand in ``citations``."""

    question: str
    language: Language
    answerable: bool
    answer: str | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    confidence: float
    timings_ms: dict[str, float] = field(default_factory=dict)
