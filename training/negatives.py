"""Passages that look as if they answered a question, and do not.

A reader that has only seen passages with an answer finds one everywhere. The passages that our
own word search ranks first for a question are what it will have to refuse.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from index.lexical import LexicalReader, LexicalWriter, passage_terms, query_terms
from ingest.document import Language
from ingest.language import detect_language, fold_text, split_sentences
from training.examples import Example, Paragraph

__all__ = ["PassageSearch", "retrieved_negative", "without_answer_sentence"]

_DEPTH = 20
_HARDEST = 6
"""A negative is drawn among so many of the first passages that do not hold the answer."""


class PassageSearch:
    """The product's lexical index over the paragraphs of a question set."""

    def __init__(self, paragraphs: Sequence[Paragraph], language: Language, folder: Path) -> None:
        self.paragraphs = paragraphs
        self.language = language
        self._folded = [_bare(p.text) for p in paragraphs]
        with LexicalWriter(folder) as writer:
            for row, paragraph in enumerate(paragraphs):
                terms = passage_terms(paragraph.text, "", language)
                writer.add(row, str(row), language, terms)
            writer.commit()
        self._reader = LexicalReader.open(folder)

    def lookalikes(self, question: str, answer: str) -> list[int]:
        """Rows of the best-ranked paragraphs without ``answer``, best first."""
        language = detect_language(question, self.language)
        scores = self._reader.search(query_terms(question, language), _DEPTH)
        wanted = _bare(answer)
        ranked = sorted(scores, key=lambda row: (-scores[row], row))
        return [row for row in ranked if wanted not in self._folded[row]]


def retrieved_negative(
    example: Example, search: PassageSearch, chance: random.Random, *, titled: bool
) -> Example | None:
    """``example``'s question to one of the hardest paragraphs that do not hold its answer."""
    rows = search.lookalikes(example.question, example.answer)[:_HARDEST]
    if not rows:
        return None
    other = search.paragraphs[chance.choice(rows)]
    return example.unanswered("retrieved", context=other.title if titled else "", text=other.text)


def without_answer_sentence(example: Example) -> Example | None:
    """The same passage without the sentences that hold the answer, if anything is left of it."""
    kept = []
    wanted = _bare(example.answer)
    for start, end in split_sentences(example.text):
        touches = start < example.end and end > example.start
        if not touches and wanted not in _bare(example.text[start:end]):
            kept.append(example.text[start:end])
    text = "".join(kept)
    if len(text) < len(example.text) // 3:
        return None
    return example.unanswered("without_sentence", context=example.context, text=text)


def _bare(text: str) -> str:
    return "".join(fold_text(text).split())
