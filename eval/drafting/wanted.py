"""Questions that want evidence: a line of text each, or JSON lines with what is known of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from eval.faults import Fault, raise_faults
from eval.gold import BOM, gold_bytes
from eval.questions import QuestionType
from ingest.language import detect_language

__all__ = ["Wanted", "read_wanted"]

_TYPES = get_args(QuestionType)
_LANGUAGES = ("ja", "zh", "en")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question, and what its writer said about it; empty where nothing was said."""

    question: str
    language: str
    id: str = ""
    answers: tuple[str, ...] = ()
    type: QuestionType | None = None
    topic: str = ""


def read_wanted(path: Path) -> list[Wanted]:
    """The questions of a file: JSON objects with at least ``question``, or one question a line.

    Raises:
        GoldSetError: lists every line that is neither.
    """
    faults: list[Fault] = []
    found: list[Wanted] = []
    lines = gold_bytes(path).removeprefix(BOM).split(b"\n")
    for number, raw in enumerate(lines, start=1):
        try:
            line = raw.decode("utf-8").strip()
            row = json.loads(line) if line.startswith("{") else {"question": line}
        except UnicodeDecodeError as error:
            faults.append(Fault(f"line {number}", f"byte {error.start + 1} is not UTF-8", number))
            continue
        except (json.JSONDecodeError, RecursionError) as error:
            faults.append(Fault(f"line {number}", f"not JSON: {error}", number))
            continue
        if line and (problem := _problem(row)):
            faults.append(Fault(f"line {number}", problem, number))
        elif line:
            found.append(_wanted(row))
    if not faults and not found:
        faults.append(Fault("", "it holds no questions"))
    raise_faults(faults, str(path), "write one question a line, or JSON with 'question'")
    return found


def _problem(row: dict[str, Any]) -> str:
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        return "there is no 'question'"
    answers = row.get("answers", [])
    if not isinstance(answers, list) or not all(isinstance(a, str) for a in answers):
        return "'answers' must be a list of texts"
    if row.get("type") not in (None, *_TYPES):
        return f"'type' must be one of {', '.join(_TYPES)}"
    if any(not isinstance(row.get(name, ""), str) for name in ("id", "language", "topic")):
        return "'id', 'language' and 'topic' must be text"
    return ""


def _wanted(row: dict[str, Any]) -> Wanted:
    text = row["question"].strip()
    language = row.get("language", "").split("-")[0] or detect_language(text)
    return Wanted(
        question=text,
        language=language if language in _LANGUAGES else "en",
        id=row.get("id", "").strip(),
        answers=tuple(a for a in row.get("answers", []) if a.strip()),
        type=cast(QuestionType | None, row.get("type")),
        topic=row.get("topic", ""),
    )
