"""Gold questions: what they are, and reading them from JSON lines.

One JSON object a line::

    {"id": "q001", "language": "ja", "question": "…", "answerable": true, "answers": ["…"],
     "evidence": [{"doc": "deck.pdf", "page": 23, "quote": "…"}], "type": "numeric", "topic": "…"}

Any of ``answers`` counts; evidence pages are alternatives unless ``"all_evidence": true``.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast, get_args

from eval.faults import Fault, raise_faults
from eval.questions import Evidence, GoldQuestion, QuestionType
from ingest.errors import GoldSetError

__all__ = ["BOM", "gold_bytes", "parse_gold", "read_gold", "scan_gold"]

BOM = b"\xef\xbb\xbf"
"""The byte order mark that some editors put before UTF-8."""

_LANGUAGES = ("ja", "zh", "en")
_TYPES: tuple[str, ...] = get_args(QuestionType)
_REQUIRED = ("id", "language", "question", "answerable", "type")
_KNOWN = (*_REQUIRED, "answers", "evidence", "topic", "all_evidence")
_LOOKALIKE = 0.8
"""From this similarity on, an unknown field is a misspelt one and not somebody's own note."""


def read_gold(path: Path) -> list[GoldQuestion]:
    """The questions of a gold file, in its order.

    Raises:
        GoldSetError: lists every faulty line of the file with its number.
    """
    return parse_gold(gold_bytes(path), str(path))


def gold_bytes(path: Path) -> bytes:
    """What a gold file holds. Raises ``GoldSetError`` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise GoldSetError(
            f"the gold set cannot be read: {error.strerror}",
            path=str(path),
            hint="give a file of JSON lines",
        ) from error


def parse_gold(data: bytes, name: str = "gold set") -> list[GoldQuestion]:
    """As ``read_gold``, from the file's bytes; ``name`` appears in the error."""
    questions, faults = scan_gold(data)
    raise_faults(faults, name, "`shutten eval lint` lists everything that is wrong")
    return questions


def scan_gold(data: bytes) -> tuple[list[GoldQuestion], list[Fault]]:
    """The questions of the lines that are right, and everything that is wrong with the others."""
    faults: list[Fault] = []
    questions: list[GoldQuestion] = []
    first_lines: dict[str, int] = {}
    for number, line in enumerate(data.removeprefix(BOM).split(b"\n"), start=1):
        if not line.strip():
            continue
        row, problems = _row(line.removeprefix(BOM))
        problems = problems or _problems(row)
        identity = row.get("id")
        if isinstance(identity, str) and identity.strip():
            first = first_lines.setdefault(identity, number)
            if first != number:
                problems = [*problems, f"the id {identity!r} is already on line {first}"]
        faults += [Fault(f"line {number}", problem, number) for problem in problems]
        if not problems:
            questions.append(_question(row, number))
    if not faults and not questions:
        faults.append(Fault("", "it holds no questions"))
    return questions, faults


def _row(line: bytes) -> tuple[dict[str, Any], list[str]]:
    """The JSON object on a line, or what is wrong with it."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return {}, [f"byte {error.start + 1} is not UTF-8"]
    except json.JSONDecodeError as error:
        return {}, [f"not JSON at column {error.colno}: {error.msg}"]
    except RecursionError:
        return {}, ["not a gold question: nested too deeply"]
    if not isinstance(value, dict):
        return {}, ["not a JSON object"]
    return value, []


def _problems(row: dict[str, Any]) -> list[str]:
    """Everything that is wrong with one question."""
    found = [f"the field {name!r} is missing" for name in _REQUIRED if name not in row]
    found += [problem for name in row if (problem := _misspelt(name))]
    for name, (right, wanted) in _CHECKS.items():
        if name in row and not right(row[name]):
            found.append(f"{name!r} must be {wanted}, not {_shown(row[name])}")
    answerable = row.get("answerable")
    if answerable is True:
        found += _answerable_problems(row)
    elif answerable is False:
        found += _unanswerable_problems(row)
    return found + _evidence_problems(row.get("evidence", []))


def _answerable_problems(row: dict[str, Any]) -> list[str]:
    found = []
    answers = row.get("answers", [])
    if isinstance(answers, list) and not any(isinstance(a, str) and a.strip() for a in answers):
        found.append("an answerable question needs at least one of 'answers'")
    if row.get("evidence", []) == []:
        found.append("an answerable question needs 'evidence'")
    if row.get("type") == "unanswerable":
        found.append("an answerable question cannot be of the type 'unanswerable'")
    return found


def _unanswerable_problems(row: dict[str, Any]) -> list[str]:
    return [
        f"an unanswerable question cannot have {name!r}"
        for name in ("answers", "evidence")
        if row.get(name)
    ]


def _evidence_problems(evidence: object) -> list[str]:
    found = []
    for n, item in enumerate(evidence if isinstance(evidence, list) else [], start=1):
        if not isinstance(item, dict):
            found.append(f"evidence {n} must be an object, not {_shown(item)}")
            continue
        if not _is_text(item.get("doc")):
            found.append(f"evidence {n} needs 'doc', the document's name")
        page = item.get("page")
        if not isinstance(page, int) or isinstance(page, bool) or page < 1:
            found.append(f"evidence {n} needs 'page', a whole number from 1")
        if not isinstance(item.get("quote", ""), str):
            found.append(f"the 'quote' of evidence {n} must be text")
    return found


def _misspelt(name: str) -> str:
    if name in _KNOWN:
        return ""
    near = difflib.get_close_matches(name, _KNOWN, n=1, cutoff=_LOOKALIKE)
    return f"unknown field {name!r}; did you mean {near[0]!r}?" if near else ""


def _question(row: dict[str, Any], line: int) -> GoldQuestion:
    """A question out of a row that has no problems."""
    return GoldQuestion(
        id=row["id"],
        language=row["language"].split("-")[0],
        question=row["question"],
        answerable=row["answerable"],
        answers=_unique(a for a in row.get("answers", []) if a.strip()),
        evidence=tuple(
            Evidence(item["doc"], item["page"], item.get("quote", ""))
            for item in row.get("evidence", [])
        ),
        type=cast(QuestionType, row["type"]),
        topic=row.get("topic", ""),
        all_evidence=row.get("all_evidence", False),
        line=line,
        proposed=row.get("status") == "proposed",
        empty_answers=any(not a.strip() for a in row.get("answers", [])),
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_language(value: object) -> bool:
    return isinstance(value, str) and value.split("-")[0] in _LANGUAGES


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"


_CHECKS: dict[str, tuple[Callable[[object], bool], str]] = {
    "id": (_is_text, "text that is not empty"),
    "language": (_is_language, f"one of {', '.join(_LANGUAGES)}"),
    "question": (_is_text, "text that is not empty"),
    "answerable": (lambda v: isinstance(v, bool), "true or false"),
    "type": (lambda v: v in _TYPES, f"one of {', '.join(_TYPES)}"),
    "answers": (_is_texts, "a list of texts"),
    "evidence": (lambda v: isinstance(v, list), "a list"),
    "topic": (lambda v: isinstance(v, str), "text"),
    "all_evidence": (lambda v: isinstance(v, bool), "true or false"),
}
