"""What a person confirmed, as lines of a gold file."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from eval.drafting.proposals import Candidate
from eval.drafting.wanted import Wanted
from eval.gold import parse_gold
from eval.questions import GoldQuestion
from ingest.errors import GoldSetError
from ingest.language import find_numbers, fold_text

__all__ = ["append_question", "confirmed_row", "is_among", "kept_questions", "refused_row"]

_LOCK_SECONDS = 10.0


def confirmed_row(
    wanted: Wanted, candidate: Candidate, answers: Sequence[str], kind: str = ""
) -> dict[str, Any]:
    """A gold question whose ``answers`` the candidate proves."""
    return {
        "id": wanted.id,
        "language": wanted.language,
        "question": wanted.question,
        "answerable": True,
        "answers": list(answers),
        "evidence": [candidate.evidence()],
        "type": kind or wanted.type or _type_of(answers),
        "topic": wanted.topic,
    }


def _type_of(answers: Sequence[str]) -> str:
    kinds = {number.kind for answer in answers for number in find_numbers(answer)}
    if not kinds:
        return "factoid"
    return "date" if kinds <= {"year", "date"} else "numeric"


def refused_row(wanted: Wanted) -> dict[str, Any]:
    """A gold question that the documents do not answer."""
    return {
        "id": wanted.id,
        "language": wanted.language,
        "question": wanted.question,
        "answerable": False,
        "answers": [],
        "evidence": [],
        "type": "unanswerable",
        "topic": wanted.topic,
    }


def kept_questions(path: Path) -> list[GoldQuestion]:
    """The questions that a gold file holds; none where there is no file yet.

    Raises:
        GoldSetError: the file is no gold set.
    """
    if not path.exists() or not path.stat().st_size:
        return []
    return parse_gold(path.read_bytes(), str(path))


def is_among(wanted: Wanted, kept: Sequence[GoldQuestion]) -> bool:
    """Whether the question is in the gold file already, by id or by its words."""
    words = _bare(wanted.question)
    return any((wanted.id and wanted.id == q.id) or _bare(q.question) == words for q in kept)


def append_question(path: Path, row: dict[str, Any]) -> str:
    """Add ``row`` to the gold file, and return its id; one without an id is given the next free.

    The file is written anew and put in place at once, under a lock: whatever happens, it holds
    what it held, or that and the new line, and two people may confirm at a time.

    Raises:
        GoldSetError: the row is no gold question, its id is taken, or the file is no gold set.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS):
            return _append(path, row)
    except Timeout:
        raise GoldSetError(
            "another process is writing to the gold set", path=str(path), hint="try again"
        ) from None


def _append(path: Path, row: dict[str, Any]) -> str:
    taken = {question.id for question in kept_questions(path)}
    identity = row.get("id") or next(i for n in count(1) if (i := f"q{n:03d}") not in taken)
    if identity in taken:
        raise GoldSetError(f"the id {identity!r} is taken", path=str(path), hint="choose another")
    row = {**row, "id": identity}
    line = (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    parse_gold(line, str(path))
    before = path.read_bytes() if path.exists() else b""
    _put(path, before + (b"\n" if before and not before.endswith(b"\n") else b"") + line)
    return str(identity)


def _put(path: Path, data: bytes) -> None:
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def _bare(text: str) -> str:
    return "".join(fold_text(text).split())
