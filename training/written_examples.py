"""What is learned from written passages: their answers, and what looks like one.

A question is asked of its passage and, without an answer, of one that looks alike; a question
that nothing answers is asked of the passage that it stands beside.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from training.crossing import Script, cross_question
from training.examples import Example, Paragraph
from training.negatives import PassageSearch
from training.written import WrittenPassage

__all__ = ["written_examples"]

_HARDEST = 3
_AGAIN = 0.4
"""How many of the questions that nothing answers are also asked of another passage."""
_CROSSED = 0.15
_SCRIPTS: tuple[Script, ...] = ("s2t", "t2s")


def written_examples(passages: Sequence[WrittenPassage], seed: int) -> Iterator[Example]:
    """The examples of one file's passages."""
    if not passages:
        return
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        rows = [Paragraph(0, p.context, p.text, p.asked) for p in passages]
        search = PassageSearch(rows, passages[0].language, Path(folder))
        for passage in passages:
            for example in _of(passage, passages, search, chance):
                yield example
                if passage.language == "zh" and chance.random() < _CROSSED:
                    crossed = (cross_question(example, script) for script in _SCRIPTS)
                    yield from (c for c in crossed if c is not None)


def _of(
    passage: WrittenPassage,
    passages: Sequence[WrittenPassage],
    search: PassageSearch,
    chance: random.Random,
) -> Iterator[Example]:
    for asked in passage.asked:
        example = Example(
            asked.text, passage.context, passage.text, asked.start, asked.end, "written"
        )
        yield example
        yield from _elsewhere(example, passage, passages, search, chance)
    for question in passage.unanswered:
        example = Example(question, passage.context, passage.text, -1, -1, "written")
        yield example
        if chance.random() < _AGAIN:
            yield from _elsewhere(example, passage, passages, search, chance)


def _elsewhere(
    example: Example,
    passage: WrittenPassage,
    passages: Sequence[WrittenPassage],
    search: PassageSearch,
    chance: random.Random,
) -> Iterator[Example]:
    """The question to one of the passages that look most alike, those of its document first."""
    # A question without an answer has none anywhere: no passage is to be kept out for holding it.
    rows = search.lookalikes(example.question, example.answer or "\0")
    others = [passages[row] for row in rows if passages[row] is not passage]
    own = [other for other in others if other.document == passage.document]
    found = (own or others)[:_HARDEST]
    if found:
        other = chance.choice(found)
        yield replace(example, context=other.context, text=other.text, start=-1, end=-1)
