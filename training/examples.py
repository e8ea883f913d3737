"""One thing to learn from: a question, a passage, and where the answer stands, if it does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

__all__ = ["Asked", "Example", "Kind", "Paragraph", "read_examples", "read_squad", "write_examples"]

Kind = Literal[
    "answer", "retrieved", "without_sentence", "altered", "table", "report", "crossed", "written"
]


@dataclass(frozen=True, slots=True)
class Example:
    """``text[start:end]`` answers ``question``; ``start`` is -1 where nothing in ``text`` does.

    ``context`` is what a stored passage has beside its text: title, headings, column heads, unit.
    """

    question: str
    context: str
    text: str
    start: int
    end: int
    kind: Kind

    @property
    def answerable(self) -> bool:
        return self.start >= 0

    @property
    def answer(self) -> str:
        return self.text[self.start : self.end] if self.answerable else ""

    def unanswered(self, kind: Kind, *, context: str, text: str) -> Example:
        """The same question to a passage that does not answer it."""
        return replace(self, kind=kind, context=context, text=text, start=-1, end=-1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its first answer, ``[start, end)`` in the paragraph's text."""

    id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A context of a SQuAD file; ``article`` counts from 0 over the files as they are sorted."""

    article: int
    title: str
    text: str
    asked: tuple[Asked, ...]


def read_squad(path: Path) -> list[Paragraph]:
    """The paragraphs of a SQuAD file, or of all ``*.json`` below a folder.

    Where an answer does not stand at its offset, the nearest place where it does is taken; a
    question whose answer stands nowhere in its paragraph is left out.
    """
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    articles = (a for f in files for a in json.loads(f.read_text("utf-8-sig"))["data"])
    found = []
    for number, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            asked = tuple(q for q in (_asked(row, text) for row in paragraph["qas"]) if q)
            found.append(Paragraph(number, str(article.get("title") or ""), text, asked))
    return found


def _asked(row: dict[str, object], text: str) -> Asked | None:
    answers = row.get("answers")
    first = answers[0] if isinstance(answers, list) and answers else None
    if row.get("is_impossible") or first is None or not str(first["text"]).strip():
        return None
    answer, told = str(first["text"]), int(first["answer_start"])
    starts = [i for i in range(len(text)) if text.startswith(answer, i)]
    if not starts:
        return None
    start = min(starts, key=lambda i: abs(i - told))
    return Asked(str(row["id"]), str(row["question"]), start, start + len(answer))


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """One JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")


def read_examples(path: Path) -> Iterator[Example]:
    """What ``write_examples`` wrote."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield Example(**json.loads(line))
