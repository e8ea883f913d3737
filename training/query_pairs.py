"""Questions and the passages that answer them, from which the encoder of queries learns.

Written reports are asked in Japanese, Chinese and English, whatever language they are in; of the
public sets there are questions in the language of their passages, and XQuAD's across the two.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.writer import embedded_text
from ingest.language import detect_language
from training.crossing import Script, in_script
from training.examples import Paragraph
from training.written import WrittenPassage, read_sets

__all__ = ["Pairs", "pairs_of_paragraphs", "pairs_of_written", "relation"]

_CROSSED = 0.2
_SCRIPTS: tuple[Script, ...] = ("s2t", "t2s")


@dataclass(eq=False, slots=True)
class Pairs:
    """``asked[i]`` is answered by the passage number ``answered_by[i]`` of ``texts``."""

    texts: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answered_by: list[int] = field(default_factory=list)

    def add(self, text: str, questions: Iterable[str]) -> None:
        """A passage and what it answers."""
        for question in questions:
            self.asked.append(question)
            self.answered_by.append(len(self.texts))
        self.texts.append(text)

    def extend(self, other: Pairs) -> None:
        """What ``other`` holds as well."""
        begin = len(self.texts)
        self.texts += other.texts
        self.asked += other.asked
        self.answered_by += [begin + n for n in other.answered_by]


def pairs_of_written(folder: Path, seed: int) -> tuple[Pairs, Pairs]:
    """Of the written reports: what is learned from, and what is held out."""
    learned, held = Pairs(), Pairs()
    chance = random.Random(seed)
    for passages, others in read_sets(folder):
        for passage in passages:
            learned.add(_embedded(passage), _in_both_scripts(passage, chance))
        for passage in others:
            held.add(_embedded(passage), [q.text for q in passage.asked])
    return learned, held


def pairs_of_paragraphs(
    paragraphs: Sequence[Paragraph], translated: Sequence[Paragraph] = ()
) -> Pairs:
    """Of a question set; the questions of ``translated``, the same set in another language, are
    asked of its paragraphs too, by their ids."""
    elsewhere = {q.id: q.text for p in translated for q in p.asked}
    pairs = Pairs()
    for paragraph in paragraphs:
        own = [q.text for q in paragraph.asked]
        others = [elsewhere[q.id] for q in paragraph.asked if q.id in elsewhere]
        pairs.add(embedded_text(paragraph.text, paragraph.title), own + others)
    return pairs


def relation(question: str, text: str) -> str:
    """The languages of both, for instance ``en-ja``."""
    return f"{detect_language(question)}-{detect_language(text)}"


def _embedded(passage: WrittenPassage) -> str:
    return embedded_text(passage.text, passage.context)


def _in_both_scripts(passage: WrittenPassage, chance: random.Random) -> Iterator[str]:
    """The passage's questions, and some of the Chinese ones in the other script."""
    for asked in passage.asked:
        yield asked.text
        for script in _SCRIPTS if detect_language(asked.text) == "zh" else ():
            crossed = in_script(asked.text, script)
            if crossed != asked.text and chance.random() < _CROSSED:
                yield crossed
