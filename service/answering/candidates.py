"""Cut retrieved passages into the sentences that an answer may quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index import Hit
from ingest.language import split_sentences

__all__ = ["Candidate", "candidates"]

_SHORTEST = 4
"""Characters; what is shorter (a bullet, a page number) says nothing on its own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of a hit; ``start:end`` are offsets into the page's stored text."""

    hit: Hit
    start: int
    end: int
    text: str

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its passage, as a table row is."""
        passage = self.hit.passage
        return (self.start, self.end) == (passage.char_start, passage.char_end)

    @property
    def surroundings(self) -> str:
        """What a reader of the page sees with the sentence: headings, column heads, unit."""
        passage = self.hit.passage
        return " ".join((passage.context, *passage.heading_path))


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Every citable sentence of ``hits``, in their order; a table row is one sentence."""
    found = []
    for hit in hits:
        passage = hit.passage
        spans = (
            [(0, len(passage.text))]
            if passage.kind == "table_row"
            else split_sentences(passage.text)
        )
        for start, end in spans:
            text = passage.text[start:end]
            if len(text) >= _SHORTEST and passage.kind != "heading":
                base = passage.char_start
                found.append(Candidate(hit, base + start, base + end, text))
    return found
