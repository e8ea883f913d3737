"""Passages of made-up reports, with questions that they answer or nearly answer.

    python -m training.written training/sets/*.jsonl

checks the files and says what is in them. A line is a passage: ``document`` (a name within its
file), ``language`` (``ja`` or ``zh``), ``context`` and ``text`` as a stored passage has them, and
``questions``. A question has its ``answer``, words of the text (``nth`` says which, from 1, where
they stand there more than once), or ``null`` and in ``near`` what keeps it from being answered.
No passage of its document answers a question whose answer is ``null``.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from ingest.document import Language
from ingest.language import detect_language
from training.examples import Asked

__all__ = ["NEAR", "SETS", "WrittenPassage", "main", "read_sets", "read_written"]

SETS = Path(__file__).with_name("sets")
_HELD_OUT = 5
"""Of so many documents of a file one is learned from nowhere."""

NEAR = ("year", "part", "attribute", "plan", "role", "detail", "neighbour")
"""What the text tells of instead: another time; another place, group or the whole; another
measure of the same; a plan for what was done, or the reverse; the same with roles reversed; the
same without the detail asked for; another one of the same kind."""


@dataclass(frozen=True, slots=True)
class WrittenPassage:
    """A passage; ``asked`` it answers, ``unanswered`` are questions that nothing answers."""

    document: str
    language: Language
    context: str
    text: str
    asked: tuple[Asked, ...]
    unanswered: tuple[str, ...]


def read_written(path: Path) -> list[WrittenPassage]:
    """The passages of a file, in its order.

    Raises ``ValueError`` with the file and line where a line is not of the form told above.
    """
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            found.append(_passage(json.loads(line), f"{path.stem}-{number}"))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}") from error
    return found


def read_sets(folder: Path) -> Iterator[tuple[list[WrittenPassage], list[WrittenPassage]]]:
    """By file of ``folder``: the passages to learn from, and those of the documents held out."""
    for path in sorted(folder.glob("*.jsonl")):
        passages = read_written(path)
        names = list(dict.fromkeys(p.document for p in passages))
        held = set(names[_HELD_OUT - 1 :: _HELD_OUT])
        yield (
            [p for p in passages if p.document not in held],
            [p for p in passages if p.document in held],
        )


def _passage(row: dict[str, Any], name: str) -> WrittenPassage:
    text = str(row["text"])
    if row["language"] not in get_args(Language) or not text.strip() or not row["context"].strip():
        raise ValueError("a passage has its language, a context and a text")
    asked, unanswered = [], []
    for number, one in enumerate(row["questions"], 1):
        question = str(one["question"]).strip()
        if not question:
            raise ValueError(f"question {number} is empty")
        if one["answer"] is None:
            if one.get("near") not in NEAR:
                raise ValueError(f"{question}: near is one of {', '.join(NEAR)}")
            unanswered.append(question)
        else:
            start = _place(text, str(one["answer"]), one.get("nth"), question)
            asked.append(Asked(f"{name}-{number}", question, start, start + len(one["answer"])))
    return WrittenPassage(
        str(row["document"]), row["language"], row["context"], text, tuple(asked), tuple(unanswered)
    )


def _place(text: str, answer: str, nth: int | None, question: str) -> int:
    """Where the ``nth`` ``answer`` begins in ``text``."""
    places = [i for i in range(len(text)) if answer and text.startswith(answer, i)]
    if not places:
        raise ValueError(f"{question}: {answer!r} does not stand in the text")
    if nth is None and len(places) > 1:
        raise ValueError(f"{question}: {answer!r} stands {len(places)} times in the text: say nth")
    if nth is not None and not 1 <= nth <= len(places):
        raise ValueError(f"{question}: there is no {answer!r} number {nth}")
    return places[(nth or 1) - 1]


def _told(passages: Iterable[WrittenPassage]) -> str:
    """Counts of passages, documents and questions, and of the questions' languages."""
    kept = list(passages)
    questions = [q.text for p in kept for q in p.asked] + [q for p in kept for q in p.unanswered]
    languages = Counter(detect_language(q) for q in questions)
    unanswered = sum(len(p.unanswered) for p in kept)
    return (
        f"{len({p.document for p in kept})} documents, {len(kept)} passages, "
        f"{len(questions)} questions ({unanswered} without an answer), "
        + ", ".join(f"{n} in {language}" for language, n in languages.most_common())
        + f"; {len(questions) - len(set(questions))} asked twice"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Check files and say what is in them."""
    for name in sys.argv[1:] if argv is None else argv:
        print(f"{name}: {_told(read_written(Path(name)))}")


if __name__ == "__main__":
    main()
